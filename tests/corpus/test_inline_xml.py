from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import HELD_BY_XML, annotated_documents, marked, minutes_like, quotes, texts_for_xml, told

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import parse, read, read_folder, render
from council_minutes.errors import AnnotationError

EXAMPLE = """<minutes council="Averne" date="2024-09-26">
<PERSON id="p1" HOLDS="r1">Anwen Lloyd</PERSON>, <ROLE id="r1">Leader</ROLE>, spoke &amp; sat.
<FINDING direction="up" against="target">Waste rose to <FIGURE>4</FIGURE> t</FINDING>.
<DECISION MADE_BY="b p1">The <BODY id="b">Panel</BODY> agreed</DECISION>.</minutes>
"""


def test_tags_are_marks_on_the_text_without_them() -> None:
    document = parse(EXAMPLE, "averne").document
    assert document.text == "Anwen Lloyd, Leader, spoke & sat.\nWaste rose to 4 t.\nThe Panel agreed."
    assert quotes(document) == [
        ("PERSON", "Anwen Lloyd"),
        ("ROLE", "Leader"),
        ("FIGURE", "4"),
        ("BODY", "Panel"),
        ("FINDING", "Waste rose to 4 t"),
        ("DECISION", "The Panel agreed"),
    ]
    assert (document.key, document.council) == ("averne", "Averne")
    label = {mark.id: mark.label for mark in document.annotations.marks()}
    assert [(r.name, label[r.head], label[r.tail]) for r in document.annotations.relations] == [
        ("HOLDS", "PERSON", "ROLE"),
        ("MADE_BY", "DECISION", "BODY"),
        ("MADE_BY", "DECISION", "PERSON"),
    ]
    assert dict(document.annotations.spans[0].attributes) == {"direction": "up", "against": "target"}


def test_a_document_is_written_as_it_was_read() -> None:
    assert render(parse(EXAMPLE, "averne").document) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "\n\nafter two", "a\r\nb\rc", "a < b & c > d", "]]>", "\ufffd", "\u2028\x85", "😀é", "ends\n"],
)
def test_any_text_is_kept(text: str) -> None:
    document = AnnotatedDocument("d", text, MappingProxyType({"title": 'a "b"\n<c> & d\t'}))
    assert told(parse(render(document), "d").document) == told(document)


@given(annotated_documents(texts_for_xml()) | annotated_documents(minutes_like()))
def test_what_is_written_is_read_back(document: AnnotatedDocument) -> None:
    written = render(document)
    parsed = parse(written, document.key)
    assert parsed.faults == ()
    assert told(parsed.document) == told(document)
    assert render(parsed.document) == written
    assert parse(written.encode(), document.key) == parsed


@given(st.dictionaries(st.sampled_from(["council", "title", "date"]), st.text(HELD_BY_XML)))
def test_metadata_is_kept(meta: dict[str, str]) -> None:
    document = AnnotatedDocument("d", "x", MappingProxyType(meta))
    assert dict(parse(render(document), "d").document.meta) == meta


FAULTS = [
    ("<LEADER>x</LEADER>", "line 2: unknown label LEADER"),
    ("<PERSON><ROLE>x</ROLE></PERSON>", "ROLE inside another entity"),
    ('<BODY HOLDS="r">x</BODY> <ROLE id="r">y</ROLE>', "BODY cannot head HOLDS"),
    ('<PERSON HOLDS="p">x</PERSON> <PERSON id="p">y</PERSON>', "HOLDS=p: a PERSON is no tail of it"),
    ('<PERSON HOLDS="r">x</PERSON>', "HOLDS=r: no such id"),
    ('<PERSON id="p">x</PERSON> <PERSON id="p">y</PERSON>', "id p is used twice"),
    ('<FINDING direction="sideways">x</FINDING>', "direction='sideways' is no value of it"),
    ('<VOTE direction="up">x</VOTE>', "unknown attribute direction on VOTE"),
    ('<PERSON colour="red">x</PERSON>', "unknown attribute colour on PERSON"),
    ("<PERSON> x</PERSON>", "begins or ends with white space"),
    ("<PERSON>x\u00a0</PERSON>", "begins or ends with white space"),
    ("<PERSON></PERSON>", "is empty"),
    ("first\nsecond\n<LEADER>x</LEADER>", "line 4: unknown label"),
]


