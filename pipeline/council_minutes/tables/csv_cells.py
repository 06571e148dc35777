"""Values as cells of a CSV file that a spreadsheet shows and never runs."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

# First characters that make a spreadsheet run a cell (OWASP, CSV Injection); some texts among them are harmless.
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
# A number, or a sign alone: the comparator `=` of a figure is no formula.
_HARMLESS: Final = re.compile(r"[+-]?\d+(?:\.\d+)?|[=+@-]")
GUARD: Final = "'"


def csv_cell(value: object) -> str:
    """A cell's text: empty for None, ISO dates, ``true`` and ``false``, numbers without a needless ``.0``.

    A text that a spreadsheet would run as a formula gets a leading apostrophe.

    >>> csv_cell("=1+1"), csv_cell("-5"), csv_cell(97.0), csv_cell(date(2024, 5, 1)), csv_cell(None)
    ("'=1+1", '-5', '97', '2024-05-01', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value).removesuffix(".0")
        case date():
            return value.isoformat()
    text = str(value)
    return GUARD + text if text.startswith(_RISKY) and _HARMLESS.fullmatch(text) is None else text
