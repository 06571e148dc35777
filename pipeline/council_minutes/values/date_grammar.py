"""The grammar of date expressions: tokens to parts and what joins them.

Rules read on from a cursor; one that does not apply gives None and the cursor is put back. A rule looks a bounded
number of tokens ahead, so the time is linear in their number.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from council_minutes.values import relative_dates
from council_minutes.values.date_parts import MONTHS_OF_UNIT, THIRDS, Part, Shape, Year
from council_minutes.values.date_tokens import Cursor, Token, full_year
from council_minutes.values.date_years import (
    LONGEST_PLAN,
    following_year,
    is_year,
    own_year,
    starts_year,
    stated_year,
    which_year,
)
from council_minutes.values.periods import EASTER_DAYS, NAMED_DAYS, YEAR_STARTS
from council_minutes.values.relative_dates import SEASON_NAMES

_YEAR_KINDS: Final = tuple(YEAR_STARTS)
_LAST_DAY: Final = 31
_LAST_MONTH: Final = 12
_LAST_QUARTER: Final = 4
_NEAR_YEARS: Final = 2  # the 24 of "Sep 24" is a year where it is so close to the meeting's, else a day
_HALF_TERMS: Final = MappingProxyType({10: "autumn", 11: "autumn", 2: "spring", 5: "summer", 6: "summer"})
_JOINS: Final = ("to", "and", "slash")


def read_expression(cursor: Cursor) -> tuple[list[Part], list[str]] | None:
    """All parts and what joins each two: ``to`` (a range), ``and`` (a list), ``slash``; None where words are left."""
    cursor.skip(*_JOINS, "daypart")
    between = cursor.take("between") is not None
    parts: list[Part] = []
    joins: list[str] = []
    while True:
        part = (_next_quarter(cursor) if parts and parts[-1].kind == "quarter" else None) or _part(cursor)
        if part is None:
            return None
        parts.append(part)
        cursor.skip("daypart", "commencing")
        join = None
        while (token := cursor.take(*_JOINS)) is not None:
            join = token.kind
        if not cursor.peek().kind:
            return parts, joins  # a join at the very end joins nothing
        if join is None:
            return None
        joins.append("to" if between and join == "and" and not joins else join)


def _next_quarter(cursor: Cursor) -> Part | None:
    """The 2 of ``Quarters 1 and 2 of 2024/25``."""
    token = cursor.peek()
    if token.kind != "number" or not 0 < token.value <= _LAST_QUARTER or cursor.peek(1).kind == "month":
        return None
    cursor.at += 1
    return Part("quarter", token.value, year=following_year(cursor, "financial_year"))


def _part(cursor: Cursor) -> Part | None:
    """One part with what is said of its beginning, middle or end."""
    shape = _leading_shape(cursor)
    part = _units_of(cursor) or relative_dates.read(cursor) or _absolute(cursor)
    if part is None:
        return None
    if shape is Shape.ALL and part.shape is Shape.ALL and cursor.peek().text == "end" and part.kind != "number":
        cursor.at += 1  # "March end", "2023/24 year end"
        shape = Shape.END
    return part if shape is Shape.ALL else replace(part, shape=shape)


def _leading_shape(cursor: Cursor) -> Shape:
    token = cursor.peek()
    if token.kind not in ("edge", "part") and token.text != "beginning":
        return Shape.ALL
    cursor.at += 1
    cursor.take_hyphen()
    if token.kind == "part":
        return THIRDS[token.value]
    return Shape.END if token.kind == "edge" and token.value == 1 else Shape.START


def _absolute(cursor: Cursor) -> Part | None:
    start = cursor.at
    for rule in _RULES:
        part = rule(cursor)
        if part is not None:
            return part
        cursor.at = start
    return None


def _units_of(cursor: Cursor) -> Part | None:
    """``first week of January``, ``last day of March``, ``first ten months of 2014``, ``first three quarters``."""
    start = cursor.at
    side = cursor.peek()
    if side.text not in ("first", "last", "final"):
        return None
    cursor.at += 1
    number = cursor.take("number")
    unit = cursor.take("day", "week", "fortnight", "months", "quarter")
    count = 1 if number is None else number.value
    if unit is not None and (unit.kind != "quarter" or number is not None) and 0 < count <= _LAST_DAY:
        whole = _whole_of(cursor, may_miss=side.text == "first" and number is not None)
        if whole is not None:
            shape = Shape.FIRST_OF if side.text == "first" else Shape.LAST_OF
            return replace(whole, shape=shape, count=count, name=unit.kind)
    cursor.at = start
    return None


def _whole_of(cursor: Cursor, *, may_miss: bool) -> Part | None:
    """The month or year that days, weeks or months are the first or last of; by default the own financial year."""
    year = which_year(cursor, "financial_year")
    if year is not None:
        return Part(year.kind, year=year)
    month = cursor.take("month")
    if month is not None:
        return Part("month", month.value, year=following_year(cursor))
    own = own_year(cursor) if may_miss and not cursor.peek().kind else None
    return None if own is None else Part("financial_year", year=own)


def _same(cursor: Cursor) -> Part | None:
    """``same period of 2022/23``, ``the corresponding quarter last year``: somewhere in it, the context says where."""
    if cursor.take("same") is None:
        return None
    cursor.take("number")
    what = cursor.take("point", "day", "week", "months", "quarter", "time")
    year = None if what is None else which_year(cursor, "calendar_year")
    return None if year is None else Part(year.kind, year=year, shape=Shape.SOMEWHERE)


def _financial_month(cursor: Cursor) -> Part | None:
    """``Month 6 2014-15``: the sixth of the financial year, September."""
    if cursor.take("months") is None:
        return None
    number = cursor.take("number")
    if number is None or not 0 < number.value <= _LAST_MONTH:
        return None
    month = (number.value + YEAR_STARTS["financial_year"] - 2) % _LAST_MONTH + 1
    return Part("month", month, year=following_year(cursor, "financial_year"))


def _week(cursor: Cursor) -> Part | None:
    """``week commencing 4 March 2024``, ``week ending 10 March``."""
    if cursor.take("week") is None:
        return None
    mark = cursor.take("commencing", "ending")
    day = _day_or_month(cursor)
    if mark is None or day is None or day.kind != "day":
        return None
    return replace(day, shape=Shape.WEEK_TO if mark.kind == "ending" else Shape.WEEK_FROM)


def _ended(cursor: Cursor) -> Part | None:
    """``year ended 31 March 2024``, ``quarter ending June 2024``, ``12 months to March 2024``."""
    cursor.skip("article", *_YEAR_KINDS)
    number = cursor.take("number")
    half = cursor.take("half")
    cursor.take_hyphen()
    unit = cursor.take(*MONTHS_OF_UNIT)
    ending = cursor.take("ending", "to")
    if unit is None or ending is None or ending.value == 1 or (number is None and unit.kind == "months"):
        return None
    edge = cursor.peek().text == "end"  # "six months to the end of September"
    cursor.at += edge
    count = (1 if number is None else number.value) * MONTHS_OF_UNIT[unit.kind] // (1 if half is None else 2)
    last = _day_or_month(cursor)
    if last is None or last.kind not in ("day", "month") or not 0 < count <= 12 * LONGEST_PLAN:
        return None
    return replace(last, shape=Shape.MONTHS_TO, count=count, name=unit.kind if number is None and half is None else "")


def _half(cursor: Cursor) -> Part | None:
    """``first half of 2024/25``, ``H1 2024``, ``second half of the year``; a bare ``half year`` is the first."""
    first = cursor.take("ordinal")
    half = cursor.take("half")
    cursor.take_hyphen()
    number = first if first is not None else cursor.take("number")
    if half is None:
        return None
    if number is None and cursor.take("year") is not None:
        year = following_year(cursor, "financial_year") or own_year(cursor)
        return None if year is None else Part("half_year", 1, year=year)
    if number is None or number.value not in (1, 2):
        return None
    year = which_year(cursor, "financial_year")
    return None if year is None else Part("half_year", number.value, year=year)


def _quarter(cursor: Cursor) -> Part | None:
    """``Q3 2024/25``, ``first quarter of 2023-24``, ``2024/25 Quarter 1``, ``quarter 2``."""
    year = stated_year(cursor)
    cursor.take("and")
    number = cursor.take("ordinal")
    if number is None and cursor.peek().text == "last":
        cursor.at += 1
        number = Token("ordinal", -1)
    if cursor.take("quarter") is None:
        return None
    if number is None:
        cursor.take_hyphen()
        number = cursor.take("number")
    if number is None or number.value not in (-1, 1, 2, 3, _LAST_QUARTER):
        return None
    return Part("quarter", number.value, year=year if year is not None else following_year(cursor, "financial_year"))


def _season(cursor: Cursor) -> Part | None:
    """``spring 2024``, ``winter 2023/24``, ``autumn term``, ``summer holidays 2024``."""
    token = cursor.take("season")
    if token is None:
        return None
    name = SEASON_NAMES[token.value]
    kind = "season"
    if cursor.ahead("half", "term"):
        cursor.at += 2
        kind, name = "holiday", f"{name} half term"
    elif name != "winter" and cursor.take("term") is not None:
        kind = "term"
    elif name == "summer" and cursor.take("holiday") is not None:
        kind, name = "holiday", "summer holiday"
    return Part(kind, name=name, year=following_year(cursor)) if name != "winter half term" else None


def _holiday(cursor: Cursor) -> Part | None:
    """``October half term``, ``Christmas Day 2024``, ``Easter``, ``the Easter holidays``."""
    month = cursor.take("month")
    half, _, term = cursor.take("half"), cursor.take_hyphen(), cursor.take("term")
    if half is not None:
        month = cursor.take("month") if month is None else month  # "half term in February"
    if half is not None and month is None and term is not None:
        return None if cursor.anchor is None else relative_dates.nearest_half_term(cursor.anchor)
    if month is not None:
        if month.value not in _HALF_TERMS or half is None or term is None:
            return None
        return Part("holiday", name=f"{_HALF_TERMS[month.value]} half term", year=following_year(cursor))
    words: list[str] = []
    while cursor.peek().kind == "name" or (words and cursor.peek().kind in ("day", "weekday", "year")):
        words.append(cursor.peek().text)
        cursor.at += 1
    name = " ".join(words)
    if name in ("christmas", "easter") and cursor.take("holiday") is not None:
        return Part("holiday", name=f"{name} holiday", year=following_year(cursor))
    if name not in NAMED_DAYS and name not in EASTER_DAYS:
        return None
    precision = "coarse" if name in ("christmas", "easter") else "day"
    return Part("holiday", name=name, year=following_year(cursor), precision=precision)


def _day_or_month(cursor: Cursor) -> Part | None:
    """A day, a month, or a bare number before either: ``Tuesday 5 March 2024``, ``March 5, 2024``, ``March 2024``."""
    weekday = cursor.take("weekday")
    after_weekday = cursor.at
    if weekday is not None:
        cursor.skip("daypart", "and")
    named = None if weekday is None else weekday.value
    whole = cursor.take("date")
    if whole is not None and whole.date is not None:
        return Part("day", weekday=named, fixed=(whole.date, whole.date))
    day = cursor.peek()
    if day.kind in ("number", "ordinal") and 0 < day.value <= _LAST_DAY and not starts_year(cursor):
        cursor.at += 1
        cursor.skip("day")  # "the first day of April"
        month = _month_after_day(cursor)
        if month is not None:
            return Part("day", day.value, month, weekday=named, year=following_year(cursor))
        numeric = _numeric_month(cursor) if day.digits else None
        if numeric is not None:
            return Part("day", day.value, numeric, weekday=named)
        return Part("number", day.value, weekday=named, name=day.kind)
    if named is None and cursor.ahead("months", "month"):
        cursor.at += 1  # "the month of May"
    month_token = cursor.take("month")
    if month_token is None:
        cursor.at = after_weekday
        if named is None or cursor.anchor is None:
            return None
        return relative_dates.nearest_weekday(named, cursor.anchor)
    day_after = _day_after_month(cursor)
    if day_after is not None:
        return Part("day", day_after, month_token.value, weekday=named, year=following_year(cursor))
    return None if named is not None else Part("month", month_token.value, year=following_year(cursor))


def _month_after_day(cursor: Cursor) -> int | None:
    hyphen = cursor.ahead("to", "month") and cursor.peek().value == 1
    comma = cursor.ahead("and", "month") and cursor.peek().text == ","
    cursor.at += hyphen or (comma and cursor.peek(2).kind == "number")
    month = cursor.take("month")
    return None if month is None else month.value


def _numeric_month(cursor: Cursor) -> int | None:
    """The month of ``5/3``, unless a month's name follows, as in ``21/22 June``."""
    month = cursor.peek(1)
    if not cursor.ahead("slash", "number") or not 0 < month.value <= _LAST_MONTH or not month.digits:
        return None
    if cursor.peek(2).kind in ("month", "slash"):
        return None
    cursor.at += 2
    return month.value


