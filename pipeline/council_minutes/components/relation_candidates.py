"""Which pairs of marks are asked for a relation, and what is told of each pair besides the words.

A pair is a candidate where the guidelines allow a relation from the head's label to the tail's and the tail stands
inside the head, or among the nearest of its label before or after it. The reach of each relation was read off the
annotated corpus (farthest rank and gap of 99 in 100 gold relations, with room for lists of 80 names).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from spacy.tokens import Doc

from council_minutes.components.arrays import Bools2d, Floats2d, Ints1d
from council_minutes.components.wordpieces import per_word, token_starts
from council_minutes.corpus.docs import Key
from council_minutes.labels import ENTITY_LABELS, RELATIONS, SPAN_LABELS
from council_minutes.text import sentences

RELATION_NAMES: Final = tuple(RELATIONS)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a tail may be from its head: ``before`` and ``after`` count tails of its label, ``gap`` counts tokens."""

    before: int
    after: int
    gap: int


_VOTES: Final = Reach(90, 90, 1000)
REACH: Final = {
    "HOLDS": Reach(4, 3, 400),
    "OF": Reach(2, 2, 30),
    "VALUE_OF": Reach(3, 3, 80),
    "ABOUT": Reach(2, 2, 100),
    "AS_OF": Reach(3, 3, 80),
    "MADE_BY": Reach(2, 2, 170),
    "OWNED_BY": Reach(2, 2, 80),
    "DUE": Reach(1, 2, 30),
    "PROPOSED_BY": Reach(6, 3, 300),
    "SECONDED_BY": Reach(6, 3, 300),
    "OUTCOME": Reach(3, 10, 600),
    "VOTED_FOR": _VOTES,
    "VOTED_AGAINST": _VOTES,
    "ABSTAINED": _VOTES,
}

_LABELS: Final = (*ENTITY_LABELS, *SPAN_LABELS)
_TYPES: Final[dict[tuple[str, str], tuple[int, ...]]] = {
    pair: tuple(
        i for i, name in enumerate(RELATION_NAMES) if pair[0] in RELATIONS[name][0] and pair[1] in RELATIONS[name][1]
    )
    for pair in product(_LABELS, _LABELS)
    if any(pair[0] in heads and pair[1] in tails for heads, tails in RELATIONS.values())
}
_TYPE_NUMBER: Final = {pair: i for i, pair in enumerate(_TYPES)}

_GAP_STEPS: Final = np.array([1, 2, 3, 4, 6, 9, 13, 20, 35, 60, 120])
_COUNT_STEPS: Final = np.array([1, 2, 3, 5, 10])
_ORDERS: Final = ("tail inside", "head inside", "tail after", "tail before")
_PUNCTUATION: Final = ("(", ")", ",", ":", ";", "-", "–", "|")

