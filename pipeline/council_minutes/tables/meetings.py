"""What the aggregates need of the documents they are made from."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

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


class Orders:
    """Places in the run of documents that come in order, at four bytes each: a set of numbers takes many times more."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = array("I")

    def add(self, order: int) -> None:
        """Take in the document that the run is at; one that was taken in last is not counted again."""
        if not self._numbers or self._numbers[-1] != order:
            self._numbers.append(order)

    def merge(self, other: Orders) -> None:
        if len(other) > 0:
            self._numbers = array("I", sorted({*self._numbers, *other._numbers}))

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class Mention(NamedTuple):
    """Where something is mentioned first; sorts by day, document and offset."""

    day: date
    order: int
    start: int
    end: int
    entity_id: str
    doc_id: str
    url: str | None


@dataclass(slots=True)
class Seen:
    """Where something is mentioned: in which documents, how often, in which meetings, and first of all where."""

    orders: Orders = field(default_factory=Orders)
    mentions: int = 0
    first_meeting: date | None = None
    last_meeting: date | None = None
    first: Mention | None = None

    def add(self, meeting: Meeting, entity: Mapping[str, Any]) -> None:
        """Count a mention: a row of the entities table with ``entity_id``, ``start`` and ``end``."""
        self.orders.add(meeting.order)
        self.mentions += 1
        day = meeting.meeting_date
        if day is not None:
            self.first_meeting = day if self.first_meeting is None else min(day, self.first_meeting)
            self.last_meeting = day if self.last_meeting is None else max(day, self.last_meeting)
        place = (day if day is not None else date.max, meeting.order, entity["start"])
        if self.first is None or place < self.first[:3]:
            self.first = Mention(*place, entity["end"], entity["entity_id"], meeting.doc_id, meeting.url)

    def merge(self, other: Seen) -> None:
        self.orders.merge(other.orders)
        self.mentions += other.mentions
        days = [d for d in (self.first_meeting, other.first_meeting) if d is not None]
        self.first_meeting = min(days, default=None)
        days = [d for d in (self.last_meeting, other.last_meeting) if d is not None]
        self.last_meeting = max(days, default=None)
        if other.first is not None and (self.first is None or other.first[:3] < self.first[:3]):
            self.first = other.first

    def cells(self) -> Row:
        """The cells from ``first_meeting`` to ``end``."""
        first = self.first
        return {
            "first_meeting": self.first_meeting,
            "last_meeting": self.last_meeting,
            "documents": len(self.orders),
            "mentions": self.mentions,
            **{name: getattr(first, name, None) for name in ("url", "doc_id", "entity_id", "start", "end")},
        }
