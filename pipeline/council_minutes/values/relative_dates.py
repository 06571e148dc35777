"""Wordings that are told from the meeting: ``last year``, ``next two years``, ``this financial year``, ``tomorrow``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from council_minutes.values import periods
from council_minutes.values.date_parts import DAYS_OF_UNIT, MONTHS_OF_UNIT, Part, Shape, Year
from council_minutes.values.date_tokens import Cursor
from council_minutes.values.periods import SEASONS, YEAR_STARTS, Interval

SEASON_NAMES: Final = tuple(SEASONS)
_YEAR_KINDS: Final = tuple(YEAR_STARTS)
_EXPLAINED: Final = (
    "ending",
    "commencing",
    "number",
    "ordinal",
    "month",
)  # what says which year, quarter or month is meant
_MOST_UNITS: Final = 100  # "next 500 years" is no date


def read(cursor: Cursor) -> Part | None:
    """A relative part at the cursor; None where there is none, or no anchor to tell it from."""
    start = cursor.at
    if cursor.anchor is not None:
        for rule in (_named_day, _rest, _ago, _same_time, _new, _before, _rolling, _directed, _bare_unit):
            part = rule(cursor, cursor.anchor)
            if part is not None:
                return part
            cursor.at = start
    return None


def read_year(cursor: Cursor, default: str = "calendar_year") -> Year | None:
    """``last year``, ``this financial year``, ``next municipal year``; a bare year is of the kind ``default``."""
    start = cursor.at
    direction = cursor.take("direction")
    kind = cursor.take(*_YEAR_KINDS)
    unit = cursor.take("year")
    bare = direction is None and (kind is None or cursor.peek().kind in _EXPLAINED)
    if cursor.anchor is None or unit is None or bare:
        cursor.at = start
        return None
    named = kind.kind if kind is not None else default
    step = direction.value if direction is not None else 0
    if step > 0 and named == "municipal_year" and cursor.anchor.month == YEAR_STARTS[named]:
        step = 0  # the annual meeting in May speaks of the year it opens
    first = periods.year_containing(named, cursor.anchor) + step
    return Year(named, first, first, from_anchor=True)


def _fixed(kind: str, interval: Interval, precision: str = "", shape: Shape = Shape.ALL) -> Part:
    return Part(kind, fixed=interval, precision=precision, shape=shape, from_anchor=True)


def _named_day(cursor: Cursor, anchor: date) -> Part | None:
    token = cursor.take("today")
    if token is None:
        token = cursor.peek()
        if not cursor.ahead("direction", "daypart"):
            return None
        cursor.at += 2
    day = anchor + timedelta(days=token.value)
    return _fixed("day", (day, day))


def _rest(cursor: Cursor, anchor: date) -> Part | None:
    """``later this year``, ``earlier this month``, ``the rest of the year``: from the meeting on, or up to it."""
    rest = cursor.take("rest", "before")
    inner = None if rest is None else _directed(cursor, anchor) or _bare_unit(cursor, anchor)
    if rest is None or inner is None:
        return None
    whole = inner.interval()
    if whole is None or not whole[0] <= anchor <= whole[1]:
        return None
    return _fixed("part", (whole[0], anchor) if rest.kind == "before" else (anchor, whole[1]), "coarse")


def _count(cursor: Cursor) -> int | None:
    cursor.skip("article")
    token = cursor.take("number")
    return token.value if token is not None and 0 < token.value <= _MOST_UNITS else None


def _ago(cursor: Cursor, anchor: date) -> Part | None:
    """``two years ago``, ``in six weeks' time``: the day, week, month or year that is meant."""
    count = _count(cursor)
    unit = cursor.take(*MONTHS_OF_UNIT, *DAYS_OF_UNIT)
    towards = cursor.take("ago", "time")
    if unit is None or towards is None:
        return None
    count = 1 if count is None else count
    sign = -1 if towards.kind == "ago" else 1
    if unit.kind in DAYS_OF_UNIT:
        day = anchor + timedelta(days=sign * count * DAYS_OF_UNIT[unit.kind])
        return _fixed("day", (day, day)) if unit.kind == "day" else _fixed("week", periods.week(day), "coarse")
    day = periods.add_months(anchor, sign * count * MONTHS_OF_UNIT[unit.kind])
    if unit.kind == "year":
        return _fixed("calendar_year", periods.year_from("calendar_year", day.year), "coarse")
    return _fixed("month", periods.months(day.year, day.month, 1), "coarse")


