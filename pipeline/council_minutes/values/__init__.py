"""Plain strings to plain values: dates and figures of UK minutes, councils, roles, people."""

from __future__ import annotations

from council_minutes.values.dates import DateValue, parse_date
from council_minutes.values.figures import FigureValue, parse_figure

__all__ = ["DateValue", "FigureValue", "parse_date", "parse_figure"]
