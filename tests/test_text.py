from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.text import containing, sentences, strip

SENTENCES = [
    ("", []),
    (" \n\t ", []),
    ("The Panel met. It rose at noon.", ["The Panel met.", "It rose at noon."]),
    ("no full stop at all", ["no full stop at all"]),
    ("Cllr. J. Smith asked why.", ["Cllr. J. Smith asked why."]),
    ("at 7.30 p.m. on Tuesday. He left.", ["at 7.30 p.m. on Tuesday.", "He left."]),
    ("It cost £1.5 million. Why?", ["It cost £1.5 million.", "Why?"]),
    ("4. Apologies were received. 5. Minutes", ["4. Apologies were received.", "5.", "Minutes"]),
    ("  12. Apologies", ["12. Apologies"]),
    ("one\n\t\u00a012. two", ["one", "12. two"]),
    ("item 12. two", ["item 12.", "two"]),
    ("12", ["12"]),
    ("She agreed (see para. 4.) He did not.", ["She agreed (see para. 4.)", "He did not."]),
    ("“Is it so?” he asked.", ["“Is it so?”", "he asked."]),
    ("a line that was\nwrapped by hand", ["a line that was\nwrapped by hand"]),
    ("HEADING\n\nThe text.", ["HEADING", "The text."]),
    ("HEADING\n \u00a0\n\nThe text", ["HEADING", "The text"]),
    (
        "Resolved:\n(a) that it be noted;\n(b) that it be sent",
        ["Resolved:", "(a) that it be noted;", "(b) that it be sent"],
    ),
    ("Present:\n• Cllr Ahmed\n• Cllr Brown", ["Present:", "• Cllr Ahmed", "• Cllr Brown"]),
    ("see\n3.2 Budget", ["see", "3.2 Budget"]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(st.sampled_from(" \n\t\u00a0.!?)”ab1J•-"), max_size=60) | st.text(max_size=60))
def test_sentences_hold_every_character_but_white_space_once_and_in_order(text: str) -> None:
    found = sentences(text)
    at = 0
    for start, end in found:
        assert start < end
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [("  ab \n", 0, 6, "ab"), ("ab", 0, 2, "ab"), ("a b", 1, 2, ""), ("a\u00a0", 0, 2, "a"), ("x a y", 1, 4, "a")],
)
def test_strip_leaves_out_white_space_at_both_ends(text: str, start: int, end: int, expected: str) -> None:
    left, right = strip(text, start, end)
    assert text[left:right] == expected
    assert start <= left <= right <= end


EXTENTS = [(2, 5), (5, 6), (9, 12)]


@pytest.mark.parametrize(
    ("offset", "expected"), [(0, None), (2, 0), (4, 0), (5, 1), (6, None), (8, None), (9, 2), (11, 2), (12, None)]
)
def test_containing_finds_the_extent_of_an_offset(offset: int, expected: int | None) -> None:
    assert containing(EXTENTS, offset) == expected


def test_nothing_contains_an_offset_where_there_are_no_extents() -> None:
    assert containing([], 0) is None
