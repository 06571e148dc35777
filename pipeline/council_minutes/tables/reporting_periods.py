"""The periods by which councils report, as short labels that sort and join."""

from __future__ import annotations

from datetime import date

from council_minutes.values.periods import Interval, quarter, quarter_containing, year_from


def period_label(start: date, end: date) -> str:
    """The label of a period: its financial quarter where it lies in one, a whole year, else an ISO 8601 interval.

    >>> period_label(date(2024, 10, 1), date(2024, 12, 31)), period_label(date(2024, 4, 1), date(2025, 3, 31))
    ('2024-25 Q3', '2024-25')
    >>> period_label(date(2024, 1, 1), date(2024, 12, 31)), period_label(date(2024, 4, 1), date(2024, 9, 30))
    ('2024', '2024-04-01/2024-09-30')
    """
    first, number = quarter_containing(start)
    if quarter_containing(end) == (first, number):
        return f"{_financial_year(first)} Q{number}"
    if (start, end) == year_from("financial_year", first):
        return _financial_year(first)
    if (start, end) == year_from("calendar_year", start.year):
        return str(start.year)
    return f"{start.isoformat()}/{end.isoformat()}"


def labelled_interval(start: date, end: date) -> Interval:
    """The days that ``period_label`` names: the whole quarter where the period lies in one, else the period itself."""
    found = quarter_of(start)
    return found if found == quarter_of(end) else (start, end)


def quarter_of(day: date) -> Interval:
    """First and last day of the financial quarter that contains ``day``."""
    return quarter(*quarter_containing(day))


def financial_year_of(day: date) -> str:
    """The financial year that contains ``day``.

    >>> financial_year_of(date(2025, 3, 31))
    '2024-25'
    """
    return _financial_year(quarter_containing(day)[0])


def _financial_year(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02d}"
