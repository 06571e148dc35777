"""Number words: every number comes back from its English name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.numerals import SMALL_NUMBERS, TENS, number_from_words

ONES = {value: word for word, value in SMALL_NUMBERS.items() if word not in ("nil", "dozen")}
TENS_NAMES = {value: word for word, value in reversed(list(TENS.items()))}


def in_words(number: int) -> str:
    """British English, with ``and`` before the last two digits."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            joint = "" if rest == 0 else " and " if rest < 100 else " "
            return f"{in_words(number // scale)} {name}{joint}{in_words(rest) if rest else ''}"
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number in ONES:
        return ONES[number]
    return TENS_NAMES[number // 10 * 10] + (f" {ONES[number % 10]}" if number % 10 else "")


@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_number_comes_back_from_its_name(number: int) -> None:
    assert number_from_words(in_words(number).split()) == number


@pytest.mark.parametrize(
    "words", ["two three", "hundred", "and two", "two and", "twenty twelve", "million two", "", "a"]
)
def test_what_is_no_number(words: str) -> None:
    assert number_from_words(words.split()) is None
