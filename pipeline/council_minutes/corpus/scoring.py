"""Precision, recall and F1 of marks and relations.

Entities match exactly (label, start, end). Spans match by label and an intersection over union of at least a half, best
overlap first, one to one. Relations match where their heads and tails do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from council_minutes.annotations import Annotations, Mark
from council_minutes.labels import ENTITY_LABELS

#: Least intersection over union of two spans that count as the same.
RELAXED: Final = 0.5
EXACT: Final = 1.0

#: ``(label, start, end)``, half open, in any unit.
Extent = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class PRF:
    """Shares between 0 and 1; ``gold`` is the number there is to find."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass(slots=True)
class Tally:
    """Counts of what was found, what is gold and what is both, by label."""

    hit: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)

    def add(self, found: Iterable[str], gold: Iterable[str], hit: Iterable[str]) -> None:
        """Count the labels of one document."""
        self.found.update(found)
        self.gold.update(gold)
        self.hit.update(hit)

    def update(self, other: Tally) -> None:
        """Add another tally's counts."""
        self.add(other.found.elements(), other.gold.elements(), other.hit.elements())

    def labels(self) -> list[str]:
        """Every label seen, sorted."""
        return sorted(self.found | self.gold)

    def prf(self, label: str | None = None) -> PRF:
        """Scores of one label, or of all together (micro average)."""
        hit, found, gold = (
            counts.total() if label is None else counts[label] for counts in (self.hit, self.found, self.gold)
        )
        precision = hit / found if found else 0.0
        recall = hit / gold if gold else 0.0
        total = precision + recall
        return PRF(precision, recall, 2 * precision * recall / total if total else 0.0, gold)


def overlap(left: Extent, right: Extent) -> float:
    """Intersection over union of two extents; 0 where their labels differ."""
    shared = min(left[2], right[2]) - max(left[1], right[1])
    if left[0] != right[0] or shared <= 0:
        return 0.0
    return shared / (max(left[2], right[2]) - min(left[1], right[1]))


def match(found: Sequence[Extent], gold: Sequence[Extent], threshold: float) -> dict[int, int]:
    """Pair extents one to one, best overlap first: index in ``found`` -> index in ``gold``."""
    order = sorted(range(len(gold)), key=lambda g: gold[g][1])
    scored: list[tuple[float, int, int]] = []
    for f, extent in enumerate(found):
        for g in order:
            if gold[g][1] >= extent[2]:
                break
            value = overlap(extent, gold[g])
            if value >= threshold:
                scored.append((-value, f, g))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, f, g in sorted(scored):
        if f not in pairs and g not in taken:
            pairs[f] = g
            taken.add(g)
    return pairs


def tally_extents(found: Sequence[Extent], gold: Sequence[Extent], threshold: float) -> Tally:
    """Counts of one document's extents."""
    pairs = match(found, gold, threshold)
    tally = Tally()
    tally.add((e[0] for e in found), (e[0] for e in gold), (gold[g][0] for g in pairs.values()))
    return tally


@dataclass(slots=True)
class LayerScores:
    """Tallies of the three layers, and of span attributes on the spans that match."""

    entities: Tally = field(default_factory=Tally)
    entities_relaxed: Tally = field(default_factory=Tally)
    spans: Tally = field(default_factory=Tally)
    spans_exact: Tally = field(default_factory=Tally)
    relations: Tally = field(default_factory=Tally)
    attributes_asked: Counter[str] = field(default_factory=Counter)
    attributes_right: Counter[str] = field(default_factory=Counter)

    def update(self, other: LayerScores) -> None:
        """Add another document's counts."""
        for layer in ("entities", "entities_relaxed", "spans", "spans_exact", "relations"):
            getattr(self, layer).update(getattr(other, layer))
        self.attributes_asked.update(other.attributes_asked)
        self.attributes_right.update(other.attributes_right)


def _extents(marks: Iterable[Mark]) -> list[Extent]:
    return [(mark.label, mark.start, mark.end) for mark in marks]


def score_document(found: Annotations, gold: Annotations) -> LayerScores:
    """Compare one document's annotations with gold ones on the same text."""
    f_entities, g_entities = _extents(found.entities), _extents(gold.entities)
    f_spans, g_spans = _extents(found.spans), _extents(gold.spans)
    scores = LayerScores(
        entities=tally_extents(f_entities, g_entities, EXACT),
        entities_relaxed=tally_extents(f_entities, g_entities, RELAXED),
        spans=tally_extents(f_spans, g_spans, RELAXED),
        spans_exact=tally_extents(f_spans, g_spans, EXACT),
    )
    same: dict[str, Hashable] = {}
    for marks, others in ((found.entities, gold.entities), (found.spans, gold.spans)):
        for f, g in match(_extents(marks), _extents(others), RELAXED).items():
            same[marks[f].id] = others[g].id
            if marks[f].label not in ENTITY_LABELS:
                for name, value in others[g].attributes.items():
                    scores.attributes_asked[name] += 1
                    scores.attributes_right[name] += marks[f].attributes.get(name) == value
    wanted = {(r.name, r.head, r.tail) for r in gold.relations}
    seen = [(r.name, same.get(r.head), same.get(r.tail)) for r in found.relations]
    hits = [name for name, head, tail in set(seen) if (name, head, tail) in wanted]
    scores.relations.add((r[0] for r in seen), (r[0] for r in wanted), hits)
    return scores