def _same_time(cursor: Cursor, anchor: date) -> Part | None:
    """``this time last year``: the month, a year before or after."""
    if cursor.peek().value != 0 or not (cursor.ahead("direction", "time") or cursor.ahead("same", "time")):
        return None
    cursor.at += 2
    direction = cursor.take("direction")
    if direction is None or cursor.take("year") is None:
        return None
    return _fixed("month", periods.months(anchor.year + direction.value, anchor.month, 1), "coarse")


def _new(cursor: Cursor, anchor: date) -> Part | None:
    """``new year`` is the nearest January; ``new municipal year`` the year whose start is nearest to the meeting.

    ``ensuing year`` belongs to the annual meeting and is the municipal year.
    """
    new = cursor.take("new")
    if new is None:
        return None
    kind = cursor.take(*_YEAR_KINDS)
    if cursor.take("year") is None or cursor.peek().kind == "day":
        return None
    ensuing = new.value == 1
    named = kind.kind if kind is not None else "municipal_year" if ensuing else "calendar_year"
    starts = [periods.year_from(named, anchor.year + offset)[0] for offset in (-1, 0, 1)]
    nearest = min(starts, key=lambda start: abs(start - anchor))
    if kind is None and not ensuing:
        return _fixed("month", periods.months(nearest.year, 1, 1), "coarse")
    return Part(named, year=Year(named, nearest.year, nearest.year, from_anchor=True))


def _before(cursor: Cursor, anchor: date) -> Part | None:
    """``the year before``, ``a year earlier``, ``academic year just ended``: the last one."""
    cursor.skip("article")
    kind = cursor.take(*_YEAR_KINDS)
    unit = cursor.take("year", "quarter", "months", "week")
    if unit is None or (kind is not None and unit.kind != "year"):
        return None
    past = cursor.take("before", "ending")
    if past is None or (past.kind == "ending" and cursor.peek().kind):
        return None
    if unit.kind == "year":
        named = kind.kind if kind is not None else "calendar_year" if past.kind == "before" else "financial_year"
        own = periods.year_containing(named, anchor)
        if past.kind == "ending":  # in July the academic year has just ended, too
            every = [periods.year_from(named, own - 1), periods.year_from(named, own)]
            return _fixed(named, min(every, key=lambda year: abs(year[1] - anchor)), "coarse")
        return _fixed(named, periods.year_from(named, own - 1), "coarse")
    if unit.kind == "quarter":
        first, number = periods.quarter_containing(anchor)
        return _fixed("quarter", periods.quarter(first, number - 1), "coarse")
    if unit.kind == "week":
        return _fixed("week", periods.week(anchor - timedelta(days=7)), "coarse")
    return _fixed("month", periods.months(anchor.year, anchor.month - 1, 1), "coarse")


def _rolling(cursor: Cursor, anchor: date) -> Part | None:
    """``next two years``, ``last 12 months``: from the meeting; quarters and named years are counted whole."""
    direction = cursor.take("direction")
    if direction is None:
        return None
    past_year = (direction.text == "past" or cursor.peek().kind == "fortnight") and cursor.peek().kind in (
        *MONTHS_OF_UNIT,
        *DAYS_OF_UNIT,
    )
    count = 1 if past_year else _count(cursor)
    if count is None or direction.value == 0:
        return None
    cursor.take_hyphen()
    kind = cursor.take(*_YEAR_KINDS)
    unit = cursor.take(*MONTHS_OF_UNIT, *DAYS_OF_UNIT)
    if unit is None or (kind is not None and unit.kind != "year"):
        return None
    if kind is not None:
        own = periods.year_containing(kind.kind, anchor)
        first = own + 1 if direction.value > 0 else own - count
        return Part(kind.kind, year=Year(kind.kind, first, first + count - 1, from_anchor=True))
    if unit.kind == "quarter":
        year, number = periods.quarter_containing(anchor)
        first_quarter = number + 1 if direction.value > 0 else number - count
        whole = periods.quarter(year, first_quarter)[0], periods.quarter(year, first_quarter + count - 1)[1]
        return _fixed("quarter" if count == 1 else "quarter_range", whole, "quarter")
    sign = direction.value * count
    if unit.kind in DAYS_OF_UNIT:
        far = anchor + timedelta(days=sign * DAYS_OF_UNIT[unit.kind])
    else:
        far = periods.add_months(anchor, sign * MONTHS_OF_UNIT[unit.kind])
    near, after = (anchor, far) if sign > 0 else (far, anchor)
    return _fixed("period", (near + timedelta(days=1), after), "coarse")


