"""The parts of a date expression (``4``, ``June``, ``Q3``, ``2024/25``), and how a part becomes an interval of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from council_minutes.values import periods
from council_minutes.values.periods import Interval


class Shape(StrEnum):
    """What is meant of a part: all of it, a part or an edge of it, or a stretch beside or inside it."""

    ALL = "all"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    START = "start"
    END = "end"
    WEEK_FROM = "week from"
    WEEK_TO = "week to"
    MONTHS_TO = "months to"
    FIRST_OF = "first of"
    LAST_OF = "last of"
    SOMEWHERE = "somewhere in"


# units of time that are counted, by the kind of their token
DAYS_OF_UNIT: Final = MappingProxyType({"day": 1, "week": 7, "fortnight": 14})
MONTHS_OF_UNIT: Final = MappingProxyType({"months": 1, "quarter": 3, "year": 12})
# unit of "the first two weeks of" -> kind and precision
_UNIT_KINDS: Final = {
    "day": ("day", "day"),
    "week": ("week", "coarse"),
    "fortnight": ("week", "coarse"),
    "months": ("month", "month"),
    "quarter": ("quarter", "quarter"),
}
THIRDS: Final = (Shape.EARLY, Shape.MIDDLE, Shape.LATE)

# kind of part -> precision of its interval; the kinds of years have "year"
_PRECISIONS: Final = {
    "day": "day",
    "week": "day",
    "month": "month",
    "quarter": "quarter",
    "half_year": "quarter",
    "season": "coarse",
    "term": "coarse",
    "holiday": "coarse",
}


@dataclass(frozen=True, slots=True)
class Year:
    """The year, or years ``first`` to ``last``, that a wording names; the years are those in which it starts."""

    kind: str
    first: int
    last: int
    from_anchor: bool = False

    def of_month(self, month: int) -> int:
        """The calendar year of a month of this year."""
        return self.first + (month < periods.YEAR_STARTS[self.kind])

    def shifted(self, count: int) -> Year:
        """The year ``count`` years later."""
        return Year(self.kind, self.first + count, self.last + count, self.from_anchor)


def calendar(first: int, *, from_anchor: bool = False) -> Year:
    """One calendar year."""
    return Year("calendar_year", first, first, from_anchor)


@dataclass(frozen=True, slots=True)
class Part:
    """What one stretch of a wording says, with what it leaves open.

    Attributes:
        kind: ``day``, ``week``, ``month``, ``quarter``, ``half_year``, ``season``, ``term``, ``holiday``,
            a kind of year, ``period``, or ``number`` for a bare number that its neighbours explain.
        number: of the day, month, quarter, half; -1 for the last; 0 where the kind has none.
        month: of a day; None where the neighbours tell.
        name: of a season, term or holiday.
        year: None where the neighbours or the anchor tell.
        fixed: the whole interval, where the words leave nothing open.
        shape: what is meant of the interval.
        count: the months of MONTHS_TO; the units of FIRST_OF and LAST_OF, whose unit ``name`` says.
        precision: where it differs from the kind's.
        from_anchor: whether ``fixed`` was told from the anchor.
    """

    kind: str
    number: int = 0
    month: int | None = None
    name: str = ""
    weekday: int | None = None
    year: Year | None = None
    fixed: Interval | None = None
    shape: Shape = Shape.ALL
    count: int = 0
    precision: str = ""
    from_anchor: bool = False

    @property
    def needs_year(self) -> bool:
        """Whether a year is needed to put the part on the calendar."""
        return self.fixed is None and self.year is None

    def interval(self, year: Year | None = None) -> Interval | None:
        """The days meant, in the part's own year or else in ``year``; None where the calendar has none."""
        whole = self.fixed
        if whole is None:
            known = self.year if self.year is not None else year
            whole = None if known is None else _whole(self, known)
        return whole if whole is None or self.shape is Shape.ALL else _shaped(self, whole)

    def described(self, interval: Interval) -> tuple[str, str]:
        """Kind and precision of the interval that the part became."""
        precision = self.precision if self.precision else _PRECISIONS.get(self.kind, "year")
        if self.shape in (Shape.START, Shape.END):
            return "day", "day"
        if self.shape in THIRDS:
            return "part", "coarse"
        if self.shape in (Shape.WEEK_FROM, Shape.WEEK_TO):
            return "week", "day"
        if self.shape is Shape.SOMEWHERE:
            return "part", "coarse"
        if self.shape in (Shape.FIRST_OF, Shape.LAST_OF):
            kind, precision = _UNIT_KINDS[self.name]
            return kind if self.count == 1 else f"{kind}_range", precision
        if self.shape is Shape.MONTHS_TO:
            return _year_or_quarter(self.name, interval) or ("period", precision)
        if self.year is not None and self.kind == self.year.kind and self.year.last > self.year.first:
            return f"{self.kind}_range", precision
        return self.kind, precision