def _day_after_month(cursor: Cursor) -> int | None:
    """The day of ``March 5, 2024``, ``March 5th``, ``March 5``; not the year of ``Sep 24``, ``Sep-24``."""
    token = cursor.peek()
    if token.kind == "ordinal" and token.value > 0:
        cursor.at += 1
        return token.value
    if token.kind != "number" or not 0 < token.value <= _LAST_DAY or not token.digits:
        return None
    year_follows = is_year(cursor.peek(1)) or (cursor.peek(1).text == "," and is_year(cursor.peek(2)))
    if not year_follows:
        if cursor.anchor is None and token.digits == 2:  # without a year there is no day
            return None
        if cursor.anchor is not None and abs(full_year(token.value, 2) - cursor.anchor.year) <= _NEAR_YEARS:
            return None
    cursor.at += 1
    return token.value


def _iso_month(cursor: Cursor) -> Part | None:
    """``2024-03``, which is no span of years."""
    year, month = cursor.peek(), cursor.peek(2)
    hyphen = cursor.peek(1).text == "-" and month.digits == 2
    if not hyphen or not is_year(year) or not 0 < month.value <= _LAST_MONTH or starts_year(cursor):
        return None
    cursor.at += 3
    return Part("month", month.value, year=Year("calendar_year", year.value, year.value))


def _year_end(cursor: Cursor) -> Part | None:
    """``year end 2016/17``: the last day of that year."""
    if cursor.take("year") is None or cursor.peek().text != "end":
        return None
    cursor.at += 1
    year = stated_year(cursor)
    return None if year is None or year.kind == "calendar_year" else Part(year.kind, year=year, shape=Shape.END)


def _year(cursor: Cursor) -> Part | None:
    decade = cursor.take("decade")
    if decade is not None:
        return Part("calendar_year", year=Year("calendar_year", decade.value, decade.value + 9), precision="coarse")
    year = stated_year(cursor)
    return None if year is None else Part(year.kind, year=year)


_RULES: Final = (
    _week,
    _same,
    _ended,
    _half,
    _quarter,
    _financial_month,
    _season,
    _holiday,
    _day_or_month,
    _year_end,
    _iso_month,
    _year,
)
