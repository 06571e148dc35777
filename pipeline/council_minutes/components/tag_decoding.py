"""From tag scores to stretches of tokens: the best sequence of tags that is well formed.

Shared by the entity tagger, whose labels exclude one another, and the span tagger, which decodes each label on its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from spacy.tokens import Doc

from council_minutes.components.arrays import Floats1d, Floats2d, Ints1d

#: Columns of the scores: "outside", then for each label its begin, inside, last and unit tag.
OUTSIDE: Final = 0
BEGIN, INSIDE, LAST, UNIT = 0, 1, 2, 3
N_TAGS: Final = 4
#: Documents are decoded side by side as long as their number times the longest's tokens stays below this: one long
#: document among many short ones would otherwise pad them all to its length.
MOST_CELLS: Final = 500_000


def column(label: int, tag: int) -> int:
    """The column of a label's tag."""
    return 1 + label * N_TAGS + tag


def gold_tags(length: int, stretches: Sequence[tuple[int, int, int]]) -> Ints1d:
    """Tags of ``length`` tokens that hold the stretches ``(start, end, label number)``, which do not overlap."""
    gold = np.full(length, OUTSIDE, dtype=np.int64)
    for start, end, label in stretches:
        gold[start:end] = column(label, INSIDE)
        gold[start] = column(label, BEGIN)
        gold[end - 1] = column(label, UNIT if end - start == 1 else LAST)
    return gold


def best_tags(scores: Sequence[Floats2d], begin_cost: float = 0.0) -> list[Ints1d]:
    """The likeliest well-formed tags of each document.

    Well formed: what begins is continued by the same label until its last token.

    Args:
        scores: one array of shape (tokens, 1 + 4 * labels) a document.
        begin_cost: taken off the score of every begin and unit tag; more of it gives fewer, surer stretches.

    Returns:
        One array of columns, shape (tokens,), a document.
    """
    groups: list[list[int]] = [[]]
    for number in sorted(range(len(scores)), key=lambda n: len(scores[n])):
        if groups[-1] and len(scores[number]) * (len(groups[-1]) + 1) > MOST_CELLS:
            groups.append([])
        groups[-1].append(number)
    found: dict[int, Ints1d] = {}
    for group in groups:
        found |= zip(group, _decode([scores[number] for number in group], begin_cost), strict=True)
    return [found[number] for number in range(len(scores))]


def _decode(scores: Sequence[Floats2d], begin_cost: float) -> list[Ints1d]:
    """As ``best_tags``, all documents side by side and padded to the longest."""
    lengths = np.array([len(document) for document in scores])
    longest = int(lengths.max(initial=0))
    if not longest:
        return [np.zeros(0, dtype=np.int64) for _ in scores]
    width = scores[0].shape[1]
    padded = np.zeros((longest, len(scores), width), dtype=np.float32)
    # Past a document's end only "outside" is possible, so that its last entity is closed.
    padded[:, :, 1:] = -np.inf
    for number, document in enumerate(scores):
        padded[: len(document), number] = document
    begin, inside, last, unit = (1 + N_TAGS * np.arange(width // N_TAGS) + tag for tag in (BEGIN, INSIDE, LAST, UNIT))
    closed = np.concatenate([[OUTSIDE], last, unit])
    fresh = np.concatenate([[OUTSIDE], begin, unit])
    padded[:, :, fresh[1:]] -= begin_cost
    rows = np.arange(len(scores))
    back = np.zeros((longest, len(scores), width), dtype=np.int16)
    total = np.full((len(scores), width), -np.inf, dtype=np.float32)
    total[:, fresh] = padded[0][:, fresh]
    for position in range(1, longest):
        best_closed = closed[total[:, closed].argmax(axis=1)]
        after_closed = total[rows, best_closed]
        opened, going = total[:, begin], total[:, inside]
        best_open = np.where(opened >= going, begin, inside)
        after_open = np.maximum(opened, going)
        following = np.empty_like(total)
        following[:, fresh] = after_closed[:, None]
        following[:, inside] = after_open
        following[:, last] = after_open
        back[position][:, fresh] = best_closed[:, None]
        back[position][:, inside] = best_open
        back[position][:, last] = best_open
        total = following + padded[position]
    tags = np.zeros((longest, len(scores)), dtype=np.int64)
    tags[-1] = closed[total[:, closed].argmax(axis=1)]
    for position in range(longest - 1, 0, -1):
        tags[position - 1] = back[position][rows, tags[position]]
    return [tags[:length, number] for number, length in enumerate(lengths)]


def stretches(tags: Ints1d) -> Iterator[tuple[int, int, int]]:
    """``(start, end, label number)`` of each stretch of well-formed tags; tokens, half open."""
    start = 0
    for position in np.flatnonzero(tags):
        label, tag = divmod(int(tags[position]) - 1, N_TAGS)
        if tag in (BEGIN, UNIT):
            start = int(position)
        if tag in (LAST, UNIT):
            yield start, int(position) + 1, label


def softmax(scores: Floats2d) -> Floats2d:
    """Probabilities over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    normalised: Floats2d = powers / powers.sum(axis=-1, keepdims=True)
    return normalised


def entropy(probabilities: Floats2d) -> Floats1d:
    """Bits of doubt over the last axis: 0 where one tag is certain, log2 of their number where all are alike."""
    bits: Floats1d = -(probabilities * np.log2(np.maximum(probabilities, 1e-12))).sum(axis=-1)
    return bits


def trim_space(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The stretch without tokens of white space at its edges; empty where it holds nothing else."""
    while start < end and doc[start].is_space:
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    return start, end


def balance_brackets(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The stretch with its round brackets in pairs, as the guidelines mark ``Collins (J)`` and ``Standing Order
    25(1)``.

    It ends before a closing bracket that was not opened in it, and before an opening one that is not closed, unless the
    closing one stands right behind it.
    """
    depth = 0
    opened = start
    for position in range(start, end):
        text = doc[position].text
        if text == "(":
            if depth == 0:
                opened = position
            depth += 1
        elif text == ")":
            if depth == 0:
                return start, position
            depth -= 1
    if depth == 1 and end < len(doc) and doc[end].text == ")":
        return start, end + 1
    return (start, opened) if depth else (start, end)
