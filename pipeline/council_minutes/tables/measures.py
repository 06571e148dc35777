"""Indicators, the figures that are their values, and the findings about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from council_minutes.annotations import Mark
from council_minutes.tables.columns import Row
from council_minutes.tables.indicator_names import indicator_name
from council_minutes.tables.places import attributes, meeting_cells, place_cells
from council_minutes.tables.reporting_periods import period_label
from council_minutes.tables.view import DocumentView
from council_minutes.values.dates import DateValue
from council_minutes.values.figures import FigureValue

_REACH: Final = 40  # code points around a figure that tell a value from a change and from an earlier value
_ADVERBS: Final = r"(?:(?:about|around|approximately|some|nearly|almost|over|just|only|a\s+further|an?)\s+){0,2}\Z"
_MOVE: Final = r"increase|decrease|rise|fall|drop|reduction|growth|decline|improvement|gain|loss|difference|jump|dip"
_CHANGE: Final = re.compile(
    rf"\b(?:by\s+(?:(?:more|less)\s+than\s+|at\s+least\s+)?|(?:{_MOVE})\s+of\s+){_ADVERBS}", re.IGNORECASE
)
_CHANGE_AFTER: Final = re.compile(rf"\s+(?:less|more|fewer|lower|higher|{_MOVE})\b", re.IGNORECASE)
_PREVIOUS: Final = re.compile(
    rf"\b(?:from|compared\s+(?:with|to)|against|up\s+on|down\s+on|previously)\s+(?:the\s+)?{_ADVERBS}", re.IGNORECASE
)
# What is compared with is no value of the finding: `against a target of 90%`. By these words before it, of the figures
# that stand alone in a finding of the annotated corpus 99 in 100 are values or changes, and 97 in 100 without them.
_COMPARED: Final = re.compile(
    r"\b(?:target|than|against|compared|benchmark|average|national(?:ly)?|England|Wales|Scotland|Ireland|budget|threshold"
    r"|limit|within|per|every|from|of\s+the|last|next|past|previous|over\s+the)\b[^.]{0,25}\Z",
    re.IGNORECASE,
)
_COMPARED_REACH: Final = 60
_COMPARED_DATE: Final = re.compile(
    r"\b(?:previous|last|ago|since|before|than|compared|against|with|prior|by|until|from|same|on)\b",
    re.IGNORECASE,
)
_COMPARED_DATE_REACH: Final = 20
_DURATIONS: Final = frozenset({"years", "months", "weeks", "days", "hours", "minutes"})


def figure_kind(view: DocumentView, figure: Mark) -> str:
    """``change``, ``previous`` or ``value``, by the words around the figure."""
    text = view.record.text
    before = text[max(0, figure.start - _REACH) : figure.start]
    if _CHANGE.search(before) is not None or _CHANGE_AFTER.match(text, figure.end) is not None:
        return "change"
    return "previous" if _PREVIOUS.search(before) is not None else "value"


def indicator_cells(view: DocumentView, indicator: Mark | None) -> Row:
    """``indicator``, ``indicator_id`` and ``indicator_name``."""
    return {
        "indicator": view.text(indicator) if indicator is not None else None,
        "indicator_id": view.ids[indicator.id] if indicator is not None else None,
        "indicator_name": indicator_name(view.text(indicator)) if indicator is not None else None,
    }


def as_of(view: DocumentView, head: Mark) -> DateValue | None:
    """The period that a figure or finding refers to; None where none is stated or it could not be normalised."""
    mark = view.tail("AS_OF", head)
    return view.dates.get(mark.id) if mark is not None else None


@dataclass(frozen=True, slots=True)
class _Parts:
    """The figures and dates that no relation joins to anything: of a document, in order of place."""

    figures: Sequence[Mark]
    dates: Sequence[Mark]


def finding_rows(view: DocumentView) -> list[Row]:
    tied = [mark for mark in view.entities if mark.label == "FIGURE" and ("VALUE_OF", mark.id) in view.tails]
    periods = {relation.tail for relation in view.relations if relation.name == "AS_OF"}
    free = _Parts(
        [
            mark
            for mark in view.entities
            if mark.label == "FIGURE" and mark not in tied and _is_amount(view.figures.get(mark.id))
        ],
        [mark for mark in view.entities if mark.id in view.dates and mark.id not in periods],
    )
    return [_finding_row(view, span, tied, free) for span in view.spans_of("FINDING")]


def _is_amount(value: FigureValue | None) -> bool:
    """Whether a figure says how much there is of something; how long something takes is seldom the finding."""
    return value is not None and value.unit not in _DURATIONS


def _finding_row(view: DocumentView, finding: Mark, tied: Iterable[Mark], free: _Parts) -> Row:
    indicator = view.tail("ABOUT", finding)
    own = [f for f in tied if _is_inside(f, finding)]
    joined = [f for f in own if _is_of(view, f, indicator)]
    alone = _only_figure(view, finding, free.figures) if not own else None
    figures = joined if alone is None else [alone]
    by_kind = {kind: [f for f in figures if figure_kind(view, f) == kind] for kind in ("value", "previous", "change")}
    figure = _stated_value(view, by_kind["value"])
    value = view.figures.get(figure.id) if figure is not None else None
    if indicator is None and figure is not None:
        indicator = view.tail("VALUE_OF", figure)
    period = as_of(view, finding)
    if period is None and figure is not None:
        period = as_of(view, figure)
    told_by = "relation"
    if period is None:
        period, told_by = _only_date(view, finding, free.dates), "position"
    return {
        **meeting_cells(view),
        **indicator_cells(view, indicator),
        "value": value.value if value is not None else None,
        "low": value.low if value is not None else None,
        "high": value.high if value is not None else None,
        "unit": value.unit if value is not None else None,
        "comparator": value.comparator if value is not None else None,
        **_amount(view, "previous", by_kind["previous"]),
        **_amount(view, "change", by_kind["change"]),
        "figures_by": ("position" if alone is not None else "relation") if figures else None,
        "period": period_label(period.start, period.end) if period is not None else None,
        "period_start": period.start if period is not None else None,
        "period_end": period.end if period is not None else None,
        "period_by": told_by if period is not None else None,
        **attributes(finding),
        "text": view.text(finding),
        "figure_id": view.ids[figure.id] if figure is not None else None,
        **place_cells(view, finding),
    }


def _is_inside(mark: Mark, span: Mark) -> bool:
    return span.start <= mark.start and mark.end <= span.end


def _only(finding: Mark, marks: Iterable[Mark]) -> Mark | None:
    """The one of the marks that a finding holds; None where it holds none or several."""
    inside = [mark for mark in marks if _is_inside(mark, finding)]
    return inside[0] if len(inside) == 1 else None


def _only_figure(view: DocumentView, finding: Mark, figures: Iterable[Mark]) -> Mark | None:
    """The only figure of a finding, unless it is what something is compared with."""
    figure = _only(finding, figures)
    if figure is None:
        return None
    before = view.record.text[max(finding.start, figure.start - _COMPARED_REACH) : figure.start]
    return figure if _COMPARED.search(before) is None else None


def _only_date(view: DocumentView, finding: Mark, dates: Iterable[Mark]) -> DateValue | None:
    """The only date of a finding, unless it is that of something it is compared with (``up on last year``)."""
    date = _only(finding, dates)
    if date is None:
        return None
    words = view.record.text[max(finding.start, date.start - _COMPARED_DATE_REACH) : date.end]
    return view.dates[date.id] if _COMPARED_DATE.search(words) is None else None


def _is_of(view: DocumentView, figure: Mark, indicator: Mark | None) -> bool:
    """Whether a figure's indicator is the finding's, as far as the finding has one."""
    return indicator is None or indicator in view.tails["VALUE_OF", figure.id]


def _stated_value(view: DocumentView, values: list[Mark]) -> Mark | None:
    """The value with the latest period; of several without one, the first."""
    dated = [(period.end, -mark.start, mark) for mark in values if (period := as_of(view, mark)) is not None]
    if dated:
        return max(dated, key=lambda entry: entry[:2])[2]
    return values[0] if values else None


def _amount(view: DocumentView, column: str, marks: list[Mark]) -> Row:
    value = view.figures.get(marks[0].id) if marks else None
    return {
        column: value.value if value is not None else None,
        f"{column}_unit": value.unit if value is not None and value.value is not None else None,
    }
