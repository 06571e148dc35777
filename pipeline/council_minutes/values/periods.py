"""Calendar arithmetic of UK councils: years that start in April, May, September or January, quarters, seasons, terms.

Every interval is a pair of dates, both inclusive. Sources: the financial year of local authorities runs from 1 April
(Local Government Finance Act 1992, s. 116); the municipal year follows the annual meeting in May (Local Government Act
1972, Schedule 12); the academic year starts in September; seasons are three calendar months (Met Office convention).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

Interval = tuple[date, date]

# kind of year -> month in which it starts
YEAR_STARTS: Final = MappingProxyType(
    {"calendar_year": 1, "financial_year": 4, "municipal_year": 5, "academic_year": 9},
)
# season -> first of its three months
SEASONS: Final = MappingProxyType({"spring": 3, "summer": 6, "autumn": 9, "winter": 12})
# term of the school year -> first month, number of months
TERMS: Final = MappingProxyType({"autumn": (9, 4), "spring": (1, 3), "summer": (4, 4)})
# half terms and holidays as coarse ranges of (month, day); they differ from council to council by about a week
HOLIDAYS: Final = MappingProxyType(
    {
        "autumn half term": ((10, 20), (11, 3)),
        "spring half term": ((2, 10), (2, 24)),
        "summer half term": ((5, 24), (6, 5)),
        "summer holiday": ((7, 20), (8, 31)),
        "christmas holiday": ((12, 20), (1, 5)),
    }
)
# days with a name, apart from those that move with Easter
NAMED_DAYS: Final = MappingProxyType(
    {
        "christmas": (12, 25),
        "christmas day": (12, 25),
        "christmas eve": (12, 24),
        "boxing day": (12, 26),
        "new year day": (1, 1),
        "lady day": (3, 25),
        "st george day": (4, 23),
        "st georges day": (4, 23),
        "midsummer": (6, 24),
        "michaelmas": (9, 29),
        "st andrew day": (11, 30),
        "st andrews day": (11, 30),
        "hogmanay": (12, 31),
    }
)
# days that move with Easter -> days after Easter Sunday
EASTER_DAYS: Final = MappingProxyType(
    {
        "easter": 0,
        "easter sunday": 0,
        "good friday": -2,
        "easter saturday": -1,
        "easter monday": 1,
        "whit sunday": 49,
        "whitsun": 49,
    }
)

# Outturn reports reach committees until July; from August on "year end" looks forward.
LAST_OUTTURN_MONTH: Final = 7
_YEAR_END: Final = (3, 31)
_LAST_THIRD: Final = 2


def a_day(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def months(year: int, month: int, count: int) -> Interval:
    """``count`` whole months from the first of ``month``; ``month`` counts on outside 1 to 12."""
    first = year * 12 + month - 1
    last = first + count - 1
    end_year, end_month = last // 12, last % 12 + 1
    return date(first // 12, first % 12 + 1, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months on, or the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def year_from(kind: str, first: int, count: int = 1) -> Interval:
    """``count`` years of that kind, the first of which starts in ``first``."""
    return months(first, YEAR_STARTS[kind], 12 * count)


def year_containing(kind: str, day: date) -> int:
    """The calendar year in which the year of that kind that contains ``day`` starts."""
    return day.year if day.month >= YEAR_STARTS[kind] else day.year - 1


def quarter(first: int, number: int) -> Interval:
    """Quarter 1 to 4 (or counting on from there) of the financial year that starts in ``first``."""
    return months(first, YEAR_STARTS["financial_year"] + 3 * (number - 1), 3)


def quarter_containing(day: date) -> tuple[int, int]:
    """Financial year (its first calendar year) and number of the quarter that contains ``day``."""
    first = year_containing("financial_year", day)
    return first, (day.month - YEAR_STARTS["financial_year"]) % 12 // 3 + 1


def week(day: date) -> Interval:
    """The week from Monday to Sunday that contains ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, leap_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - leap_rest) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def holiday(name: str, year: int) -> Interval:
    """A half term, holiday or named day; ``year`` is the calendar year in which it starts."""
    if name == "easter holiday":
        sunday = easter_sunday(year)
        return sunday - timedelta(days=9), sunday + timedelta(days=8)
    if name in EASTER_DAYS:
        day = easter_sunday(year) + timedelta(days=EASTER_DAYS[name])
        return day, day
    if name in NAMED_DAYS:
        day = date(year, *NAMED_DAYS[name])
        return day, day
    (first_month, first_day), (last_month, last_day) = HOLIDAYS[name]
    return date(year, first_month, first_day), date(year + (last_month < first_month), last_month, last_day)


def year_end(anchor: date) -> date:
    """31 March: the past one while outturn is reported (to July), the coming one afterwards."""
    first = anchor.year if anchor.month <= LAST_OUTTURN_MONTH else anchor.year + 1
    return date(first, *_YEAR_END)


def third(interval: Interval, which: int) -> Interval:
    """The first, middle or last third (0, 1, 2): by months where they divide evenly; of a month from day 1, 11, 21."""
    start, end = interval
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole and count % 3 == 0:
        return months(start.year, start.month + which * count // 3, count // 3)
    days = 10 if whole and count == 1 else ((end - start).days + 1) // 3
    first = start + timedelta(days=which * days)
    return first, end if which == _LAST_THIRD else first + timedelta(days=max(days, 1) - 1)
