"""Which documents to annotate next: those a pipeline is unsure of, and that are unlike one another.

Greedy: each choice takes the document with the largest product of four factors: its doubt, how unlike the chosen ones
it is, and a share that falls with the number chosen of its council and of its shape. The result follows from the
documents alone, not from the order in which an archive has them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from council_minutes.components.arrays import Floats2d
from council_minutes.components.uncertainty import Uncertainty
from council_minutes.learn.pool import Candidate

#: Tokens' worth of the archive's mean doubt that every document is given, so that a few odd words do not make the mean
#: of a short document.
PRIOR_TOKENS: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A document to annotate.

    Attributes:
        uncertainty: bits a token, drawn towards the archive's mean where the document is short.
        times_mean: the same, in units of the archive's mean.
        layer: ``entities`` or ``spans``: of which its doubt lies further above the archive's.
        novelty: 1 minus the cosine to the nearest document chosen before, of centred vectors, 0 to 1; None of the
            first.
        of_council, of_shape: how many of its council and of its shape are chosen with it, itself included.
    """

    candidate: Candidate
    uncertainty: float
    times_mean: float
    layer: str
    novelty: float | None
    of_council: int
    of_shape: int

    @property
    def why(self) -> str:
        """The factors in words."""
        council = "unknown council" if self.candidate.council is None else "its council"
        unlike = "" if self.novelty is None else f"{self.novelty:.2f} unlike those before; "
        return (
            f"{self.times_mean:.2f} times the mean doubt, above all about {self.layer}; {unlike}"
            f"number {self.of_council} of {council}, number {self.of_shape} with {self.candidate.shape}"
        )


def choose(candidates: Iterable[Candidate], number: int, done: frozenset[str] = frozenset()) -> list[Choice]:
    """The documents to annotate next, the most worthwhile first; fewer than ``number`` where there are fewer.

    Args:
        done: digests of texts that are annotated already: never chosen, and what resembles them is worth less.
    """
    pool = sorted(candidates, key=lambda candidate: (candidate.digest, candidate.source))
    if not pool:
        return []
    mean = _mean(pool)
    doubts = np.array([_drawn(candidate.doubt, mean) for candidate in pool])
    vectors = _unit_vectors(pool)
    novelty = np.ones(len(pool))
    councils: Counter[str | None] = Counter()
    shapes: Counter[str] = Counter()
    free = np.ones(len(pool), dtype=bool)

    def take(index: int) -> None:
        free[index] = False
        councils[pool[index].council] += 1
        shapes[pool[index].shape] += 1
        np.minimum(novelty, np.clip(1.0 - vectors @ vectors[index], 0.0, 1.0), out=novelty)

    for index, candidate in enumerate(pool):
        if candidate.digest in done:
            take(index)
    choices: list[Choice] = []
    while len(choices) < number and free.any():
        shares = np.array([1 / ((1 + councils[c.council]) * (1 + shapes[c.shape])) for c in pool])
        best = int(np.where(free, doubts * novelty * shares, -1.0).argmax())
        unlike = None if councils.total() == 0 else float(novelty[best])
        take(best)
        chosen = pool[best]
        choices.append(
            Choice(
                candidate=chosen,
                uncertainty=float(doubts[best]),
                times_mean=_ratio(float(doubts[best]), mean.bits),
                layer=_layer(chosen.doubt, mean),
                novelty=unlike,
                of_council=councils[chosen.council],
                of_shape=shapes[chosen.shape],
            )
        )
    return choices


def _mean(pool: Sequence[Candidate]) -> Uncertainty:
    """The archive's doubt, every token counting once."""
    tokens = sum(candidate.doubt.tokens for candidate in pool)
    entities = math.fsum(candidate.doubt.entities * candidate.doubt.tokens for candidate in pool)
    spans = math.fsum(candidate.doubt.spans * candidate.doubt.tokens for candidate in pool)
    return Uncertainty(_ratio(entities, tokens), _ratio(spans, tokens), tokens)


def _drawn(doubt: Uncertainty, mean: Uncertainty) -> float:
    return (doubt.bits * doubt.tokens + PRIOR_TOKENS * mean.bits) / (doubt.tokens + PRIOR_TOKENS)


def _layer(doubt: Uncertainty, mean: Uncertainty) -> str:
    return "entities" if _ratio(doubt.entities, mean.entities) > _ratio(doubt.spans, mean.spans) else "spans"


def _ratio(value: float, of: float) -> float:
    return value / of if of else 0.0


def _unit_vectors(pool: Sequence[Candidate]) -> Floats2d:
    """Vectors around the archive's mean, of length 1: any two documents have most of their direction in common."""
    vectors = np.stack([candidate.vector for candidate in pool]).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats2d = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit
