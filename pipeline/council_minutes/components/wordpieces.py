"""From a Doc to the encoder's input and back: wordpieces, case, windows, token vectors.

Training (PyTorch) and run time (ONNX) both read documents through this module, so that they see the same input.

The pretrained encoder knows neither capitals nor line breaks. Both matter in minutes (``the Plan`` against ``the
plan``, names listed one a line), so a line break is shown to it as the piece ``¶`` and the case of each word as its
token type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from spacy.attrs import LENGTH, ORTH, SPACY
from spacy.tokens import Doc
from tokenizers import Tokenizer

from council_minutes.components.arrays import Floats2d, Ints1d

#: Token types: small letters or none, capitalised, all capitals, a single capital.
N_CASES: Final = 4
_BREAKS: Final = re.compile(r"\n(\s*)")
_SENTENCE_END: Final = frozenset(".!?;")


@dataclass(frozen=True, slots=True)
class Pieces:
    """One document's wordpieces, without special pieces.

    Attributes:
        ids: vocabulary index of each piece, shape (pieces,).
        cases: case of the word each piece belongs to, 0 to ``N_CASES - 1``, shape (pieces,).
        first: index of the first piece of each token, shape (tokens + 1,); the last entry is the number of pieces.
    """

    ids: Ints1d
    cases: Ints1d
    first: Ints1d


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of several documents, padded to the longest.

    Attributes:
        input_ids, attention_mask, token_type_ids: shape (windows, longest), with the special pieces at both ends.
        flat: for each piece of the documents in order, its index into the flattened (windows * longest) output.
    """

    input_ids: Ints1d
    attention_mask: Ints1d
    token_type_ids: Ints1d
    flat: Ints1d


def _case(word: str) -> int:
    if word.islower() or not word[0].isalpha():
        return 0
    if len(word) == 1:
        return 3
    return 2 if word.isupper() else 1


def show_breaks(text: str) -> str:
    """The text with line breaks as ``¶`` (at most two in a row); as long as the text, so that offsets keep."""

    def mark(found: re.Match[str]) -> str:
        rest = found[1]
        return "¶" + ("¶" + " " * (len(rest) - 1) if "\n" in rest else rest)

    return _BREAKS.sub(mark, text)


def wordpieces(docs: Sequence[Doc], tokenizer: Tokenizer) -> list[Pieces]:
    """Split documents into wordpieces, aligned with their tokens."""
    encodings = tokenizer.encode_batch([show_breaks(doc.text) for doc in docs], add_special_tokens=False)
    return [_align(doc, encoding.ids, encoding.offsets) for doc, encoding in zip(docs, encodings, strict=True)]


def token_starts(doc: Doc) -> Ints1d:
    """Offset of each token's first character, shape (tokens,)."""
    lengths = doc.to_array([LENGTH, SPACY]).reshape(-1, 2).astype(np.int64).sum(axis=1)
    return np.cumsum(lengths) - lengths


def per_word(doc: Doc, value: Callable[[str], int]) -> Ints1d:
    """``value`` of each token's text, shape (tokens,); asked once for each word that occurs."""
    orths, where = np.unique(doc.to_array(ORTH), return_inverse=True)
    strings = doc.vocab.strings
    values = np.fromiter((value(strings[int(orth)]) for orth in orths), dtype=np.int64, count=len(orths))
    return np.asarray(values[where], dtype=np.int64)


def _align(doc: Doc, ids: list[int], offsets: list[tuple[int, int]]) -> Pieces:
    starts = token_starts(doc)
    piece_starts = np.asarray(offsets, dtype=np.int64).reshape(-1, 2)[:, 0]
    first = np.append(np.searchsorted(piece_starts, starts), len(ids))
    owner = np.searchsorted(starts, piece_starts, side="right") - 1
    return Pieces(np.asarray(ids, dtype=np.int64), per_word(doc, _case)[owner], first)