@pytest.mark.parametrize(("body", "expected"), FAULTS)
def test_each_fault_is_told(body: str, expected: str, tmp_path: Path) -> None:
    source = f"<minutes>\n{body}</minutes>"
    assert expected in "; ".join(map(str, parse(source, "d").faults))
    path = tmp_path / "faulty.xml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"faulty\.xml"):
        read(path)


@pytest.mark.parametrize("body", [FAULTS[2][0], FAULTS[3][0], FAULTS[4][0]])
def test_a_faulty_relation_is_not_in_the_document(body: str) -> None:
    assert parse(f"<minutes>\n{body}</minutes>", "d").document.annotations.relations == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "no element found"),
        ("<minutes>", "no element found"),
        ("<minutes>a & b</minutes>", "not well-formed"),
        ("<minutes><PERSON>x</minutes></PERSON>", "mismatched tag"),
        ("<minutes>\x01</minutes>", "not well-formed"),
        (b"<minutes>\xff</minutes>", "not well-formed"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><minutes>&a;</minutes>', "DOCTYPE is not allowed"),
    ],
)
def test_what_is_no_xml_is_an_error_that_names_the_document(source: str | bytes, expected: str) -> None:
    with pytest.raises(AnnotationError, match=expected) as error:
        parse(source, "averne-01")
    assert error.value.where == "averne-01"


def test_marks_that_cross_cannot_be_written() -> None:
    marks = (Mark("a", "VOTE", 0, 3), Mark("b", "ACTION", 2, 5))
    document = AnnotatedDocument("d", "abcdef", annotations=Annotations(spans=marks))
    with pytest.raises(AnnotationError, match="ACTION at 2-5 crosses VOTE at 0-3"):
        render(document)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_hold_are_an_error(character: str) -> None:
    with pytest.raises(AnnotationError, match=r"at offset 2.*U\+FFFD"):
        render(AnnotatedDocument("d", f"ab{character}"))


def test_ids_are_written_where_a_relation_needs_them() -> None:
    document = marked('<PERSON id="p" HOLDS="r">x</PERSON> <ROLE id="r">y</ROLE> <ROLE id="s">z</ROLE>')
    assert '<PERSON HOLDS="r">x</PERSON> <ROLE id="r">y</ROLE> <ROLE>z</ROLE>' in render(document)


def test_names_given_to_marks_do_not_meet_the_ones_written() -> None:
    document = marked('<PERSON HOLDS="_1">x</PERSON> <ROLE id="_1">y</ROLE>')
    assert [(r.head, r.tail) for r in document.annotations.relations] == [("_1_", "_1")]


def test_of_marks_with_the_same_extent_the_later_label_is_outside() -> None:
    body = "<VOTE><DECISION><FIGURE>4</FIGURE></DECISION></VOTE>"
    document = marked(body)
    for spans in (document.annotations.spans, document.annotations.spans[::-1]):
        changed = replace(document, annotations=replace(document.annotations, spans=spans))
        assert body in render(changed)


def test_the_documents_of_a_folder_are_in_order_of_key(tmp_path: Path) -> None:
    for name in ("z/a-02", "b-01", "a-01"):
        path = tmp_path / f"{name}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(EXAMPLE, encoding="utf-8")
    assert [document.key for document in read_folder(tmp_path)] == ["a-01", "a-02", "b-01"]


def test_a_folder_has_documents_with_keys_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="no annotated documents"):
        read_folder(tmp_path)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.xml").write_text(EXAMPLE, encoding="utf-8")
    with pytest.raises(AnnotationError, match="same key"):
        read_folder(tmp_path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be read"):
        read(tmp_path / "none.xml")


def test_relations_are_written_on_their_head() -> None:
    document = AnnotatedDocument(
        "d",
        "ab cd ef",
        annotations=Annotations(
            entities=(Mark("x", "PERSON", 3, 5), Mark("y", "PERSON", 6, 8)),
            spans=(Mark("v", "VOTE", 0, 2),),
            relations=(Relation("VOTED_FOR", "v", "x"), Relation("VOTED_FOR", "v", "y")),
        ),
    )
    expected = '<VOTE VOTED_FOR="x y">ab</VOTE> <PERSON id="x">cd</PERSON> <PERSON id="y">ef</PERSON>'
    assert expected in render(document)
