from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.tables.reporting_periods import labelled_interval, period_label, quarter_of

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (date(2024, 4, 1), date(2024, 6, 30), "2024-25 Q1"),
        (date(2025, 1, 1), date(2025, 3, 31), "2024-25 Q4"),
        (date(2025, 3, 31), date(2025, 3, 31), "2024-25 Q4"),
        (date(2024, 4, 1), date(2025, 3, 31), "2024-25"),
        (date(1999, 4, 1), date(2000, 3, 31), "1999-00"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 6, 1), date(2024, 7, 31), "2024-06-01/2024-07-31"),
        (date(2024, 9, 1), date(2025, 8, 31), "2024-09-01/2025-08-31"),
    ],
)
def test_a_period_has_the_label_that_councils_report_by(start: date, end: date, label: str) -> None:
    assert period_label(start, end) == label


@given(DAYS, DAYS)
def test_the_days_that_a_label_names_hold_the_period(one: date, other: date) -> None:
    start, end = sorted((one, other))
    first, last = labelled_interval(start, end)
    assert first <= start <= end <= last
    assert period_label(first, last) == period_label(start, end)


@given(DAYS)
def test_a_quarter_is_three_whole_months(day: date) -> None:
    start, end = quarter_of(day)
    assert start <= day <= end
    assert (start.day, start.month % 3) == (1, 1)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == 2
