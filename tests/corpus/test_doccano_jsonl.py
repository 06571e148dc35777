"""Documents as doccano's lines and back: nothing changes, and what has no place is told."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.doccano_jsonl import content, decode, encode, meta_names, read, write
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import parse, render
from council_minutes.errors import AnnotationError

# Letters, what UTF-16 counts twice, what joins, what breaks lines.
CHARACTERS = st.sampled_from("ab É’\u00a0\u2028\u0301\u200d\n\r\t🏛𝒜&<\"'\\")


@st.composite
def documents(draw: st.DrawFn) -> AnnotatedDocument:
    """A document whose entities are apart and whose spans are unions of them, so that nothing crosses."""
    text = draw(st.text(CHARACTERS, min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pieces = list(zip(cuts[::2], cuts[1::2], strict=False))
    labels = draw(st.lists(st.sampled_from(["PERSON", "ROLE"]), min_size=len(pieces), max_size=len(pieces)))
    entities = [Mark(f"e{i}", label, *piece) for i, (label, piece) in enumerate(zip(labels, pieces, strict=True))]
    spans = []
    if pieces and draw(st.booleans()):
        attributes = draw(st.dictionaries(st.just("direction"), st.sampled_from(["up", "down"]), max_size=1))
        spans.append(Mark("s0", "FINDING", pieces[0][0], pieces[-1][1], None, MappingProxyType(attributes)))
    people = [mark.id for mark in entities if mark.label == "PERSON"]
    roles = [mark.id for mark in entities if mark.label == "ROLE"]
    pairs = draw(st.sets(st.tuples(st.sampled_from(people), st.sampled_from(roles)))) if people and roles else set()
    relations = tuple(Relation("HOLDS", *pair) for pair in sorted(pairs))
    meta = draw(st.dictionaries(st.sampled_from(["title", "council"]), st.text(CHARACTERS, min_size=1, max_size=8)))
    return AnnotatedDocument("key", text, MappingProxyType(meta), Annotations(tuple(entities), tuple(spans), relations))


@given(documents())
def test_a_line_says_what_the_document_says(document: AnnotatedDocument) -> None:
    line = json.loads(json.dumps(encode(document, ["title", "council"])))
    decoded = decode(line)
    assert decoded.problems == ()
    assert content(decoded.document) == content(document)


@given(documents())
def test_inline_xml_says_it_too(document: AnnotatedDocument) -> None:
    assert content(parse(render(document), document.key).document) == content(document)


def line(
    text: str, *entities: tuple[str, int, int], relations: tuple[tuple[str, int, int], ...] = ()
) -> dict[str, Any]:
    """A line of an export; entities are numbered from 100, and relations name those numbers."""
    return {
        "id": 7,
        "key": "doc",
        "text": text,
        "entities": [
            {"id": 100 + n, "label": label, "start_offset": start, "end_offset": end}
            for n, (label, start, end) in enumerate(entities)
        ],
        "relations": [
            {"id": 500 + n, "type": name, "from_id": head, "to_id": tail}
            for n, (name, head, tail) in enumerate(relations)
        ],
    }


TEXT = "Cllr Ng asked whether costs rose."
# name -> (line, labels that stay, position told, part of the cause)
PROBLEMS = {
    "entities overlap": (line(TEXT, ("PERSON", 0, 7), ("ROLE", 0, 4)), ["PERSON"], 0, "ROLE 'Cllr' overlaps PERSON"),
    "spans cross": (
        line(TEXT, ("FINDING", 8, 27), ("QUESTION", 22, 32)),
        ["FINDING"],
        22,
        "QUESTION 'costs rose' cross",
    ),
    "entity crosses a span": (line(TEXT, ("QUESTION", 0, 6), ("PERSON", 5, 7)), ["QUESTION"], 5, "PERSON 'Ng' crosses"),
    "beyond the end": (line(TEXT, ("PERSON", 5, 7), ("ORG", 30, 90)), ["PERSON"], 30, "ORG at 30-90 lies outside"),
    "before the start": (line(TEXT, ("ORG", -3, 2)), [], 0, "ORG at -3-2 lies outside"),
    "empty": (line(TEXT, ("ORG", 4, 4)), [], 4, "lies outside the text"),
    "half an emoji": (line("a 🎉 b", ("ORG", 3, 5)), [], 3, "cuts a character"),
    "label unknown": (line(TEXT, ("THING", 0, 4)), [], 0, "unknown label THING"),
    "relation unknown": (
        line(TEXT, ("ROLE", 0, 4), ("PERSON", 5, 7), relations=(("LIKES", 101, 100),)),
        ["ROLE", "PERSON"],
        5,
        "unknown relation LIKES",
    ),
    "relation the wrong way": (
        line(TEXT, ("ROLE", 0, 4), ("PERSON", 5, 7), relations=(("HOLDS", 100, 101),)),
        ["ROLE", "PERSON"],
        0,
        "HOLDS cannot go from ROLE 'Cllr' to PERSON 'Ng'",
    ),
    "attribute without its finding": (line(TEXT, ("direction=up", 22, 32)), [], 22, "stands on no FINDING or FIGURE"),
    "attribute that says two things": (
        line(TEXT, ("FINDING", 22, 32), ("direction=up", 22, 32), ("direction=down", 22, 32)),
        ["FINDING"],
        22,
        "direction is both up and down",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_has_no_place_is_told_and_the_rest_stays(name: str) -> None:
    given_line, labels, position, cause = PROBLEMS[name]
    decoded = decode(given_line)
    assert [mark.label for mark in decoded.document.annotations.marks()] == sorted(labels, key=labels.index)
    (problem,) = decoded.problems
    assert (problem.key, problem.position) == ("doc", position)
    assert cause in problem.cause
    assert problem.remedy


def test_a_relation_goes_with_its_mark() -> None:
    decoded = decode(line(TEXT, ("ROLE", 0, 4), ("PERSON", 2, 7), relations=(("HOLDS", 101, 100),)))
    assert decoded.document.annotations.relations == ()
    assert [problem.cause.split(";")[0].split(":")[0] for problem in decoded.problems][-1] == "HOLDS"


def test_the_same_mark_twice_is_one_mark_with_the_relations_of_both() -> None:
    twice = line(TEXT, ("ROLE", 0, 4), ("PERSON", 5, 7), ("PERSON", 5, 7), relations=(("HOLDS", 102, 100),))
    decoded = decode(twice)
    assert decoded.problems == ()
    assert [mark.label for mark in decoded.document.annotations.entities] == ["ROLE", "PERSON"]
    assert [relation.name for relation in decoded.document.annotations.relations] == ["HOLDS"]


@pytest.mark.parametrize("key", [None, "", 3, "../x", "a/b", ".hidden", "a\\b", "c:d", "a\nb"])
def test_a_key_that_cannot_name_a_file_is_refused(key: object) -> None:
    with pytest.raises(AnnotationError, match="annotations push"):
        decode({**line(TEXT), "key": key})


@pytest.mark.parametrize("entity", [{}, {"id": 1, "label": "ORG", "start_offset": "x", "end_offset": 2}, "ORG", None])
def test_entities_of_another_form_are_refused(entity: object) -> None:
    with pytest.raises(AnnotationError, match="another form"):
        decode({**line(TEXT), "entities": [entity]})


def test_a_file_is_ascii_and_lines_end_at_line_feeds_alone(tmp_path: Path) -> None:
    document = AnnotatedDocument("key", "Ng’s \u2028 note\x85", MappingProxyType({"title": "Ångström"}))
    write([document], tmp_path / "set.jsonl")
    assert (tmp_path / "set.jsonl").read_bytes().isascii()
    assert [content(one.document) for one in read(tmp_path / "set.jsonl")] == [content(document)]


def test_every_line_has_the_metadata_of_all() -> None:
    one = AnnotatedDocument("a", "x", MappingProxyType({"title": "T"}))
    other = AnnotatedDocument("b", "y", MappingProxyType({"council": "C"}))
    names = meta_names([one, other])
    assert [encode(document, names).keys() for document in (one, other)] == [encode(one, names).keys()] * 2
    assert dict(decode(encode(other, names)).document.meta) == {"council": "C"}