def windows(doc: Doc, pieces: Pieces, max_pieces: int) -> list[tuple[int, int]]:
    """Cut a document into windows of nearly equal length, at blank lines, line ends or sentence ends where there are
    any.

    Args:
        max_pieces: the most pieces a window may have, special pieces not counted.

    Returns:
        ``(start, end)`` in pieces; together they hold every piece once, in order.
    """
    total = len(pieces.ids)
    found = []
    start = 0
    while start < total:
        left = total - start
        if left <= max_pieces:
            found.append((start, total))
            break
        target = start + left / -(-left // max_pieces)
        end = _best_cut(doc, pieces, start, target, max_pieces)
        found.append((start, end))
        start = end
    return found


def _best_cut(doc: Doc, pieces: Pieces, start: int, target: float, max_pieces: int) -> int:
    low = int(np.searchsorted(pieces.first, start + 0.6 * (target - start)))
    high = int(np.searchsorted(pieces.first, start + max_pieces, side="right"))
    best, best_rank = start + max_pieces, (-1, 0.0)
    for token in range(low, min(high, len(doc))):
        # The cut is before `token`, after `token - 1`.
        before = doc[token - 1].text
        quality = 3 if before.count("\n") > 1 else 2 if "\n" in before else 1 if before in _SENTENCE_END else 0
        cut = int(pieces.first[token])
        rank = (quality, -abs(cut - target))
        if cut > start and rank > best_rank:
            best, best_rank = cut, rank
    return best


def make_batch(spans: Sequence[tuple[Pieces, int, int]], *, begin: int, end: int) -> Batch:
    """Pad windows into one batch.

    Args:
        spans: ``(pieces, start, end)`` of each window.
        begin, end: vocabulary indices of the pieces set before and after each window.
    """
    longest = max(stop - start for _, start, stop in spans) + 2
    ids = np.zeros((len(spans), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    types = np.zeros_like(ids)
    flat = []
    for row, (pieces, start, stop) in enumerate(spans):
        length = stop - start
        ids[row, 0] = begin
        ids[row, 1 : length + 1] = pieces.ids[start:stop]
        ids[row, length + 1] = end
        mask[row, : length + 2] = 1
        types[row, 1 : length + 1] = pieces.cases[start:stop]
        flat.append(np.arange(length, dtype=np.int64) + row * longest + 1)
    return Batch(ids, mask, types, np.concatenate(flat))


def token_vectors(vectors: Floats2d, first: Ints1d) -> Floats2d:
    """Mean of each token's piece vectors.

    A token without a piece of its own (the second half of a piece, a control character) takes the piece before it.

    Args:
        vectors: one row a piece, shape (pieces, width).
        first: as in ``Pieces``.

    Returns:
        One row a token, shape (tokens, width).
    """
    starts = first[:-1]
    counts = np.diff(first)
    owned = counts > 0
    out = np.zeros((len(starts), vectors.shape[1]), dtype=np.float32)
    if owned.any():
        out[owned] = np.add.reduceat(vectors, starts[owned], axis=0) / counts[owned, None]
        out[~owned] = vectors[np.clip(starts[~owned] - 1, 0, len(vectors) - 1)]
    return out


def piece_gradients(d_tokens: Floats2d, first: Ints1d) -> Floats2d:
    """Backward pass of ``token_vectors``: from shape (tokens, width) to (pieces, width)."""
    counts = np.diff(first)
    owned = counts > 0
    d_pieces = np.repeat(d_tokens[owned] / counts[owned, None], counts[owned], axis=0)
    lead = int(first[0])
    if lead:
        d_pieces = np.concatenate([np.zeros((lead, d_tokens.shape[1]), dtype=np.float32), d_pieces])
    if len(d_pieces):
        np.add.at(d_pieces, np.clip(first[:-1][~owned] - 1, 0, len(d_pieces) - 1), d_tokens[~owned])
    return np.ascontiguousarray(d_pieces, dtype=np.float32)
