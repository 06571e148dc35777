"""What is marked in one document, as plain data: entities, spans and relations.

Offsets are Unicode code points into the document's text, half open: ``text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType


def _no_attributes() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch of text: an entity mention or a categorised span.

    Attributes:
        id: unique among the marks of the document.
        label: one of ``labels.ENTITY_LABELS`` or ``labels.SPAN_LABELS``.
        start, end: code points, half open, ``start < end``.
        score: the model's confidence between 0 and 1; None where a person marked it or the model gives none.
        attributes: ``direction``, ``against``, ``stands`` where stated.
    """

    id: str
    label: str
    start: int
    end: int
    score: float | None = None
    attributes: Mapping[str, str] = field(default_factory=_no_attributes)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation from the mark with id ``head`` to the mark with id ``tail``."""

    name: str
    head: str
    tail: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Annotations:
    """All three layers of one document; entities and spans in order of (start, -end)."""

    entities: tuple[Mark, ...] = ()
    spans: tuple[Mark, ...] = ()
    relations: tuple[Relation, ...] = ()

    def marks(self) -> Iterator[Mark]:
        """Entities first, then spans."""
        yield from self.entities
        yield from self.spans


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What a document, or the metadata beside it, says of itself; None where it does not say."""

    title: str | None = None
    council: str | None = None
    body: str | None = None
    meeting_date: date | None = None
    url: str | None = None
