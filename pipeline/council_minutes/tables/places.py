"""Cells that many tables share: whose meeting it was, where the words stand, and who is meant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from council_minutes.annotations import Mark
from council_minutes.tables.columns import Row
from council_minutes.tables.items import Item
from council_minutes.tables.view import DocumentView


def meeting_cells(view: DocumentView) -> Row:
    """``council_code``, ``council``, ``body`` and ``meeting_date``."""
    links = view.links
    return {
        "council_code": links.council_code,
        "council": links.council,
        "body": links.body,
        "meeting_date": links.meeting_date,
    }


def place_cells(view: DocumentView, span: Mark) -> Row:
    """The item a span stands under, its document and its offsets."""
    item = item_at(view, span.start)
    return {
        "item_number": item.number if item is not None else None,
        "item_title": item.title if item is not None else None,
        "item_id": item_id(view, item) if item is not None else None,
        "url": view.record.meta.url,
        "doc_id": view.doc_id,
        "span_id": view.ids[span.id],
        "start": span.start,
        "end": span.end,
    }


def item_at(view: DocumentView, offset: int) -> Item | None:
    """The item that holds ``offset``; None before the first."""
    index = bisect_right(view.items, offset, key=lambda item: item.start) - 1
    return view.items[index] if index >= 0 else None


def item_id(view: DocumentView, item: Item) -> str:
    return f"{view.doc_id}-{item.start}-{item.end}-item"


def attributes(mark: Mark) -> Row:
    """``direction``, ``against`` and ``stands`` of a mark."""
    return {name: mark.attributes.get(name) for name in ("direction", "against", "stands")}


def parties_cells(view: DocumentView, column: str, relation: str, head: Mark) -> Row:
    """Names and ids of the tails of a relation in order of their place; a role by its words; ``; `` between several."""
    return named_cells(view, column, parties(view, relation, head))


def parties(view: DocumentView, relation: str, head: Mark) -> Sequence[Mark]:
    """The tails of a relation in order of their place."""
    return sorted(view.tails.get((relation, head.id), ()), key=lambda mark: mark.start)


def named_cells(view: DocumentView, column: str, marks: Sequence[Mark]) -> Row:
    """Names and ids of marks in their order; a role by its words; ``; `` between several."""
    names: dict[str, str | None] = {}
    for party in marks:
        meaning = view.links.meanings.get(party.id)
        name = meaning.name if meaning is not None and party.label != "ROLE" else one_line(view.text(party))
        names.setdefault(name, meaning.id if meaning is not None else None)
    ids = [party_id for party_id in names.values() if party_id is not None]
    return {column: "; ".join(names) if names else None, f"{column}_id": "; ".join(ids) if ids else None}


def due_cells(view: DocumentView, head: Mark) -> Row:
    """``due`` and ``due_text`` of a decision or action."""
    mark = view.tail("DUE", head)
    value = view.dates.get(mark.id) if mark is not None else None
    return {
        "due": value.end if value is not None else None,
        "due_text": view.text(mark) if mark is not None else None,
    }


def one_line(text: str) -> str:
    """White space collapsed, so that a name broken over lines is one name."""
    return " ".join(text.split())
