"""The years of date expressions, in figures or told from the meeting: ``2024/25``, ``school year 2023/24``, ``'24``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from council_minutes.values import relative_dates
from council_minutes.values.date_parts import Year
from council_minutes.values.date_tokens import Cursor, Token, full_year
from council_minutes.values.periods import YEAR_STARTS, year_containing
from council_minutes.values.relative_dates import read_year

MIN_YEAR: Final = 1000
MAX_YEAR: Final = 2199
_YEAR_KINDS: Final = tuple(YEAR_STARTS)
_FOUR_DIGITS: Final = 4
_LAST_MONTH: Final = 12
LONGEST_PLAN: Final = 50  # years: no plan runs longer
_NEAR_SPAN: Final = 3  # years from the meeting within which 06/07 is a financial year


def own_year(cursor: Cursor) -> Year | None:
    """The financial year of the meeting."""
    if cursor.anchor is None:
        return None
    first = year_containing("financial_year", cursor.anchor)
    return Year("financial_year", first, first, from_anchor=True)


def is_year(token: Token) -> bool:
    return token.kind == "short" or (
        token.kind == "number" and token.digits == _FOUR_DIGITS and MIN_YEAR <= token.value <= MAX_YEAR
    )


def starts_year(cursor: Cursor) -> bool:
    """Whether the number at the cursor begins ``24/25``."""
    start = cursor.at
    year = _span(cursor)
    cursor.at = start
    return year is not None


def _span(cursor: Cursor) -> Year | None:
    """``2024/25``, ``2023-2024``, ``24/25``, ``2024-28``: from April of the first year to March of the last."""
    first, join, last = cursor.peek(), cursor.peek(1), cursor.peek(2)
    if first.kind != "number" or last.kind != "number" or not last.digits or last.digits > first.digits:
        return None
    if join.kind != "slash" and not (join.kind == "to" and join.value == 1):
        return None
    if first.digits == 2:
        following = last.value == (first.value + 1) % 100 and last.digits == 2
        if not following or cursor.peek(3).kind in ("month", "slash"):
            return None
        start = full_year(first.value, 2)
        if first.value < _LAST_MONTH and not _is_near(cursor, start):
            return None  # 6/7 is the sixth of July, but 06/07 in minutes of 2006 the financial year
        end = start + 1
    elif first.digits == _FOUR_DIGITS and MIN_YEAR <= first.value <= MAX_YEAR:
        start, base = first.value, 10**last.digits
        end = start - start % base + last.value
        end += base if end <= start and last.digits < _FOUR_DIGITS and start % base + 1 == base + last.value else 0
    else:
        return None
    if not start < end <= start + LONGEST_PLAN:
        return None
    cursor.at += 3
    return Year("financial_year", start, end - 1)


def _is_near(cursor: Cursor, year: int) -> bool:
    return (
        cursor.peek().text.startswith("0")
        and cursor.anchor is not None
        and abs(cursor.anchor.year - year) <= _NEAR_SPAN
    )


def stated_year(cursor: Cursor) -> Year | None:
    """A year in figures, with the kind of year it says it is."""
    start = cursor.at
    kind = cursor.take(*_YEAR_KINDS, "fy")
    if kind is not None:
        cursor.take("year")
    year = _span(cursor)
    if year is None:
        number = cursor.peek()
        if number.kind == "year" and is_year(cursor.peek(1)):
            cursor.at += 1  # "the year 2024"
            number = cursor.peek()
        if not is_year(number) or (kind is not None and kind.kind != "calendar_year"):
            cursor.at = start
            return None
        cursor.at += 1
        year = Year("calendar_year", number.value, number.value)
    after = cursor.at
    trailing = cursor.take(*_YEAR_KINDS)
    if trailing is not None and cursor.take("year") is not None:
        kind = trailing
    elif trailing is None and year.kind == "financial_year" and cursor.peek().kind == "year" and _edge_after(cursor):
        pass
    else:
        cursor.at = after
    named = year.kind if kind is None or kind.kind == "fy" else kind.kind
    if named != "calendar_year" and year.kind == "calendar_year":
        cursor.at = start
        return None  # "financial year 2024": which of two is not said
    return replace(year, kind=named)


def _edge_after(cursor: Cursor) -> bool:
    """Steps past the ``year`` of ``2023/24 year end``."""
    edge = cursor.peek(1).text == "end"
    cursor.at += edge
    return edge


def which_year(cursor: Cursor, default: str) -> Year | None:
    """A year in figures or told from the meeting; ``the year`` is of the kind ``default``."""
    stated = stated_year(cursor)
    if stated is not None:
        return stated
    told = read_year(cursor, default)
    if told is None and cursor.anchor is not None and cursor.ahead("year"):
        part = relative_dates.read(cursor)
        return None if part is None else part.year
    return told


def following_year(cursor: Cursor, default: str = "calendar_year") -> Year | None:
    """The year after a day, month, quarter or season, if there is one: ``, 2024``, ``'24``, ``-24``, ``last year``."""
    start = cursor.at
    if cursor.peek().text in (",", "-", "/"):
        cursor.at += 1
    gap = cursor.at > start
    told = None if gap else which_year(cursor, default)
    if told is None:
        told = stated_year(cursor)
    if told is None:
        number = cursor.peek()
        if number.kind == "number" and number.digits == 2 and cursor.peek(1).kind not in ("month", "slash"):
            cursor.at += 1
            year = full_year(number.value, 2)
            return Year("calendar_year", year, year)
        cursor.at = start
    return told
