"""How much of what an annotation set holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.splits import part_of

#: Attributes of ``<minutes>`` by which documents are counted.
KINDS: Final = ("style", "committee", "nation", "type")
#: Stands for a document that lacks an attribute.
NOT_SAID: Final = "(not said)"


@dataclass(slots=True)
class Stats:
    """Counts of an annotation set.

    Attributes:
        documents, words: words are what stands between white space.
        councils: documents by host council.
        marks, relations, attributes: by label, by relation, and by ``name=value``.
        kinds: documents by value of each of ``KINDS``.
        parts: documents by the side they train, steer or test on; part_words and part_marks likewise.
    """

    documents: int = 0
    words: int = 0
    councils: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})
    parts: Counter[str] = field(default_factory=Counter)
    part_words: Counter[str] = field(default_factory=Counter)
    part_marks: dict[str, Counter[str]] = field(default_factory=dict)


def count(documents: Iterable[AnnotatedDocument]) -> Stats:
    """Count a set's documents, marks, relations and splits."""
    stats = Stats()
    for document in documents:
        words = len(document.text.split())
        part = part_of(document.council)
        labels = [mark.label for mark in document.annotations.marks()]
        stats.documents += 1
        stats.words += words
        stats.councils[document.council] += 1
        stats.marks.update(labels)
        stats.relations.update(relation.name for relation in document.annotations.relations)
        for mark in document.annotations.marks():
            stats.attributes.update(f"{name}={value}" for name, value in mark.attributes.items())
        for kind in KINDS:
            stats.kinds[kind][document.meta.get(kind, NOT_SAID)] += 1
        stats.parts[part] += 1
        stats.part_words[part] += words
        stats.part_marks.setdefault(part, Counter()).update(labels)
    return stats
