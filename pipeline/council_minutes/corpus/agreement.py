"""How far two annotations of the same texts agree, and where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.scoring import EXACT, RELAXED, LayerScores, match, score_document
from council_minutes.errors import AnnotationError

Kind = Literal["entity", "span", "extent", "attributes", "relation"]

#: Characters of text shown on either side of a disagreement.
CONTEXT: Final = 40


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where two annotations differ.

    Attributes:
        key: the document.
        kind: ``entity`` or ``span``: a mark without its like; ``extent``: the same span with other ends;
            ``attributes``: the same mark with other attributes; ``relation``: a relation without its like.
        start, end: the stretch of text it is about.
        first, second: each annotation's reading in words; empty where it has none.
        context: the stretch between ``«`` and ``»``, with the text around it on one line.
    """

    key: str
    kind: Kind
    start: int
    end: int
    first: str
    second: str
    context: str


@dataclass(slots=True)
class Agreement:
    """Scores of the second set against the first (F1 is the same the other way round), and every difference."""

    scores: LayerScores = field(default_factory=LayerScores)
    documents: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which marks of two annotations are the same: ids of the first to ids of the second."""

    exact: dict[str, str]
    relaxed: dict[str, str]


def pair_marks(first: Annotations, second: Annotations) -> Pairing:
    """Pair marks one to one: exactly, and spans also by an intersection over union of at least a half."""
    exact: dict[str, str] = {}
    relaxed: dict[str, str] = {}
    layers = ((first.entities, second.entities, EXACT), (first.spans, second.spans, RELAXED))
    for left, right, threshold in layers:
        extents = ([(m.label, m.start, m.end) for m in left], [(m.label, m.start, m.end) for m in right])
        for pairs, least in ((exact, EXACT), (relaxed, threshold)):
            pairs.update({left[f].id: right[s].id for f, s in match(*extents, least).items()})
    return Pairing(exact, relaxed)


def pair_documents(
    first: Iterable[AnnotatedDocument], second: Iterable[AnnotatedDocument]
) -> tuple[list[tuple[AnnotatedDocument, AnnotatedDocument]], tuple[str, ...], tuple[str, ...]]:
    """Pair two sets by key.

    Returns:
        The pairs in order of key, the keys only in the first set, the keys only in the second.

    Raises:
        AnnotationError: the text of a document is not the same in both, or no document is in both.
    """
    left = {document.key: document for document in first}
    right = {document.key: document for document in second}
    pairs = [(left[key], right[key]) for key in sorted(left.keys() & right.keys())]
    if not pairs:
        raise AnnotationError("the two sets", "have no document in common", "Name two annotations of the same texts")
    for one, other in pairs:
        if one.text != other.text:
            at = next(
                (i for i, (a, b) in enumerate(zip(one.text, other.text, strict=False)) if a != b),
                min(len(one.text), len(other.text)),
            )
            cause = f"the text differs from character {at}: {one.text[at : at + 20]!r}, {other.text[at : at + 20]!r}"
            raise AnnotationError(one.key, cause, "Only annotations of the same text can be compared")
    return pairs, tuple(sorted(left.keys() - right.keys())), tuple(sorted(right.keys() - left.keys()))


def compare(first: Iterable[AnnotatedDocument], second: Iterable[AnnotatedDocument]) -> Agreement:
    """Compare two annotations of the same texts.

    Entities agree exactly, spans by an intersection over union of at least a half, relations where their ends do.

    Raises:
        AnnotationError: as :func:`pair_documents`.
    """
    pairs, only_first, only_second = pair_documents(first, second)
    agreement = Agreement(only_first=only_first, only_second=only_second)
    for one, other in pairs:
        agreement.documents += 1
        agreement.scores.update(score_document(other.annotations, one.annotations))
        agreement.disagreements += disagreements(one, other)
    return agreement


def disagreements(one: AnnotatedDocument, other: AnnotatedDocument) -> list[Disagreement]:
    """Where two annotations of one text differ, in order of the text."""
    text = one.text
    pairing = pair_marks(one.annotations, other.annotations)
    found: list[Disagreement] = []

    def add(kind: Kind, start: int, end: int, first: str, second: str) -> None:
        found.append(Disagreement(one.key, kind, start, end, first, second, context(text, start, end)))

    layers: tuple[tuple[Kind, Sequence[Mark], Sequence[Mark]], ...] = (
        ("entity", one.annotations.entities, other.annotations.entities),
        ("span", one.annotations.spans, other.annotations.spans),
    )
    for kind, left, right in layers:
        alone = [mark for mark in right if mark.id not in pairing.relaxed.values()]
        for mark in left:
            if mark.id in pairing.relaxed:
                continue
            rival = next((m for m in alone if m.start < mark.end and mark.start < m.end), None)
            if rival is None:
                add(kind, mark.start, mark.end, describe(mark, text), "")
            else:
                alone.remove(rival)
                start, end = min(mark.start, rival.start), max(mark.end, rival.end)
                add(kind, start, end, describe(mark, text), describe(rival, text))
        for mark in alone:
            add(kind, mark.start, mark.end, "", describe(mark, text))
    right_by_id = {mark.id: mark for mark in other.annotations.marks()}
    for mark in one.annotations.marks():
        if mark.id not in pairing.relaxed:
            continue
        like = right_by_id[pairing.relaxed[mark.id]]
        if mark.id not in pairing.exact:
            start, end = min(mark.start, like.start), max(mark.end, like.end)
            add("extent", start, end, describe(mark, text), describe(like, text))
        if mark.attributes != like.attributes:
            add("attributes", mark.start, mark.end, *(f"{m.label} {_listed(m)}" for m in (mark, like)))
    for relation, holder, is_first in lone_relations(one.annotations, other.annotations, pairing):
        marks = {mark.id: mark for mark in holder.marks()}
        head, tail = marks[relation.head], marks[relation.tail]
        reading = f"{describe(head, text)} {relation.name} {describe(tail, text)}"
        add("relation", head.start, head.end, *((reading, "") if is_first else ("", reading)))
    return sorted(found, key=lambda d: (d.start, d.end, d.kind))


def lone_relations(
    first: Annotations, second: Annotations, pairing: Pairing
) -> Iterable[tuple[Relation, Annotations, bool]]:
    """Relations without their like: each with the annotations it is of, and whether those are the first."""
    theirs = {(r.name, r.head, r.tail) for r in second.relations}
    shared = set()
    for relation in first.relations:
        like = (relation.name, pairing.relaxed.get(relation.head, ""), pairing.relaxed.get(relation.tail, ""))
        if like in theirs:
            shared.add(like)
        else:
            yield relation, first, True
    for relation in second.relations:
        if (relation.name, relation.head, relation.tail) not in shared:
            yield relation, second, False


def describe(mark: Mark, text: str) -> str:
    """A mark as its label and quoted words, cut in the middle where they are long."""
    words = " ".join(text[mark.start : mark.end].split())
    shown = words if len(words) <= 2 * CONTEXT else f"{words[:CONTEXT]} … {words[-CONTEXT:]}"
    return f"{mark.label} “{shown}”"


def context(text: str, start: int, end: int) -> str:
    """``text[start:end]`` between « and », with what stands around it, on one line."""
    before = ("…" if start > CONTEXT else "") + text[max(0, start - CONTEXT) : start]
    after = text[end : end + CONTEXT] + ("…" if end + CONTEXT < len(text) else "")
    return " ".join(f"{before}«{text[start:end]}»{after}".split())


def _listed(mark: Mark) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(mark.attributes.items())) or "without attributes"
