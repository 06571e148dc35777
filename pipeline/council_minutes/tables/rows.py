"""The rows of every table that one document fills alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from council_minutes.tables import layers
from council_minutes.tables.attendance import attendance_rows
from council_minutes.tables.columns import Row
from council_minutes.tables.measures import finding_rows
from council_minutes.tables.proceedings import action_rows, decision_rows, question_rows
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.view import DocumentView, view
from council_minutes.tables.votes import vote_rows

_MAKERS: Final[Mapping[str, Callable[[DocumentView], list[Row]]]] = MappingProxyType(
    {
        "entities": layers.entity_rows,
        "spans": layers.span_rows,
        "relations": layers.relation_rows,
        "dates": layers.date_rows,
        "figures": layers.figure_rows,
        "items": layers.item_rows,
        "attendance": attendance_rows,
        "decisions": decision_rows,
        "votes": vote_rows,
        "actions": action_rows,
        "questions": question_rows,
        "findings": finding_rows,
    }
)


def document_rows(record: DocumentRecord) -> dict[str, list[Row]]:
    """The rows of one document.

    Args:
        record: the document; a failed one fills ``documents`` alone.

    Returns:
        Table name → rows, for every table of ``schema.DOCUMENT_TABLES``. A row has every column of its table in order;
        an unknown cell is None. Rows are in order of their place in the document.

    Raises:
        AnnotationError: a relation names a mark that is not there, or a mark reaches beyond the text.
    """
    seen = view(record)
    rows = {"documents": [layers.document_row(seen)]}
    for name, make in _MAKERS.items():
        rows[name] = make(seen) if record.status != "failed" else []
    return rows
