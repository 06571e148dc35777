"""Units of figures: the wordings of UK minutes, the unit's name in the tables, and the factor to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

COUNT: Final = "count"
PERCENT: Final = "percent"
RATIO: Final = "ratio"
CURRENCIES: Final = MappingProxyType({"£": "GBP", "€": "EUR", "$": "USD", "\ufffd": "GBP"})  # U+FFFD: a lost pound sign

# name in the tables: wordings, separated by "|"; a plural s is taken off before the look-up
_WORDINGS: Final = MappingProxyType(
    {
        PERCENT: "%|per cent|percent|percentage|pc",
        "percentage_points": "percentage point|of a percentage point|percent point|per cent point|% point"
        "|%age point|pp|ppt|% pt|pct pt",
        "GBP": "pound|pound sterling",
        "EUR": "euro",
        "USD": "dollar",
        "years": "year|yr",
        "quarters": "quarter",
        "months": "month|mth|calendar month",
        "weeks": "week|wk",
        "days": "day|calendar day",
        "working_days": "working day|business day|clear working day|clear day",
        "school_days": "school day",
        "hours": "hour|hr",
        "minutes": "minute|min",
        "seconds": "second|sec",
        "fte": "fte|wte|full time equivalent|full time equivalent post|whole time equivalent",
        "hectares": "hectare|ha",
        "acres": "acre",
        "square_metres": "square metre|square meter|sq m|sqm|sq metre|m2",
        "square_feet": "square foot|square feet|sq ft|sqft|ft2",
        "square_miles": "square mile|sq mile",
        "square_kilometres": "square kilometre|sq km|km2",
        "cubic_metres": "cubic metre|m3",
        "tonnes": "tonne|metric tonne|t",
        "tons": "ton",
        "kilograms": "kg|kilogram|kilogramme|kilo",
        "grams": "gram|gramme|g",
        "mph": "mph|mile per hour",
        "km_per_hour": "kph|km/h|kilometre per hour",
        "miles": "mile",
        "km": "km|kilometre|kilometer",
        "metres": "metre|meter|m",
        "centimetres": "cm|centimetre",
        "millimetres": "mm|millimetre",
        "feet": "foot|feet|ft",
        "inches": "inch|inches",
        "yards": "yard",
        "litres": "litre|liter",
        "kilowatts": "kw|kilowatt",
        "kilowatt_hours": "kwh|kilowatt hour",
        "megawatts": "mw|megawatt",
        "megawatt_hours": "mwh|megawatt hour",
        "gigawatt_hours": "gwh",
        "degrees_celsius": "°c|degree celsius|degree c",
        "decibels": "db|decibel",
        "points": "point",
        "times": "times",
        "micrograms_per_cubic_metre": "µg/m3|μg/m3|microgram per cubic metre",
    }
)
# wordings of a multiple or part of a unit
_MULTIPLES: Final = MappingProxyType(
    {
        "penny": ("GBP", Decimal("0.01")),
        "pence": ("GBP", Decimal("0.01")),
        "p": ("GBP", Decimal("0.01")),
        "fortnight": ("weeks", Decimal(2)),
        "decade": ("years", Decimal(10)),
        "basis point": ("percentage_points", Decimal("0.01")),
    }
)
_UNITS: Final = MappingProxyType(
    {
        tuple(wording.split()): (unit, Decimal(1))
        for unit, wordings in _WORDINGS.items()
        for wording in wordings.split("|")
    }
    | {tuple(wording.split()): unit for wording, unit in _MULTIPLES.items()}
)
LONGEST: Final = max(len(words) for words in _UNITS)
# one or two letters that may begin another word or stand for something else: units only inside the figure
AMBIGUOUS: Final = frozenset(("m", "p", "t", "g", "pc", "ha", "db", "mw"))

# larger unit -> smaller unit, how many of it: "1 year and 6 months", "7 hours 30 minutes"
COMPOUNDS: Final = MappingProxyType(
    {
        ("years", "months"): 12,
        ("weeks", "days"): 7,
        ("days", "hours"): 24,
        ("hours", "minutes"): 60,
        ("minutes", "seconds"): 60,
        ("feet", "inches"): 12,
        ("GBP", "GBP"): 1,
    }
)
# the base of a rate -> its unit
RATE_BASES: Final = MappingProxyType({1_000: "per_1000", 10_000: "per_10000", 100_000: "per_100000"})


def unit_at(words: Sequence[str]) -> tuple[str, Decimal, int] | None:
    """The unit that the lower-case words begin with: its name, the factor to it, how many words it takes."""
    for length in range(min(LONGEST, len(words)), 0, -1):
        candidate = tuple(words[:length])
        last = candidate[-1]
        singular = (*candidate[:-1], last.removesuffix("s")) if len(last) > 2 else candidate
        found = _UNITS.get(candidate) or _UNITS.get(singular)
        if found is not None:
            return (*found, length)
    return None
