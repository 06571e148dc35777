"""``parse_date`` against the tables of expressions beside this file, and what holds for every text and every day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values import DateValue, parse_date
from council_minutes.values.dates import MAX_LENGTH, PRECISIONS

HERE = Path(__file__).parent
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
_MONTH_NAMES = "January February March April May June July August September October November December"
MONTHS = _MONTH_NAMES.split()
_WORDS = (
    "5|21/22|2024|2024/25|March|Q3|last|next|the|year|end|of|to|and|-|,|quarter|two|months|early|half|term|Monday"
    "|6.30 pm|financial|\n|(|)|week|ago|same|period|new|first|spring|ended|31|'24|2024-03-05|99|0|1960s|decade"
)
FRAGMENTS = st.sampled_from(_WORDS.split("|"))


def cases(name: str) -> list[tuple[str, date | None, DateValue | None]]:
    """The rows of a table: text, anchor, expected value."""
    rows = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, anchor, start, *rest = (cell.strip() for cell in line.split("|"))
        expected = None
        if start != "none":
            end, kind, precision, told = rest
            first = date.fromisoformat(start)
            last = first if end == "=" else date.fromisoformat(end)
            expected = DateValue(first, last, kind, precision, None if told == "-" else told)
        spelled = text.replace(r"\n", "\n").replace(r"\xa0", "\xa0")
        rows.append((spelled, None if anchor == "-" else date.fromisoformat(anchor), expected))
    return rows


@pytest.mark.parametrize(("text", "anchor", "expected"), cases("dates_core.txt"))
def test_what_minutes_write(text: str, anchor: date | None, expected: DateValue | None) -> None:
    assert parse_date(text, anchor=anchor) == expected


@pytest.mark.parametrize(("text", "anchor", "expected"), cases("dates_edge.txt"))
def test_rarer_wordings(text: str, anchor: date | None, expected: DateValue | None) -> None:
    assert parse_date(text, anchor=anchor) == expected


@given(DAYS)
def test_every_day_survives_its_usual_spellings(day: date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{day:%A}, {day.day} {month.upper()}, {day.year} AT 6.30 P.M.",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}^th^\n{month[:3]}  {day.year}.",
    ):
        assert parse_date(text, anchor=None) == DateValue(day, day, "day", "day"), text


@given(DAYS, st.integers(min_value=1, max_value=800))
def test_a_range_of_days_keeps_both_ends(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    text = f"{day.day} {MONTHS[day.month - 1]} {day.year} to {last.day} {MONTHS[last.month - 1]} {last.year}"
    assert parse_date(text, anchor=None) == DateValue(day, last, "day_range", "day")


@given(DAYS, DAYS)
def test_a_day_without_its_year_is_taken_within_a_year_of_the_meeting(day: date, anchor: date) -> None:
    value = parse_date(f"{day.day} {MONTHS[day.month - 1]}", anchor=anchor)
    if (day.day, day.month) == (29, 2):
        return  # a leap day may be further away, or in no year near
    assert value is not None
    assert (value.start.day, value.start.month, value.resolved_from) == (day.day, day.month, "anchor")
    assert abs(value.start - anchor) <= timedelta(days=183)


@given(st.integers(min_value=1970, max_value=2060), st.integers(min_value=1, max_value=4))
def test_the_quarters_of_a_financial_year_tile_it(first: int, number: int) -> None:
    year = parse_date(f"{first}/{(first + 1) % 100:02}", anchor=None)
    quarters = [parse_date(f"Q{n} {first}-{(first + 1) % 100:02}", anchor=None) for n in range(1, 5)]
    assert year is not None
    assert quarters[0] is not None
    assert quarters[3] is not None
    assert (quarters[0].start, quarters[3].end) == (year.start, year.end)
    before, after = quarters[number - 1], quarters[number % 4]
    assert before is not None
    assert after is not None
    assert number == 4 or before.end + timedelta(days=1) == after.start


@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=12).map(" ".join)), st.one_of(st.none(), st.dates()))
def test_any_text_gives_an_ordered_interval_or_none(text: str, anchor: date | None) -> None:
    value = parse_date(text, anchor=anchor)
    if value is not None:
        assert value.start <= value.end
        assert value.precision in PRECISIONS
        assert value.resolved_from in (None, "anchor")
        assert anchor is not None or value.resolved_from is None


@given(st.lists(FRAGMENTS, max_size=12).map(" ".join))
def test_spacing_and_case_do_not_matter(text: str) -> None:
    anchor = date(2024, 9, 26)
    assert parse_date(text.upper().replace(" ", "\xa0\n "), anchor=anchor) == parse_date(text, anchor=anchor)


@pytest.mark.parametrize(
    "unit", ["1", "1/", "5 ", "to ", "end of ", "early ", "(", "12.30 ", "2024-", "a-\n", " ", "last "]
)
def test_long_repetitions_are_read_or_refused_in_one_pass(unit: str) -> None:
    """Nothing longer than the limit is read at all, and what is shorter ends."""
    assert parse_date(unit * 100_000, anchor=date(2024, 9, 26)) is None
    parse_date((unit * MAX_LENGTH)[:MAX_LENGTH], anchor=date(2024, 9, 26))
