"""Calendar arithmetic: Easter against the almanac, years and quarters against each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values import periods

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    "sunday",
    ["1961-04-02", "2000-04-23", "2008-03-23", "2019-04-21", "2023-04-09", "2024-03-31", "2025-04-20", "2038-04-25"],
)
def test_easter_sunday(sunday: str) -> None:
    day = date.fromisoformat(sunday)
    assert periods.easter_sunday(day.year) == day


@given(DAYS, st.sampled_from(sorted(periods.YEAR_STARTS)))
def test_the_year_containing_a_day_contains_it(day: date, kind: str) -> None:
    start, end = periods.year_from(kind, periods.year_containing(kind, day))
    assert start <= day <= end
    assert start.month == periods.YEAR_STARTS[kind]


@given(DAYS)
def test_the_quarter_containing_a_day_contains_it(day: date) -> None:
    start, end = periods.quarter(*periods.quarter_containing(day))
    assert start <= day <= end


@given(DAYS, st.sampled_from([0, 1, 2]))
def test_the_thirds_of_a_month_tile_it(day: date, which: int) -> None:
    month = periods.months(day.year, day.month, 1)
    thirds = [periods.third(month, number) for number in range(3)]
    assert (thirds[0][0], thirds[2][1]) == month
    assert which == 2 or thirds[which][1] + timedelta(days=1) == thirds[which + 1][0]


def test_a_month_on_from_its_31st_is_the_last_of_a_shorter_month() -> None:
    assert periods.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert periods.add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)
