from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council_minutes.annotations import Annotations, DocumentMeta, Mark, Relation
from council_minutes.errors import AnnotationError
from council_minutes.labels import ATTRIBUTES, ENTITY_LABELS, RELATIONS, SPAN_LABELS
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows
from council_minutes.tables.schema import DOCUMENT_TABLES, arrow_schema

PIECES = (
    *("Councillor S Deinali", " ", "\n", "\n\n", "1. Apologies", "(", ")", "£1.2 million", "30 June", "Cabinet", "97%"),
    *(
        "left",
        "in place of ",
        "Apologies: ",
        "lost by 4 votes to 7",
        "For (3)",
        "ŵ",
        "\U0001f5f3",
        "=cmd",
        "\t",
        "Mr Á Ó",
    ),
    *("|", "Q3 2024/25"),
)
# The first document of a process loads the table of councils.
unhurried = settings(deadline=None)


@st.composite
def records(draw: st.DrawFn) -> DocumentRecord:
    """Any text with any marks and any relations that the labels allow."""
    text = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join))
    extent = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 30)).map(lambda e: (e[0], min(len(text), sum(e))))
    labels = draw(st.lists(st.sampled_from((*ENTITY_LABELS, *SPAN_LABELS)), max_size=14))
    marks = []
    for number, label in enumerate(labels):
        start, end = draw(extent)
        stated = draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in ATTRIBUTES.items()}))
        score = draw(st.none() | st.floats(0, 1))
        marks.append(Mark(f"m{number}", label, start, end, score, stated))
    pairs = [
        (name, head.id, tail.id)
        for name, (heads, tails) in RELATIONS.items()
        for head in marks
        for tail in marks
        if head.label in heads and tail.label in tails
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else []
    return DocumentRecord(
        source="a/b.txt",
        sha256="f" * 64,
        text=text,
        meta=DocumentMeta(council=draw(st.sampled_from([None, "Kent County Council", "Hallowick Parish Council"]))),
        annotations=Annotations(
            tuple(m for m in marks if m.label in ENTITY_LABELS),
            tuple(m for m in marks if m.label in SPAN_LABELS),
            tuple(Relation(*pair) for pair in chosen),
        ),
        n_tokens=1,
        status="ok",
        error="",
        model="minutes",
        model_version="1.0",
    )


@unhurried
@given(records())
def test_a_text_is_the_documents_text_at_its_offsets(record: DocumentRecord) -> None:
    tables = document_rows(record)
    for name in ("entities", "spans", "attendance", "decisions", "votes", "actions", "questions", "findings"):
        for row in tables[name]:
            assert row["text"] == record.text[row["start"] : row["end"]]
    extents = {row["entity_id"]: record.text[row["start"] : row["end"]] for row in tables["entities"]}
    extents |= {row["span_id"]: record.text[row["start"] : row["end"]] for row in tables["spans"]}
    for name in ("dates", "figures"):
        assert all(row["text"] == extents[row["entity_id"]] for row in tables[name])
    for row in tables["relations"]:
        assert (row["head_text"], row["tail_text"]) == (extents[row["head_id"]], extents[row["tail_id"]])
    for row in tables["votes"]:
        assert row["decision_id"] is None or row["decision"] == extents[row["decision_id"]]


@unhurried
@given(records())
def test_rows_fit_the_schema(record: DocumentRecord) -> None:
    tables = document_rows(record)
    assert list(tables) == list(DOCUMENT_TABLES)
    for name, rows in tables.items():
        table = DOCUMENT_TABLES[name]
        assert all(tuple(row) == table.column_names for row in rows)
        pa.Table.from_pylist(rows, arrow_schema(table))
        keys = [tuple(row[column] for column in table.primary_key) for row in rows]
        assert None not in {cell for key in keys for cell in key}
        assert len(set(keys)) == len(keys), f"{name}: a primary key comes twice"


@unhurried
@given(records())
def test_foreign_keys_lead_to_rows_of_the_same_document(record: DocumentRecord) -> None:
    tables = document_rows(record)
    for name, rows in tables.items():
        for key in DOCUMENT_TABLES[name].foreign_keys:
            there = {row[key.references] for row in tables[key.table]}
            assert {row[key.column] for row in rows} - {None} <= there


@unhurried
@given(records())
def test_the_same_record_has_the_same_rows(record: DocumentRecord) -> None:
    assert document_rows(record) == document_rows(replace(record))


def test_a_failed_document_has_one_row_and_no_other(make_record) -> None:
    record = replace(make_record("12. Apologies"), status="failed", text="", error="cabinet.pdf: is encrypted")
    tables = document_rows(record)
    assert {name for name, rows in tables.items() if rows} == {"documents"}
    (row,) = tables["documents"]
    assert (row["status"], row["error"]) == ("failed", "cabinet.pdf: is encrypted")


def test_ids_tell_documents_apart_by_source_and_by_content(make_record) -> None:
    record = make_record("<PERSON>A Lee</PERSON>")
    others = [replace(record, source="b.txt"), replace(record, sha256="1" * 64)]
    assert len({r.doc_id for r in (record, *others)}) == 3
    assert record.doc_id == replace(record, model_version="2.0").doc_id


@pytest.mark.parametrize(
    ("annotations", "cause"),
    [
        (Annotations((Mark("p", "PERSON", 0, 99),)), "beyond"),
        (Annotations((Mark("p", "PERSON", 0, 3),), (), (Relation("HOLDS", "p", "r"),)), "HOLDS"),
    ],
)
def test_annotations_that_do_not_fit_the_text_are_refused(make_record, annotations, cause) -> None:
    with pytest.raises(AnnotationError, match=cause):
        document_rows(replace(make_record("A Lee"), annotations=annotations))