_WIDTHS: Final = {
    "type": len(_TYPES),
    "order": len(_ORDERS),
    "gap": len(_GAP_STEPS) + 1,
    "rank": len(_COUNT_STEPS) + 1,
    "tails between": len(_COUNT_STEPS) + 1,
    "heads between": len(_COUNT_STEPS) + 1,
    "lines between": len(_COUNT_STEPS) + 1,
    "sentences between": len(_COUNT_STEPS) + 1,
    "blank line between": 1,
    "punctuation between": len(_PUNCTUATION),
}
N_FEATURES: Final = sum(_WIDTHS.values())


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidate pairs of one document.

    Attributes:
        marks: label and tokens of each mark.
        heads, tails: indices into ``marks``, shape (pairs,).
        between: tokens between the two, start and end, shape (pairs, 2); empty (start == end) where they touch or
            overlap.
        allowed: whether the types allow a relation, shape (pairs, relations).
        features: what is told of a pair besides the words, shape (pairs, N_FEATURES).
    """

    marks: list[Key]
    heads: Ints1d
    tails: Ints1d
    between: Ints1d
    allowed: Bools2d
    features: Floats2d

    def __len__(self) -> int:
        return len(self.heads)

    def gold(self, relations: Sequence[Sequence[object]]) -> Floats2d:
        """1 where a relation holds between a pair, shape (pairs, relations)."""
        number = {mark: i for i, mark in enumerate(self.marks)}
        wanted: dict[tuple[int, int], list[int]] = defaultdict(list)
        for name, head, tail, _ in relations:
            wanted[number[tuple(head)], number[tuple(tail)]].append(RELATION_NAMES.index(str(name)))  # type: ignore[arg-type, index]
        out = np.zeros((len(self), len(RELATION_NAMES)), dtype=np.float32)
        for row, pair in enumerate(zip(self.heads.tolist(), self.tails.tolist(), strict=True)):
            for column in wanted.get(pair, ()):
                out[row, column] = 1.0
        return out


def _reach(types: tuple[int, ...]) -> Reach:
    each = [REACH[RELATION_NAMES[i]] for i in types]
    return Reach(max(r.before for r in each), max(r.after for r in each), max(r.gap for r in each))


def _pairs(
    starts: dict[str, Ints1d], ends: dict[str, Ints1d]
) -> tuple[list[tuple[str, str]], list[Ints1d], list[Ints1d]]:
    """For each type that occurs, local indices of heads and tails within reach."""
    types, heads, tails = [], [], []
    for (head_label, tail_label), relation_numbers in _TYPES.items():
        if head_label not in starts or tail_label not in starts:
            continue
        reach = _reach(relation_numbers)
        h_start, h_end = starts[head_label], ends[head_label]
        t_start, t_end = starts[tail_label], ends[tail_label]
        low = np.maximum(np.searchsorted(t_start, h_start) - reach.before, 0)
        high = np.minimum(np.searchsorted(t_start, h_end) + reach.after, len(t_start))
        counts = np.maximum(high - low, 0)
        head = np.repeat(np.arange(len(h_start)), counts)
        tail = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
        gap = np.maximum(t_start[tail] - h_end[head], h_start[head] - t_end[tail])
        near = gap <= reach.gap
        if near.any():
            types.append((head_label, tail_label))
            heads.append(head[near])
            tails.append(tail[near])
    return types, heads, tails


def _one_hot(values: Ints1d, width: int) -> Floats2d:
    return np.eye(width, dtype=np.float32)[values]


def find_candidates(doc: Doc, marks: Sequence[Key]) -> Candidates:
    """All candidate pairs among a document's marks (entities and spans), with their features."""
    ordered = sorted(marks, key=lambda m: (m[1], -m[2], m[0]))
    members: dict[str, list[int]] = defaultdict(list)
    for i, (label, _, _) in enumerate(ordered):
        members[label].append(i)
    index = {label: np.array(rows, dtype=np.int64) for label, rows in members.items()}
    start = np.array([m[1] for m in ordered], dtype=np.int64)
    end = np.array([m[2] for m in ordered], dtype=np.int64)
    starts = {label: start[rows] for label, rows in index.items()}
    ends = {label: end[rows] for label, rows in index.items()}
    types, local_heads, local_tails = _pairs(starts, ends)
    if not types:
        none = np.zeros(0, dtype=np.int64)
        empty = np.zeros((0, len(RELATION_NAMES)), dtype=np.bool_)
        return Candidates(ordered, none, none, none.reshape(0, 2), empty, np.zeros((0, N_FEATURES), dtype=np.float32))
    counts = [len(h) for h in local_heads]
    type_numbers = np.repeat([_TYPE_NUMBER[t] for t in types], counts)
    heads = np.concatenate([index[t[0]][h] for t, h in zip(types, local_heads, strict=True)])
    tails = np.concatenate([index[t[1]][h] for t, h in zip(types, local_tails, strict=True)])
    left = np.minimum(np.minimum(end[heads], end[tails]), np.maximum(start[heads], start[tails]))
    right = np.maximum(start[heads], start[tails])
    allowed = np.zeros((len(heads), len(RELATION_NAMES)), dtype=np.bool_)
    for number, columns in enumerate(_TYPES.values()):
        rows = np.flatnonzero(type_numbers == number)
        allowed[rows[:, None], np.array(columns)] = True
    rank, tails_between, heads_between = _counts(types, local_heads, local_tails, starts, ends)
    parts = [
        _one_hot(type_numbers, _WIDTHS["type"]),
        _one_hot(_order(start, end, heads, tails), _WIDTHS["order"]),
        _one_hot(np.searchsorted(_GAP_STEPS, right - left, side="right"), _WIDTHS["gap"]),
        *(_steps(values) for values in (rank, tails_between, heads_between)),
        *_layout(doc, left, right),
    ]
    between = np.stack([left, right], axis=1)
    return Candidates(ordered, heads, tails, between, allowed, np.concatenate(parts, axis=1))


