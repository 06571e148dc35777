"""Full dates (day, month and year) in titles, openings and metadata: only what needs no context to be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# an ordinal sign is often misread by OCR (7™, 18”) or mistyped (7rd)
_ORDINAL: Final = r"(?:\s?(?:st|nd|rd|th)\b|[™”\"“°])?"
_PATTERNS: Final = (
    re.compile(rf"(?<![\d/])(?P<day>\d{{1,2}}){_ORDINAL}[\s,.\-]*(?:day\s+of\s+|of\s+)?{_MONTH}[\s,.\-]*{_YEAR}", re.I),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}}){_ORDINAL}[\s,.]+{_YEAR}", re.I),
    re.compile(r"(?<![\d/.\-])(?P<year>(?:19|20)\d\d)-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    # day before month, as in the United Kingdom and Ireland
    re.compile(rf"(?<![\d/.\-])(?P<day>\d{{1,2}})(?P<mark>[/.\-])(?P<month>\d{{1,2}})(?P=mark){_YEAR}"),
)


def full_dates(text: str) -> Iterator[tuple[int, date]]:
    """Every full date of ``text`` with its start offset, from left to right; impossible dates are passed over."""
    found = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            month = _MONTHS.get(match["month"].lower()) or int(match["month"])
            try:
                found.append((match.start(), date(int(match["year"]), month, int(match["day"]))))
            except ValueError:
                continue
    yield from sorted(found)


def first_full_date(text: str) -> date | None:
    """The first full date of ``text``, or None."""
    return next((found for _, found in full_dates(text)), None)
