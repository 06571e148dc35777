"""Two annotations of the same texts made into one: what both say is kept, the rest is listed for a person to settle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.agreement import Disagreement, disagreements, pair_documents, pair_marks
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.labels import ENTITY_LABELS


@dataclass(frozen=True, slots=True)
class Adjudication:
    """The merged documents, what a person has to settle, and the keys of documents that only one set has."""

    documents: tuple[AnnotatedDocument, ...]
    open_questions: tuple[Disagreement, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def adjudicate(first: Iterable[AnnotatedDocument], second: Iterable[AnnotatedDocument]) -> Adjudication:
    """Merge two annotations of the same texts.

    Kept are entities with the same label and extent, spans with the same label and an intersection over union of at
    least a half (the shorter of the two, as the guidelines prefer), attributes both give, and relations both give
    between marks that are kept. Documents that only one set has are left out.

    Raises:
        AnnotationError: as ``agreement.pair_documents``.
    """
    pairs, only_first, only_second = pair_documents(first, second)
    merged = tuple(_merge(one, other) for one, other in pairs)
    questions = tuple(question for one, other in pairs for question in disagreements(one, other))
    return Adjudication(merged, questions, only_first, only_second)


def _merge(one: AnnotatedDocument, other: AnnotatedDocument) -> AnnotatedDocument:
    pairing = pair_marks(one.annotations, other.annotations)
    likes = {mark.id: mark for mark in other.annotations.marks()}
    kept: list[Mark] = []
    loose: list[tuple[Mark, Mark]] = []
    for mark in one.annotations.marks():
        if mark.id in pairing.exact:
            like = likes[pairing.exact[mark.id]]
            kept.append(_with_common_attributes(mark, like))
        elif mark.id in pairing.relaxed:
            loose.append((mark, likes[pairing.relaxed[mark.id]]))
    for mark, like in loose:
        readings = sorted((mark, like), key=lambda m: m.end - m.start)
        fitting = next((m for m in readings if not any(_crosses(m, k) for k in kept)), None)
        if fitting is not None:
            kept.append(replace(_with_common_attributes(mark, like), start=fitting.start, end=fitting.end))
    ids = {mark.id for mark in kept}
    theirs = {(relation.name, relation.head, relation.tail) for relation in other.annotations.relations}
    relations = tuple(
        Relation(relation.name, relation.head, relation.tail)
        for relation in one.annotations.relations
        if relation.head in ids
        and relation.tail in ids
        and (relation.name, pairing.relaxed[relation.head], pairing.relaxed[relation.tail]) in theirs
    )
    kept.sort(key=lambda mark: (mark.start, -mark.end))
    annotations = Annotations(
        tuple(mark for mark in kept if mark.label in ENTITY_LABELS),
        tuple(mark for mark in kept if mark.label not in ENTITY_LABELS),
        relations,
    )
    return replace(one, annotations=annotations)


def _with_common_attributes(mark: Mark, like: Mark) -> Mark:
    common = {name: value for name, value in mark.attributes.items() if like.attributes.get(name) == value}
    return replace(mark, attributes=MappingProxyType(common))


def _crosses(left: Mark, right: Mark) -> bool:
    return left.start < right.start < left.end < right.end or right.start < left.start < right.end < left.end


def as_markdown(adjudication: Adjudication, first: str, second: str) -> str:
    """What a person has to settle, document by document.

    Args:
        first, second: what to call the two annotations.
    """
    lines = [
        "# To settle",
        "",
        f"{len(adjudication.documents)} documents merged from {first} and {second}; "
        f"{len(adjudication.open_questions)} places where they differ. Settle each in the document's file in this",
        "folder, then run `minutes annotations check` on the folder. The words in question stand between « and ».",
    ]
    for key, group in groupby(adjudication.open_questions, key=lambda question: question.key):
        lines += ["", f"## {key}.xml", ""]
        for question in group:
            lines += [
                f"- [ ] {question.kind}, character {question.start}: {question.context}",
                f"    - {first}: {question.first or 'nothing'}",
                f"    - {second}: {question.second or 'nothing'}",
            ]
            if question.kind == "extent":
                lines.append("    - in the file: the shorter, unless it crosses another mark")
    for name, keys in ((first, adjudication.only_first), (second, adjudication.only_second)):
        if keys:
            lines += ["", f"## Only in {name}, left out", "", *(f"- {key}" for key in keys)]
    return "\n".join(lines) + "\n"