def _shaped(part: Part, whole: Interval) -> Interval | None:
    start, end = whole
    if part.shape in THIRDS:
        return periods.third(whole, THIRDS.index(part.shape))
    if part.shape is Shape.START:
        return start, start
    if part.shape is Shape.END:
        return end, end
    if part.shape is Shape.WEEK_FROM:
        return start, start + timedelta(days=6)
    if part.shape is Shape.WEEK_TO:
        return end - timedelta(days=6), end
    if part.shape in (Shape.FIRST_OF, Shape.LAST_OF):
        return _units_of(part, whole)
    if part.shape is Shape.SOMEWHERE:
        return whole
    return periods.add_months(end + timedelta(days=1), -part.count), end


def _units_of(part: Part, whole: Interval) -> Interval | None:
    """The first or last days, weeks, months, quarters of a period; None where it has not so many."""
    start, end = whole
    after = end + timedelta(days=1)
    if part.name in DAYS_OF_UNIT:
        days = timedelta(days=part.count * DAYS_OF_UNIT[part.name])
        found = (start, start + days - timedelta(days=1)) if part.shape is Shape.FIRST_OF else (after - days, end)
    else:
        count = part.count * MONTHS_OF_UNIT[part.name]
        first_end = periods.add_months(start, count) - timedelta(days=1)
        found = (start, first_end) if part.shape is Shape.FIRST_OF else (periods.add_months(after, -count), end)
    return found if start <= found[0] and found[1] <= end else None


def _year_or_quarter(unit: str, interval: Interval) -> tuple[str, str] | None:
    """Kind and precision where a ``year ended`` or ``quarter ended`` is one of the calendar's."""
    start, _ = interval
    if unit == "quarter" and periods.quarter(*periods.quarter_containing(start)) == interval:
        return "quarter", "quarter"
    if unit == "year":
        for kind in periods.YEAR_STARTS:
            if periods.year_from(kind, start.year) == interval:
                return kind, "year"
    return None


def _whole(part: Part, year: Year) -> Interval | None:
    if part.kind == "day":
        day = periods.a_day(year.of_month(part.month), part.month, part.number) if part.month is not None else None
        return None if day is None else (day, day)
    if part.kind == "month":
        return periods.months(year.of_month(part.number), part.number, 1)
    if part.kind == "quarter":
        return periods.quarter(year.first, 4 if part.number == -1 else part.number)
    if part.kind == "half_year":
        return periods.months(year.first, periods.YEAR_STARTS[year.kind] + 6 * (part.number - 1), 6)
    if part.kind == "season":
        month = periods.SEASONS[part.name]
        return periods.months(year.of_month(month), month, 3)
    if part.kind == "term":
        month, count = periods.TERMS[part.name]
        return periods.months(_school_year(year).of_month(month), month, count)
    if part.kind == "holiday":
        month = periods.holiday(part.name, year.first)[0].month
        return periods.holiday(part.name, _school_year(year).of_month(month))
    if part.kind == year.kind:
        return periods.year_from(year.kind, year.first, year.last - year.first + 1)
    return None


def _school_year(year: Year) -> Year:
    """Terms and holidays of ``2023/24`` are those of the academic year, whatever year was meant."""
    return year if year.kind == "calendar_year" else Year("academic_year", year.first, year.last)
