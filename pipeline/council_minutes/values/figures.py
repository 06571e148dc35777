"""Figures of UK minutes as quantities: the wording in; value or range, unit and comparator out.

The conventions are tabled in docs/values.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from math import isfinite
from typing import Final

from council_minutes.values import comparators
from council_minutes.values.quantities import Quantity, QuantityReader, figure_tokens
from council_minutes.values.units import AMBIGUOUS, COUNT, CURRENCIES, RATE_BASES, unit_at

MAX_LENGTH: Final = 200  # code points; a longer text is no figure and is not read
_REACH: Final = 60  # code points of the surroundings that are read for units and rates
# a new line of a list or table; a line break inside a sentence is followed by a small letter or a digit
_NEW_LINE: Final = re.compile(r"\n(?=[^\S\n]*\n|[^\S\n]{2,}|\W*[A-Z]|[•*|-])")
_RATE: Final = re.compile(
    r"(?:[a-z'’-]+ ){0,4}per (?:(?P<digits>1 ?,? ?000|10 ?,? ?000|100 ?,? ?000)(?![\d,])"
    r"|(?P<words>(?:ten |(?:one |a )?hundred )?thousand)\b)"
)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_TRAILING: Final = " .,;:"
_FIRST_WORD: Final = re.compile(r"[a-z]{3,}")
_SCALE_AFTER: Final = re.compile(r" ?(thousand|million|billion|bn)\b")
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "bn": 10**9}


@dataclass(frozen=True, slots=True)
class FigureValue:
    """The quantity a figure means.

    Attributes:
        value: the number, scale applied (``£1.2 million`` is 1200000.0); None for a range.
        low, high: the ends of a range, ``low <= high``; None for a single value.
        unit: ``count``, ``percent``, ``percentage_points``, ``GBP``, ``years`` … (docs/values.md lists them).
        comparator: ``=``, ``~``, ``<``, ``<=``, ``>`` or ``>=``.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    comparator: str


def parse_figure(text: str, *, before: str = "", after: str = "") -> FigureValue | None:
    """The quantity that ``text`` means.

    Args:
        text: a figure as in the minutes, its unit sign or word included: at most ``MAX_LENGTH`` code points.
        before, after: the text around it, from which comparators (``fewer than``), rates (``per 10,000``) and a unit
            that was cut off are read.

    Returns:
        None where the text states no quantity (``hundreds``, ``24/7``).

    >>> parse_figure("£1.2 million", before="an overspend of over ")
    FigureValue(value=1200000.0, low=None, high=None, unit='GBP', comparator='>')
    """
    if len(text) > MAX_LENGTH:
        return None
    after = _NEW_LINE.split(after[:_REACH], maxsplit=1)[0]
    plain, inner = comparators.split_text(_plain(text))
    following = _plain(after)
    reader = QuantityReader(figure_tokens(plain), is_million=lambda: _counts_things(following))
    quantities = reader.figure(between=before.rstrip().lower().endswith("between"))
    if quantities is None:
        return None
    unit, factor = _unit(quantities[0], before, following, reader.per)
    numbers = sorted(float(quantity.value * factor) for quantity in quantities)
    if not all(map(isfinite, numbers)):
        return None
    comparator = inner if inner is not None else comparators.around(before, after, unit)
    if len(numbers) == 1:
        return FigureValue(numbers[0], None, None, unit, comparator)
    return FigureValue(None, numbers[0], numbers[1], unit, comparator)


def _plain(text: str) -> str:
    return " ".join(_DASHES.sub("-", text.lower()).split()).rstrip(_TRAILING)


def _counts_things(following: str) -> bool:
    """Whether a noun in the plural follows, so that ``1.2m`` before it is a number and not a length."""
    word = _FIRST_WORD.match(following)
    return word is not None and (word.group().endswith("s") or word.group() == "people")


def _unit(quantity: Quantity, before: str, following: str, per: int | None) -> tuple[str, Decimal]:
    """The unit of a figure and the factor to it, from the figure itself or, where it has none, the words around."""
    if quantity.unit is not None:
        return quantity.unit, Decimal(1)
    if per is not None:
        return RATE_BASES.get(per, COUNT), Decimal(1)
    scale = _SCALE_AFTER.match(following) if quantity.scale is None else None
    factor = Decimal(1) if scale is None else Decimal(_SCALES[scale.group(1)])
    sign = unescape(before).rstrip()[-1:]  # `&pound;` of HTML that was saved as text
    if sign in CURRENCIES:
        return CURRENCIES[sign], factor
    rest = following if scale is None else following[scale.end() :]
    words = re.findall(r"%|[a-z]+", rest.split(",")[0].split(".")[0])
    found = unit_at(words) if not rest.startswith("(") else None
    if found is not None and words[0].removesuffix("s") not in AMBIGUOUS and (words[0] != "percentage" or found[2] > 1):
        return found[0], factor * found[1]
    rate = _RATE.match(rest.lstrip(" ("))
    if rate is None:
        return COUNT, factor
    return RATE_BASES[_rate_base(rate)], factor


def _rate_base(rate: re.Match[str]) -> int:
    words = rate.group("words")
    if words is not None:
        return 100_000 if "hundred" in words else 10_000 if words.startswith("ten") else 1_000
    return int(re.sub(r"\D", "", rate.group("digits")))
