"""Annotated documents as spaCy Docs and back.

Entities stand in ``doc.ents``, categorised spans in ``doc.spans[SPANS_KEY]``, relations and attributes in the
extensions ``doc._.relations`` and ``doc._.attributes`` as plain lists, which DocBin can store.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from spacy.tokens import Doc, Span

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AlignmentError
from council_minutes.labels import ENTITY_LABELS

SPANS_KEY: Final = "minutes"

#: A mark by its label and tokens, half open: ``(label, start, end)``.
Key = tuple[str, int, int]

# Extensions hold [relation, head key, tail key, score] and [key, attribute, value]; None where a Doc has not got the
# layer.
for _name in ("relations", "attributes"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def key_of(span: Span) -> Key:
    """A mark's key in its Doc."""
    return (span.label_, span.start, span.end)


def unaligned(document: AnnotatedDocument, make_doc: Callable[[str], Doc]) -> list[Mark]:
    """The marks that do not start and end at token boundaries."""
    doc = make_doc(document.text)
    return [mark for mark in document.annotations.marks() if doc.char_span(mark.start, mark.end) is None]


def to_doc(document: AnnotatedDocument, make_doc: Callable[[str], Doc]) -> Doc:
    """A Doc with the document's annotations as its reference.

    Raises:
        AlignmentError: a mark does not fit the token boundaries.
    """
    doc = make_doc(document.text)
    found: dict[str, Span] = {}
    for mark in document.annotations.marks():
        span = doc.char_span(mark.start, mark.end, label=mark.label)
        if span is None:
            quote = document.text[mark.start : mark.end]
            raise AlignmentError(
                document.key,
                f"{mark.label} {quote!r} at {mark.start} cuts a token",
                "Move its boundary, or teach the tokenizer",
            )
        found[mark.id] = span
    doc.set_ents([span for span in found.values() if span.label_ in ENTITY_LABELS])
    doc.spans[SPANS_KEY] = [span for span in found.values() if span.label_ not in ENTITY_LABELS]
    doc._.relations = [
        [relation.name, key_of(found[relation.head]), key_of(found[relation.tail]), relation.score]
        for relation in document.annotations.relations
    ]
    doc._.attributes = [
        [key_of(found[mark.id]), name, value]
        for mark in document.annotations.marks()
        for name, value in mark.attributes.items()
    ]
    return doc


def from_doc(doc: Doc) -> Annotations:
    """What a pipeline marked in a Doc; ids are ``e0``, ``e1``, ... for entities and ``s0``, ... for spans, in order."""
    scores = doc.spans[SPANS_KEY].attrs.get("scores") if SPANS_KEY in doc.spans else None
    spans = list(doc.spans.get(SPANS_KEY, ()))
    attributes: dict[Key, dict[str, str]] = {}
    for key, name, value in doc._.attributes or ():
        attributes.setdefault(tuple(key), {})[name] = value
    numbered = [(span, None if scores is None else float(scores[i])) for i, span in enumerate(spans)]
    numbered.sort(key=lambda pair: (pair[0].start, -pair[0].end, pair[0].label_))
    ids: dict[Key, str] = {}

    def mark(span: Span, identifier: str, score: float | None) -> Mark:
        ids[key_of(span)] = identifier
        values = MappingProxyType(attributes.get(key_of(span), {}))
        return Mark(identifier, span.label_, span.start_char, span.end_char, score, values)

    entity_marks = tuple(mark(span, f"e{i}", None) for i, span in enumerate(doc.ents))
    span_marks = tuple(mark(span, f"s{i}", score) for i, (span, score) in enumerate(numbered))
    relations = tuple(
        Relation(name, ids[tuple(head)], ids[tuple(tail)], score) for name, head, tail, score in doc._.relations or ()
    )
    return Annotations(entity_marks, span_marks, relations)
