"""Compare ``parse_date`` and ``parse_figure`` with dateparser and quantulum3 on the core tables of tests/values.

    python scripts/compare_values.py            the two tables of docs/values.md, in Markdown, to standard output

Needs ``pip install dateparser quantulum3`` in an environment of its own; neither is a dependency of the package.
A hit of ours is the whole value: both ends, kind, precision and origin; value or range, unit and comparator.
For the others a hit is counted generously:

- dateparser gives one moment: it hits a day where its date is ours, and in a second column, whatever the length, where
  its date is our first day. It is told: English, day first, first day of the month, the meeting's date as base.
- quantulum3 hits where one of the quantities it finds has our number (for a range: its value, or either end its
  uncertainty away), and in a second column the unit as well, its names mapped below. It is not asked for comparators,
  pence may stay pence, and a ratio may be a bare number.
- An expression that means nothing is a hit where the parser finds nothing.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

import dateparser
from quantulum3 import parser as quantulum

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "pipeline"))

from council_minutes.values import parse_date, parse_figure  # noqa: E402

TABLES: Final = ROOT / "tests" / "values"
UNIT_NAMES: Final = {
    "": "count",
    "dimensionless": "count",
    "percentage": "percent",
    "per cent": "percent",
    "pound sterling": "GBP",
    "penny": "GBP",
    "euro": "EUR",
    "year": "years",
    "month": "months",
    "week": "weeks",
    "day": "days",
    "hour": "hours",
    "minute": "minutes",
    "minute of arc": "minutes",
    "hectare": "hectares",
    "tonne": "tonnes",
    "mile per hour": "mph",
    "mile": "miles",
    "square metre": "square_metres",
}
PENCE: Final = "penny"
TOLERANCE: Final = 1e-4


def rows(name: str) -> Iterator[list[str]]:
    """The cells of a table's rows, escapes resolved."""
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip().replace(r"\n", "\n").replace(r"\xa0", "\xa0") for cell in line.split("|")]


def their_date(text: str, anchor: date | None) -> date | None:
    """The day that dateparser finds."""
    settings: dict[str, object] = {"DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    if anchor is not None:
        settings["RELATIVE_BASE"] = datetime(anchor.year, anchor.month, anchor.day)
    found = dateparser.parse(text, languages=["en"], settings=settings)
    return None if found is None else found.date()


def compare_dates() -> None:
    """Print the hits on the table of dates, single days and the rest apart."""
    total = {"one day": 0, "longer": 0, "no date": 0}
    ours, theirs, starts = dict.fromkeys(total, 0), dict.fromkeys(total, 0), dict.fromkeys(total, 0)
    for text, anchor_cell, start, *rest in rows("dates_core.txt"):
        anchor = None if anchor_cell == "-" else date.fromisoformat(anchor_cell)
        value, found = parse_date(text, anchor=anchor), their_date(text, anchor)
        group = "no date" if start == "none" else "one day" if rest[0] == "=" else "longer"
        total[group] += 1
        if start == "none":
            ours[group] += value is None
            theirs[group] += found is None
            starts[group] += found is None
            continue
        end, kind, precision, told = rest
        expected = (date.fromisoformat(start), date.fromisoformat(start if end == "=" else end), kind, precision)
        mine = None if value is None else (value.start, value.end, value.kind, value.precision)
        ours[group] += mine == expected and value is not None and (value.resolved_from or "-") == told
        theirs[group] += found == expected[0] == expected[1]
        starts[group] += found == expected[0]
    print("| expressions | number | parse_date | dateparser | dateparser, first day only |\n|---|---|---|---|---|")
    for group, number in total.items():
        print(f"| {group} | {number} | {ours[group]} | {theirs[group]} | {starts[group]} |")
    sums = (sum(hits.values()) for hits in (total, ours, theirs, starts))
    print("| all | {} | {} | {} | {} |".format(*sums))


def close(a: float, b: float) -> bool:
    """Equal to the digits the table gives."""
    return abs(a - b) <= TOLERANCE * max(1.0, abs(a))


def compare_figures() -> None:
    """Print the hits on the table of figures."""
    total, ours, numbers, units, failures = 0, 0, 0, 0, 0
    for text, before_cell, after_cell, value, unit, comparator in rows("figures_core.txt"):
        before = "" if before_cell == "-" else before_cell + " "
        after = "" if after_cell == "-" else " " + after_cell
        wanted = [float(end) for end in value.split("..")]
        total += 1
        mine = parse_figure(text, before=before, after=after)
        if mine is not None:
            got = [end for end in (mine.value, mine.low, mine.high) if end is not None]
            same = len(got) == len(wanted) and all(map(close, wanted, got))
            ours += same and mine.unit == unit and mine.comparator == comparator
        try:
            found = quantulum.parse(text)
        except (KeyError, ValueError, IndexError, AttributeError, TypeError):
            failures += 1
            continue
        fits = [quantity for quantity in found if any(number_fits(quantity, end) for end in wanted)]
        numbers += bool(fits)
        units += any(unit_fits(quantity, unit) for quantity in fits)
    print("\n| expressions | parse_figure | quantulum3, number | quantulum3, number and unit |\n|---|---|---|---|")
    print(f"| {total} | {ours} | {numbers} | {units} |")
    print(f"\nquantulum3 raised an error on {failures}.")


def number_fits(quantity: quantulum.cls.Quantity, wanted: float) -> bool:
    """Whether a quantity has the number, or a range has it as an end; pence may be pence."""
    spread = quantity.uncertainty or 0.0
    scale = 0.01 if quantity.unit.name == PENCE else 1.0
    return any(close(wanted, (quantity.value + sign * spread) * scale) for sign in (-1, 0, 1))


def unit_fits(quantity: quantulum.cls.Quantity, wanted: str) -> bool:
    """Whether the unit is the one wanted; a ratio may be a number without a unit."""
    name = UNIT_NAMES.get(quantity.unit.name, quantity.unit.name)
    return name == wanted or (name, wanted) == ("count", "ratio")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    compare_dates()
    compare_figures()