def _directed(cursor: Cursor, anchor: date) -> Part | None:
    """``last quarter``, ``next month``, ``this financial year``, ``last March``, ``next Tuesday``, ``next summer``."""
    year = read_year(cursor)
    if year is not None:
        return Part(year.kind, year=year)
    direction = cursor.take("direction")
    token = cursor.peek()
    if direction is None or not token.kind:
        return None
    cursor.at += 1
    step = direction.value
    if token.kind == "week":
        return _fixed("week", periods.week(anchor + timedelta(days=7 * step)))
    if token.kind == "months":
        return _fixed("month", periods.months(anchor.year, anchor.month + step, 1))
    if token.kind == "quarter":
        first, number = periods.quarter_containing(anchor)
        return _fixed("quarter", periods.quarter(first, number + step))
    if token.kind == "weekday":
        return _weekday(token.value, step, anchor)
    if token.kind == "month":
        return _one_of("month", lambda year: periods.months(year, token.value, 1), step, anchor)
    if token.kind == "season":
        name = SEASON_NAMES[token.value]
        if cursor.take("term") is None:
            return _one_of("season", lambda year: periods.months(year, SEASONS[name], 3), step, anchor)
        if name in periods.TERMS:
            return _one_of("term", lambda year: periods.months(year, *periods.TERMS[name]), step, anchor)
    if token.kind == "term":
        return _term(step, anchor)
    return None


def _one_of(kind: str, of_year: Callable[[int], Interval], step: int, anchor: date) -> Part:
    """The last one over before the anchor, the next one after it, or this year's."""
    candidates = [of_year(anchor.year + offset) for offset in (-2, -1, 0, 1)]
    if step < 0:
        return _fixed(kind, [found for found in candidates if found[1] < anchor][-1])
    if step > 0:
        return _fixed(kind, next(found for found in candidates if found[0] > anchor))
    winter = candidates[2][1].year > candidates[2][0].year
    return _fixed(kind, min(candidates[1:3], key=lambda found: _distance(found, anchor)) if winter else candidates[2])


def _distance(interval: Interval, anchor: date) -> timedelta:
    return max(interval[0] - anchor, anchor - interval[1], timedelta(0))


def _term(step: int, anchor: date) -> Part:
    """The term that contains the anchor (in August: the one to come), the one before or after."""
    every = sorted(
        periods.months(anchor.year + offset, *term) for offset in (-1, 0, 1) for term in periods.TERMS.values()
    )
    own = next(place for place, (_, end) in enumerate(every) if anchor <= end)
    return _fixed("term", every[own + step])


def _weekday(weekday: int, step: int, anchor: date) -> Part:
    ahead = (weekday - anchor.weekday()) % 7
    if step == 0:
        return _fixed("day", (periods.week(anchor)[0] + timedelta(days=weekday),) * 2)
    day = anchor + timedelta(days=(ahead if ahead > 0 else 7) if step > 0 else (ahead - 7))
    return _fixed("day", (day, day))


def _bare_unit(cursor: Cursor, anchor: date) -> Part | None:
    """``the year`` is the financial year, ``the quarter`` and ``the month`` the last one, ``year end`` 31 March."""
    kind = cursor.take(*_YEAR_KINDS)
    unit = cursor.take("year", "quarter", "months", "week", "term")
    if unit is None or (kind is not None and unit.kind != "year") or cursor.peek().kind in _EXPLAINED:
        return None
    if cursor.peek().text == "to":
        return None  # "year to 31 March 2020"
    if unit.kind == "year":
        if kind is None and cursor.ahead("edge") and cursor.peek().value == 1 and cursor.peek(1).kind != "number":
            cursor.at += 1
            day = periods.year_end(anchor)
            return _fixed("day", (day, day))
        named = kind.kind if kind is not None else "financial_year"
        first = periods.year_containing(named, anchor)
        return Part(named, year=Year(named, first, first, from_anchor=True))
    if unit.kind == "quarter":
        first, number = periods.quarter_containing(anchor)
        return _fixed("quarter", periods.quarter(first, number - 1))
    if unit.kind == "week":
        return _fixed("week", periods.week(anchor))
    if unit.kind == "term":
        return _term(0, anchor)
    return _fixed("month", periods.months(anchor.year, anchor.month - 1, 1))


def nearest_half_term(anchor: date) -> Part:
    """The half term nearest to the anchor."""
    every = [
        periods.holiday(f"{season} half term", anchor.year + offset)
        for season in ("spring", "summer", "autumn")
        for offset in (-1, 0, 1)
    ]
    return _fixed("holiday", min(every, key=lambda found: _distance(found, anchor)))


def nearest_weekday(weekday: int, anchor: date) -> Part:
    """The day of the week nearest to the anchor: at most three days away."""
    day = anchor + timedelta(days=(weekday - anchor.weekday() + 3) % 7 - 3)
    return _fixed("day", (day, day))
