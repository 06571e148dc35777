"""What the aggregates need of the documents they are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from council_minutes.tables.columns import Row
from council_minutes.values.names import slug


@dataclass(frozen=True, slots=True)
class Meeting:
    """A document's meeting.

    Attributes:
        doc_id: the document.
        order: its place in the run, counted from 0.
        council_key: what stands for its council in ids, as in ``linking.Links``.
        council_code, council, meeting_date, url: as in the documents table.
    """

    doc_id: str
    order: int
    council_key: str
    council_code: str | None
    council: str | None
    meeting_date: date | None
    url: str | None


def council_key_of(doc_id: str, code: str | None, council: str | None) -> str:
    """GSS code, else the name as a slug, else the document's own id: people of unknown councils are not joined."""
    if code is not None:
        return code
    return slug(council) if council is not None else doc_id


@dataclass(slots=True)
class Seen:
    """Where something is mentioned: in which documents, how often, in which meetings, and first of all where."""

    orders: set[int] = field(default_factory=set)
    mentions: int = 0
    first_meeting: date | None = None
    last_meeting: date | None = None
    first: tuple[date, int, int] | None = None
    first_row: Row = field(default_factory=dict)

    def add(self, meeting: Meeting, entity: Mapping[str, Any]) -> None:
        """Count a mention: a row of the entities table with ``entity_id``, ``start`` and ``end``."""
        self.orders.add(meeting.order)
        self.mentions += 1
        day = meeting.meeting_date
        if day is not None:
            self.first_meeting = day if self.first_meeting is None else min(day, self.first_meeting)
            self.last_meeting = day if self.last_meeting is None else max(day, self.last_meeting)
        place = (day if day is not None else date.max, meeting.order, entity["start"])
        if self.first is None or place < self.first:
            self.first = place
            self.first_row = {
                "url": meeting.url,
                "doc_id": meeting.doc_id,
                "entity_id": entity["entity_id"],
                "start": entity["start"],
                "end": entity["end"],
            }

    def merge(self, other: Seen) -> None:
        self.orders |= other.orders
        self.mentions += other.mentions
        days = [d for d in (self.first_meeting, other.first_meeting) if d is not None]
        self.first_meeting = min(days, default=None)
        days = [d for d in (self.last_meeting, other.last_meeting) if d is not None]
        self.last_meeting = max(days, default=None)
        if other.first is not None and (self.first is None or other.first < self.first):
            self.first, self.first_row = other.first, other.first_row

    def cells(self) -> Row:
        """The cells from ``first_meeting`` to ``end``."""
        return {
            "first_meeting": self.first_meeting,
            "last_meeting": self.last_meeting,
            "documents": len(self.orders),
            "mentions": self.mentions,
            **self.first_row,
        }
