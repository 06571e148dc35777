"""``parse_figure`` against the tables of expressions beside this file, and what holds for every text and number."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values import FigureValue, parse_figure
from council_minutes.values.figures import MAX_LENGTH

HERE = Path(__file__).parent
_WORDS = (
    "5|1,234|12.5|£|€|%|k|m|million|two|hundred|and|a|half|third|to|-|(|)|per|10,000|years|months|FTE|in|out of|½|/|+|p"
    "|over|or more|nil"
)
FRAGMENTS = st.sampled_from(_WORDS.split("|"))


def spelled(cell: str) -> str:
    """A cell's text with its escapes resolved; ``-`` is empty."""
    text = "" if cell == "-" else cell
    return text.replace(r"\n", "\n").replace(r"\xa0", "\xa0").replace(r"\ufffd", "\ufffd")


def cases(name: str) -> list[tuple[str, str, str, FigureValue | None]]:
    """The rows of a table: text, before, after, expected value."""
    rows = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, before, after, value, *rest = (cell.strip() for cell in line.split("|"))
        expected = None
        if value != "none":
            unit, comparator = rest
            low, _, high = value.partition("..")
            ends = [float(low), float(high)] if high else [None, None]
            expected = FigureValue(None if high else float(low), ends[0], ends[1], unit, comparator)
        left, right = spelled(before), spelled(after)
        rows.append((spelled(text), f"{left} " if left else "", f" {right}" if right else "", expected))
    return rows


def assert_same(found: FigureValue | None, expected: FigureValue | None) -> None:
    """Equal, numbers to the digits that the tables give."""
    if found is None or expected is None:
        assert found == expected
        return
    assert (found.unit, found.comparator) == (expected.unit, expected.comparator)
    for got, wanted in ((found.value, expected.value), (found.low, expected.low), (found.high, expected.high)):
        assert got == (None if wanted is None else pytest.approx(wanted, rel=1e-4))


@pytest.mark.parametrize(("text", "before", "after", "expected"), cases("figures_core.txt"))
def test_what_minutes_write(text: str, before: str, after: str, expected: FigureValue | None) -> None:
    assert_same(parse_figure(text, before=before, after=after), expected)


@pytest.mark.parametrize(("text", "before", "after", "expected"), cases("figures_edge.txt"))
def test_rarer_wordings(text: str, before: str, after: str, expected: FigureValue | None) -> None:
    assert_same(parse_figure(text, before=before, after=after), expected)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_formatted_amounts_come_back(amount: object) -> None:
    value = float(str(amount))
    pounds = parse_figure(f"£{amount:,}")
    percent = parse_figure(f"{amount} per\ncent")
    assert pounds == FigureValue(value, None, None, "GBP", "=")
    assert percent == FigureValue(value, None, None, "percent", "=")


@given(st.decimals(min_value=0, max_value=9999, places=1), st.sampled_from(["m", "M", " million", "mn", "\xa0million"]))
def test_millions_are_exact(amount: object, scale: str) -> None:
    found = parse_figure(f"£{amount}{scale}")
    assert found is not None
    assert found.value == round(float(str(amount)) * 10) * 100_000


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=10**6))
def test_a_range_is_ordered(first: int, second: int) -> None:
    found = parse_figure(f"{first:,} to {second:,} weeks")
    assert found == FigureValue(None, min(first, second), max(first, second), "weeks", "=")


@given(
    st.one_of(st.text(), st.lists(FRAGMENTS, max_size=10).map(" ".join), st.lists(FRAGMENTS, max_size=10).map("".join)),
    st.one_of(st.text(), FRAGMENTS),
    st.one_of(st.text(), FRAGMENTS),
)
def test_any_text_gives_a_finite_value_or_none(text: str, before: str, after: str) -> None:
    found = parse_figure(text, before=before, after=after)
    if found is None:
        return
    assert found.comparator in ("=", "~", "<", "<=", ">", ">=")
    if found.value is not None:
        assert math.isfinite(found.value)
        assert (found.low, found.high) == (None, None)
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.high


@pytest.mark.parametrize(
    "unit", ["1", "1,", "two ", "and ", "hundred ", "(", "1 to ", "£", "per ", " ", "a half ", "1/"]
)
def test_long_repetitions_are_read_or_refused_in_one_pass(unit: str) -> None:
    """Nothing longer than the limit is read at all, and what is shorter ends, whatever stands around it."""
    assert parse_figure(unit * 100_000, before=unit * 100_000, after=unit * 100_000) is None
    parse_figure((unit * MAX_LENGTH)[:MAX_LENGTH], before=unit * 1000, after=unit * 1000)
