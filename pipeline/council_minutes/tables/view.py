"""One document with everything its rows need worked out once: ids, extents, links and values.

All the modules that make rows read a ``DocumentView`` and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from council_minutes.annotations import Mark, Relation
from council_minutes.errors import AnnotationError
from council_minutes.tables.items import Item, find_items
from council_minutes.tables.linking import Links, link_document
from council_minutes.tables.record import DocumentRecord
from council_minutes.text import sentences
from council_minutes.values.dates import DateValue, parse_date
from council_minutes.values.figures import FigureValue, parse_figure

_AROUND = 80  # code points on either side of a figure in which its comparator and unit may stand


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A record and what follows from it.

    Attributes:
        record: the document.
        doc_id: its id.
        entities, spans: its marks, each extent and label once, in order of (start, -end, label).
        relations: each relation once, in order of its head's and tail's place.
        ids: mark id of the annotations → id in the tables.
        tails: (relation, mark id of the head) → marks of the tails, best score first, then in order of place.
        scores: (relation, mark id of the head, mark id of the tail) → the model's confidence; None where it has none.
        sentences: extents of the sentences.
        items: agenda items in order.
        links: what the mentions mean, and the hosts.
        dates, figures: mark id → value, where there is one.
    """

    record: DocumentRecord
    doc_id: str
    entities: Sequence[Mark]
    spans: Sequence[Mark]
    relations: Sequence[Relation]
    ids: Mapping[str, str]
    tails: Mapping[tuple[str, str], Sequence[Mark]]
    scores: Mapping[tuple[str, str, str], float | None]
    sentences: Sequence[tuple[int, int]]
    items: Sequence[Item]
    links: Links
    dates: Mapping[str, DateValue]
    figures: Mapping[str, FigureValue]

    def text(self, mark: Mark) -> str:
        return self.record.text[mark.start : mark.end]

    def spans_of(self, *labels: str) -> list[Mark]:
        return [span for span in self.spans if span.label in labels]

    def tail(self, relation: str, head: Mark) -> Mark | None:
        """The best tail of a relation, None where the head has none."""
        found = self.tails.get((relation, head.id))
        return found[0] if found else None


def view(record: DocumentRecord) -> DocumentView:
    """Work out what the rows of a document need.

    Raises:
        AnnotationError: a relation names a mark that is not there, or a mark reaches beyond the text.
    """
    _check(record)
    doc_id = record.doc_id
    kept: dict[str, Mark] = {}  # id in the tables → mark
    ids: dict[str, str] = {}
    for mark in record.annotations.marks():
        ids[mark.id] = f"{doc_id}-{mark.start}-{mark.end}-{mark.label.lower()}"
        kept.setdefault(ids[mark.id], mark)
    entities = _in_order(kept[key] for key in dict.fromkeys(ids[mark.id] for mark in record.annotations.entities))
    spans = _in_order(kept[key] for key in dict.fromkeys(ids[mark.id] for mark in record.annotations.spans))
    same = {mark_id: kept[key] for mark_id, key in ids.items()}
    relations = _each_once(record.annotations.relations, same)
    tails: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for relation in sorted(relations, key=lambda r: -1.0 if r.score is None else -r.score):
        tails[relation.name, relation.head].append(same[relation.tail])
    links = link_document(record, entities, tails)
    text = record.text
    dates = (
        (e.id, parse_date(text[e.start : e.end], anchor=links.meeting_date)) for e in entities if e.label == "DATE"
    )
    figures = ((e.id, _figure(text, e)) for e in entities if e.label == "FIGURE")
    return DocumentView(
        record,
        doc_id,
        entities,
        spans,
        relations,
        ids,
        tails,
        {(relation.name, relation.head, relation.tail): relation.score for relation in relations},
        sentences(text),
        find_items(text),
        links,
        {key: value for key, value in dates if value is not None},
        {key: value for key, value in figures if value is not None},
    )


def _check(record: DocumentRecord) -> None:
    marks = {mark.id: mark for mark in record.annotations.marks()}
    length = len(record.text)
    for mark in marks.values():
        if not 0 <= mark.start < mark.end <= length:
            cause = f"{mark.label} at {mark.start}-{mark.end} reaches beyond the text of {length} characters"
            raise AnnotationError(record.source, cause, "Annotate the text that the record holds")
    for relation in record.annotations.relations:
        if relation.head not in marks or relation.tail not in marks:
            cause = f"{relation.name} joins {relation.head} and {relation.tail}, and one of them is no mark"
            raise AnnotationError(record.source, cause, "Leave the relation out, or the mark in")


def _in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.label)))


def _each_once(relations: Iterable[Relation], marks: Mapping[str, Mark]) -> tuple[Relation, ...]:
    """The relations between the kept marks, of equal ones the first, in order of head and tail."""
    found: dict[tuple[str, str, str], Relation] = {}
    for relation in relations:
        head, tail = marks[relation.head].id, marks[relation.tail].id
        found.setdefault((relation.name, head, tail), Relation(relation.name, head, tail, relation.score))
    return tuple(sorted(found.values(), key=lambda r: _place(marks[r.head], marks[r.tail], r.name)))


def _place(head: Mark, tail: Mark, name: str) -> tuple[int, int, str, int, int, str, str]:
    return head.start, -head.end, head.label, tail.start, -tail.end, tail.label, name


def _figure(text: str, mark: Mark) -> FigureValue | None:
    before = text[max(0, mark.start - _AROUND) : mark.start]
    return parse_figure(text[mark.start : mark.end], before=before, after=text[mark.end : mark.end + _AROUND])
