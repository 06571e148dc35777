"""Date expressions of UK minutes as calendar intervals: the wording in, the days meant out.

The conventions are tabled in docs/values.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from council_minutes.values.date_grammar import read_expression
from council_minutes.values.date_parts import Part, Shape, Year
from council_minutes.values.date_tokens import Cursor, tokens
from council_minutes.values.date_years import MAX_YEAR, MIN_YEAR
from council_minutes.values.periods import Interval, a_day, add_months

MAX_LENGTH: Final = 300  # code points; a longer text is no date expression and is not read
PRECISIONS: Final = ("day", "month", "quarter", "year", "coarse")
_MARGIN_YEARS: Final = 200  # relative wordings reach no further from the anchor
_CANDIDATES: Final = (-1, 0, 1)  # years around the anchor's in which a date without a year may lie
_WEEKDAY_CANDIDATES: Final = (-3, -2, -1, 0, 1, 2, 3)
_GLOSS: Final = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class DateValue:
    """The days a date expression means.

    Attributes:
        start, end: first and last day, both inclusive, ``start <= end``.
        kind: ``day``, ``week``, ``month``, ``quarter``, ``half_year``, ``financial_year``, ``municipal_year``,
            ``academic_year``, ``calendar_year``, ``season``, ``term``, ``holiday``; any of them with ``_range``
            (several without a gap) or ``_list`` (with gaps: ``start`` and ``end`` enclose them); ``part`` (of one of
            them: early, mid, late) or ``period`` (any other stretch).
        precision: the unit its ends are exact to: ``day``, ``month``, ``quarter``, ``year``; ``coarse`` where only
            roughly so.
        resolved_from: ``anchor`` where the meeting's date was needed, else None.
    """

    start: date
    end: date
    kind: str
    precision: str
    resolved_from: str | None = None


def parse_date(text: str, *, anchor: date | None) -> DateValue | None:
    """The days that ``text`` means, by UK conventions.

    Args:
        text: a date expression, as in the minutes: at most ``MAX_LENGTH`` code points, spacing and case do not matter.
        anchor: the meeting's date, from which ``last year`` or ``30 June`` is told; None where it is not known.

    Returns:
        None where the text is no date, is impossible (``31 February 2024``), a clock time alone, or cannot be told
        without an anchor.

    >>> value = parse_date("Q3 2024/25", anchor=None)
    >>> value.start.isoformat(), value.end.isoformat(), value.kind
    ('2024-10-01', '2024-12-31', 'quarter')
    """
    if len(text) > MAX_LENGTH:
        return None
    if anchor is not None and not MIN_YEAR + _MARGIN_YEARS <= anchor.year <= MAX_YEAR:
        anchor = None
    glosses = _GLOSS.findall(text)
    readings = [text] if not glosses else [text, _GLOSS.sub(" ", text), glosses[0]]
    told = None
    for reading in readings:
        value = _read(reading, anchor)
        if value is not None and value.resolved_from is None:
            return value
        told = value if told is None else told
    return told


def _read(text: str, anchor: date | None) -> DateValue | None:
    found = tokens(text)
    if not found:
        return None
    if found[0].kind == "since":
        since = _read_tokens(Cursor(found[1:], anchor))
        return None if since is None or anchor is None or since.start > anchor else _since(since, anchor)
    return _read_tokens(Cursor(found, anchor))


def _since(since: DateValue, anchor: date) -> DateValue:
    return DateValue(since.start, anchor, "period", since.precision, "anchor")


def _read_tokens(cursor: Cursor) -> DateValue | None:
    expression = read_expression(cursor)
    if expression is None:
        return None
    parts, joins = expression
    shared = _share(parts, cursor.anchor)
    if shared is None:
        return None
    if all(part.needs_year for part in shared):
        return _nearest(shared, joins, cursor.anchor)
    return _combined(shared, joins, None, told=any(part.from_anchor or _year_told(part) for part in shared))


def _year_told(part: Part) -> bool:
    return part.year is not None and part.year.from_anchor


def _share(parts: Sequence[Part], anchor: date | None) -> list[Part] | None:
    """Bare numbers with the month of the day after them: ``5 and 19 March``."""
    shared = list(parts)
    for place in range(len(shared) - 1, -1, -1):
        part = shared[place]
        if part.kind == "number":
            after = shared[place + 1] if place + 1 < len(shared) else None
            if after is None or after.kind != "day" or after.month is None:
                day = _nearest_day(part, anchor) if len(parts) == 1 and part.name == "ordinal" else None
                return None if day is None else [replace(part, kind="day", fixed=(day, day), from_anchor=True)]
            month = after.month if part.number <= after.number else (after.month - 2) % 12 + 1
            shared[place] = replace(part, kind="day", month=month, name="")
    return shared


def _nearest_day(part: Part, anchor: date | None) -> date | None:
    """The 8th, or Sunday 8th, of the month nearest to the anchor; a weekday must fit."""
    if anchor is None:
        return None
    starts = [add_months(anchor.replace(day=1), offset) for offset in (-2, -1, 0, 1, 2)]
    days = [a_day(start.year, start.month, part.number) for start in starts]
    fitting = [day for day in days if day is not None and part.weekday in (None, day.weekday())]
    return min(fitting, key=lambda day: abs(day - anchor), default=None)


def _nearest(parts: Sequence[Part], joins: Sequence[str], anchor: date | None) -> DateValue | None:
    """The candidate nearest to the anchor, in years in which the named weekdays fit where there are such."""
    if anchor is None:
        return None
    offsets = _WEEKDAY_CANDIDATES if any(part.weekday is not None for part in parts) else _CANDIDATES
    found = []
    for offset in offsets:
        year = anchor.year + offset
        own = Year("calendar_year", year, year)
        value = _combined(parts, joins, own, told=True)
        if value is not None:
            first = value.end if parts[-1].shape is Shape.MONTHS_TO else value.start  # what is counted back is over
            distance = max(first - anchor, anchor - value.end, timedelta(0))
            found.append((_weekday_faults(parts, value), distance, value.start, value))
    return min(found, key=lambda candidate: candidate[:3])[3] if found else None


def _weekday_faults(parts: Sequence[Part], value: DateValue) -> bool:
    first, last = parts[0].weekday, parts[-1].weekday
    return (first is not None and first != value.start.weekday()) or (last is not None and last != value.end.weekday())


def _combined(parts: Sequence[Part], joins: Sequence[str], year: Year | None, *, told: bool) -> DateValue | None:
    """One value of all parts; ``year`` is that of the last part where none states one."""
    intervals = _intervals(parts, joins, year)
    if intervals is None:
        return None
    described = [part.described(interval) for part, interval in zip(parts, intervals, strict=True)]
    start, end = min(interval[0] for interval in intervals), max(interval[1] for interval in intervals)
    precision = max((precision for _, precision in described), key=PRECISIONS.index)
    return DateValue(start, end, _joint_kind(described, intervals, joins), precision, "anchor" if told else None)


def _joint_kind(described: Sequence[tuple[str, str]], intervals: Sequence[Interval], joins: Sequence[str]) -> str:
    kinds = {kind.removesuffix("_range") for kind, _ in described}
    if len(described) == 1:
        return described[0][0]
    if len(kinds) > 1 or kinds & {"part", "period"}:
        return "period"
    ordered = sorted(intervals)
    pairs = pairwise(ordered)
    whole = all(after[0] <= before[1] + timedelta(days=1) for before, after in pairs)
    return kinds.pop() + ("_range" if whole or "to" in joins else "_list")


def _intervals(parts: Sequence[Part], joins: Sequence[str], year: Year | None) -> list[Interval] | None:
    """The interval of each part, years borrowed from the part after it, or else from the one before."""
    found: list[Interval | None] = [None] * len(parts)
    stated = [place for place, part in enumerate(parts) if not part.needs_year]
    last = stated[-1] if stated else len(parts) - 1
    borrowed = year
    for place in range(last, -1, -1):
        part = parts[place]
        borrowed = _year_of(part) or borrowed
        interval = part.interval(borrowed)
        after = found[place + 1] if place < last else None
        if interval is not None and after is not None and part.needs_year and borrowed is not None and interval > after:
            borrowed = borrowed.shifted(-1)
            interval = part.interval(borrowed)
        found[place] = interval
    borrowed = _year_of(parts[last]) or year
    for place in range(last + 1, len(parts)):
        interval, before = parts[place].interval(borrowed), found[place - 1]
        if interval is not None and before is not None and borrowed is not None and interval < before:
            borrowed = borrowed.shifted(1)
            interval = parts[place].interval(borrowed)
        found[place] = interval
    known = [interval for interval in found if interval is not None]
    ordered = all(after >= before for before, after, join in zip(known, known[1:], joins, strict=False) if join == "to")
    return known if len(known) == len(parts) and ordered else None


def _year_of(part: Part) -> Year | None:
    """The year that neighbours may borrow from a part."""
    if part.year is not None:
        return part.year
    if part.fixed is not None:
        year = part.fixed[0].year
        return Year("calendar_year", year, year)
    return None
