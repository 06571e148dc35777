"""How well a pipeline reads documents that people have annotated."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.language import Language

from council_minutes.annotations import Annotations
from council_minutes.corpus.docs import from_doc
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.scoring import LayerScores, score_document

#: Documents are drawn again this many times for a confidence interval.
RESAMPLES: Final = 1000
#: Share of the resamples that the interval holds.
CONFIDENCE: Final = 0.95
LAYERS: Final = ("entities", "spans", "relations")


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document's counts."""

    key: str
    council: str
    scores: LayerScores


def annotate(nlp: Language, documents: Sequence[AnnotatedDocument]) -> list[Annotations]:
    """What the pipeline marks in the documents' bare text."""
    return [from_doc(doc) for doc in nlp.pipe(document.text for document in documents)]


def evaluate(nlp: Language, documents: Sequence[AnnotatedDocument]) -> list[DocumentScore]:
    """Run a pipeline over documents and compare with their annotations."""
    found = annotate(nlp, documents)
    return [
        DocumentScore(document.key, document.council, score_document(marks, document.annotations))
        for document, marks in zip(documents, found, strict=True)
    ]


def total(scores: Iterable[DocumentScore]) -> LayerScores:
    """All documents' counts together (micro average)."""
    summed = LayerScores()
    for score in scores:
        summed.update(score.scores)
    return summed


def resampled_f1(scores: Sequence[DocumentScore], seed: int = 0) -> dict[str, list[float]]:
    """Each layer's F1 on documents drawn with replacement, ``RESAMPLES`` times; empty where there are no documents.

    For the same seed and number of documents the same places are drawn, so that two models' values are pairs.
    """
    generator = random.Random(seed)
    counts = {
        layer: [
            (tally.hit.total(), tally.found.total(), tally.gold.total())
            for tally in (getattr(score.scores, layer) for score in scores)
        ]
        for layer in LAYERS
    }
    values: dict[str, list[float]] = {layer: [] for layer in LAYERS}
    for _ in range(RESAMPLES if scores else 0):
        drawn = generator.choices(range(len(scores)), k=len(scores))
        for layer in LAYERS:
            hit, found, gold = (sum(counts[layer][i][part] for i in drawn) for part in range(3))
            values[layer].append(2 * hit / (found + gold) if found + gold else 0.0)
    return values


def interval(values: Iterable[float]) -> tuple[float, float]:
    """The range that holds the middle ``CONFIDENCE`` of the values."""
    ordered = sorted(values)
    tail = (1.0 - CONFIDENCE) / 2
    last = len(ordered) - 1
    return ordered[int(tail * last)], ordered[int((1.0 - tail) * last)]


def confidence_intervals(scores: Sequence[DocumentScore], seed: int = 0) -> dict[str, tuple[float, float]]:
    """Bootstrap intervals of each layer's F1 (see :func:`resampled_f1`)."""
    return {layer: interval(values) for layer, values in resampled_f1(scores, seed).items() if values}
