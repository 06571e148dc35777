from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import annotated_documents, marked, minutes_like, quotes

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.edits import Edit, apply_edits

BODY = "The <BODY>Panel</BODY> <DECISION>agreed to <VOTE>note</VOTE> it</DECISION>."
TEXT = "The Panel agreed to note it."


def at(words: str, new: str) -> Edit:
    return (TEXT.index(words), TEXT.index(words) + len(words), new)


@pytest.mark.parametrize(
    ("edits", "text", "marks"),
    [
        ([], TEXT, ["Panel", "agreed to note it", "note"]),
        ([at("The", "This")], "This Panel agreed to note it.", ["Panel", "agreed to note it", "note"]),
        ([at("Panel", "Board")], "The Board agreed to note it.", ["Board", "agreed to note it", "note"]),
        ([at("Panel", "")], "The  agreed to note it.", ["", "agreed to note it", "note"]),
        ([at("ane", "oo")], "The Pool agreed to note it.", ["Pool", "agreed to note it", "note"]),
        ([at("to ", "")], "The Panel agreed note it.", ["Panel", "agreed note it", "note"]),
        (
            [at(" ", "\n"), at("it", "them")],
            "The\nPanel agreed to note them.",
            ["Panel", "agreed to note them", "note"],
        ),
        # a mark that begins or ends inside what is replaced takes all of it
        ([at("el agr", "-")], "The Pan-eed to note it.", ["Pan-", "-eed to note it", "note"]),
        ([at("to note", "NOTE")], "The Panel agreed NOTE it.", ["Panel", "agreed NOTE it", "NOTE"]),
        # beside a mark it takes none of it
        ([at(" agreed", "!")], "The Panel! to note it.", ["Panel", "! to note it", "note"]),
        ([at("Panel ", "!")], "The !agreed to note it.", ["!", "agreed to note it", "note"]),
        ([at(".", "; and")], "The Panel agreed to note it; and", ["Panel", "agreed to note it", "note"]),
        # of two that overlap the first counts
        ([at("Panel agreed", "X"), at("agreed to", "Y")], "The X to note it.", ["X", "X to note it", "note"]),
    ],
)
def test_edits_carry_the_marks_along(edits: list[Edit], text: str, marks: list[str]) -> None:
    for order in (edits, edits[::-1]):
        changed = apply_edits(marked(BODY), order)
        assert changed.text == text
        assert [words for _, words in quotes(changed)] == marks


@st.composite
def edited(draw: Any) -> tuple[AnnotatedDocument, list[Edit]]:
    document = draw(annotated_documents(minutes_like()))
    edits: list[Edit] = []
    at = 0
    while at < len(document.text) and draw(st.booleans()):
        start = draw(st.integers(at, len(document.text) - 1))
        end = draw(st.integers(start + 1, min(start + 8, len(document.text))))
        edits.append((start, end, draw(st.text(st.sampled_from("xyz \n"), max_size=5))))
        at = end
    return document, edits


@given(edited())
def test_the_text_is_replaced_stretch_by_stretch(case: tuple[AnnotatedDocument, list[Edit]]) -> None:
    document, edits = case
    text = document.text
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    assert apply_edits(document, edits).text == text


@given(edited())
def test_marks_hold_what_became_of_their_characters(case: tuple[AnnotatedDocument, list[Edit]]) -> None:
    """Each character of the new text comes from one of the old text, or from an edit."""
    document, edits = case
    origin: list[tuple[int, int]] = []  # the old stretch that each new character stands for
    at = 0
    for start, end, new in [*edits, (len(document.text), len(document.text), "")]:
        origin += [(i, i + 1) for i in range(at, start)] + [(start, end)] * len(new)
        at = end
    changed = apply_edits(document, edits)
    assert len(origin) == len(changed.text)
    for old, new_mark in zip(document.annotations.marks(), changed.annotations.marks(), strict=True):
        assert (old.id, old.label, old.attributes) == (new_mark.id, new_mark.label, new_mark.attributes)
        inside = [i for i, (start, end) in enumerate(origin) if start < old.end and old.start < end]
        assert list(range(new_mark.start, new_mark.end)) == inside
        assert 0 <= new_mark.start <= new_mark.end <= len(changed.text)
    assert changed.annotations.relations == document.annotations.relations


@given(annotated_documents(minutes_like()), st.integers(0, 40))
def test_what_is_inserted_belongs_to_the_mark_it_stands_inside_of(document: AnnotatedDocument, place: int) -> None:
    place = min(place, len(document.text))
    changed = apply_edits(document, [(place, place, "++")])
    for old, new in zip(document.annotations.marks(), changed.annotations.marks(), strict=True):
        expected = 2 if old.start <= place < old.end else 0
        assert (new.end - new.start) - (old.end - old.start) == expected