def _steps(values: Ints1d) -> Floats2d:
    return _one_hot(np.searchsorted(_COUNT_STEPS, values, side="right"), len(_COUNT_STEPS) + 1)


def _order(start: Ints1d, end: Ints1d, heads: Ints1d, tails: Ints1d) -> Ints1d:
    inside = (start[tails] >= start[heads]) & (end[tails] <= end[heads])
    around = (start[tails] <= start[heads]) & (end[tails] >= end[heads])
    after = start[tails] >= start[heads]
    return np.where(inside, 0, np.where(around, 1, np.where(after, 2, 3)))


def _counts(
    types: list[tuple[str, str]],
    heads: list[Ints1d],
    tails: list[Ints1d],
    starts: dict[str, Ints1d],
    ends: dict[str, Ints1d],
) -> tuple[Ints1d, Ints1d, Ints1d]:
    """Rank of the tail among its label from the head, and how many marks of either label start between the two."""
    ranks: list[Ints1d] = []
    between_tails: list[Ints1d] = []
    between_heads: list[Ints1d] = []
    for (head_label, tail_label), head, tail in zip(types, heads, tails, strict=True):
        h_start, h_end = starts[head_label][head], ends[head_label][head]
        t_start, t_end = starts[tail_label][tail], ends[tail_label][tail]
        low = np.searchsorted(starts[tail_label], h_start)
        high = np.searchsorted(starts[tail_label], h_end)
        ranks.append(np.where(tail < low, low - tail, np.where(tail < high, tail - low, tail - high + 1)))
        left, right = np.minimum(h_end, t_end), np.maximum(h_start, t_start)
        for label, out in ((tail_label, between_tails), (head_label, between_heads)):
            inside = np.searchsorted(starts[label], right) - np.searchsorted(starts[label], left)
            out.append(np.maximum(inside, 0))
    return np.concatenate(ranks), np.concatenate(between_tails), np.concatenate(between_heads)


def _layout(doc: Doc, left: Ints1d, right: Ints1d) -> list[Floats2d]:
    """Lines, sentences, blank lines and punctuation between ``left`` and ``right``."""
    lines = per_word(doc, lambda word: word.count("\n"))
    sentence_starts = np.array([s for s, _ in sentences(doc.text)], dtype=np.int64)
    begins = np.zeros(len(doc), dtype=np.int64)
    begins[np.minimum(np.searchsorted(token_starts(doc), sentence_starts), len(doc) - 1)] = 1

    def within(flags: Ints1d) -> Ints1d:
        total = np.concatenate([[0], np.cumsum(flags)])
        # A sentence that begins with the right-hand mark begins between the two.
        return np.asarray(total[np.minimum(right + 1, len(doc))] - total[left], dtype=np.int64)

    signs = per_word(doc, lambda word: _PUNCTUATION.index(word) if word in _PUNCTUATION else -1)
    marks = np.stack([within((signs == sign).astype(np.int64)) > 0 for sign in range(len(_PUNCTUATION))], axis=1)
    return [
        _steps(within((lines > 0).astype(np.int64))),
        _steps(within(begins)),
        (within((lines > 1).astype(np.int64)) > 0).astype(np.float32)[:, None],
        marks.astype(np.float32),
    ]
