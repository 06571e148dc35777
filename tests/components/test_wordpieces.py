from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import make_doc, minutes_like
from tiny_tokenizer import VOCABULARY, tiny_tokenizer

from council_minutes.components.arrays import Ints1d
from council_minutes.components.wordpieces import (
    N_CASES,
    Pieces,
    make_batch,
    per_word,
    piece_gradients,
    show_breaks,
    token_starts,
    token_vectors,
    windows,
    wordpieces,
)

TOKENIZER = tiny_tokenizer()
WIDTH = 3


def pieces_of(text: str) -> Pieces:
    return wordpieces([make_doc(text)], TOKENIZER)[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one line", "one line"),
        ("two\nlines", "two¶lines"),
        ("a\n  b", "a¶  b"),
        ("a\n\nb", "a¶¶b"),
        ("a\n\n\n\nb", "a¶¶  b"),
        ("a\n \u00a0\n b", "a¶¶   b"),
        ("\n", "¶"),
        ("¶", "¶"),
    ],
)
def test_line_breaks_are_shown(text: str, shown: str) -> None:
    assert show_breaks(text) == shown


@given(st.text(st.sampled_from("\n \t\u00a0\r\x85ab")) | st.text())
def test_showing_breaks_keeps_the_length_and_every_other_character(text: str) -> None:
    shown = show_breaks(text)
    assert len(shown) == len(text)
    assert "\n" not in shown
    assert all(new == old for new, old in zip(shown, text, strict=True) if not old.isspace())


@given(st.text() | minutes_like())
def test_each_token_has_its_offset_and_the_value_of_its_word(text: str) -> None:
    doc = make_doc(text)
    assert token_starts(doc).tolist() == [token.idx for token in doc]
    assert per_word(doc, len).tolist() == [len(token.text) for token in doc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Panel", {"the": 0, "Panel": 1}),
        ("SMITH (J)", {"SMITH": 2, "(": 0, "J": 3, ")": 0}),
        ("Councillor a 4", {"Councillor": 1, "a": 0, "4": 0}),
        ("McDonald", {"McDonald": 1}),
    ],
)
def test_each_piece_has_the_case_of_its_word(text: str, expected: dict[str, int]) -> None:
    doc, pieces = make_doc(text), pieces_of(text)
    for token in doc:
        own = pieces.cases[pieces.first[token.i] : pieces.first[token.i + 1]]
        assert set(own.tolist()) == {expected[token.text]}


def test_pieces_belong_to_the_token_they_begin_in() -> None:
    text = "Councillor Smith agreed.\n"
    pieces = pieces_of(text)
    assert [VOCABULARY[i] for i in pieces.ids] == ["council", "##lor", "smith", "agreed", ".", "¶"]
    assert pieces.first.tolist() == [0, 2, 3, 4, 5, 6]


def test_tokens_without_a_piece_have_an_empty_share() -> None:
    pieces = pieces_of("to  note\u200b it")  # a second space, and a zero-width one
    assert [t.text for t in make_doc("to  note\u200b it")] == ["to", " ", "note", "\u200b", "it"]
    assert np.diff(pieces.first).tolist() == [1, 0, 1, 0, 2]


@pytest.mark.parametrize("text", ["", " ", "   ", "\u00a0", "\ufffd"])
def test_a_text_without_words_has_no_pieces(text: str) -> None:
    pieces = pieces_of(text)
    assert pieces.ids.tolist() == []
    assert pieces.first.tolist() == [0] * (len(make_doc(text)) + 1)


@given(st.text(max_size=80) | minutes_like())
def test_pieces_are_shared_out_among_the_tokens(text: str) -> None:
    pieces = pieces_of(text)
    assert pieces.first[0] == 0
    assert pieces.first[-1] == len(pieces.ids) == len(pieces.cases)
    assert (np.diff(pieces.first) >= 0).all()
    assert ((pieces.cases >= 0) & (pieces.cases < N_CASES)).all()


@given(minutes_like() | st.text(st.sampled_from("ab. \n"), max_size=200), st.integers(1, 30))
def test_windows_hold_every_piece_once_in_order_and_within_the_limit(text: str, limit: int) -> None:
    pieces = pieces_of(text)
    found = windows(make_doc(text), pieces, limit)
    assert [i for start, end in found for i in range(start, end)] == list(range(len(pieces.ids)))
    assert all(0 < end - start <= limit for start, end in found)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("a b c. d e f", 12, ["a b c. d e f"]),
        ("a b c. d e f", 5, ["a b c.", " d e f"]),
        ("a b c\nd. e f", 5, ["a b c\n", "d. e f"]),
        ("a b\n\nc\nd. e", 6, ["a b\n\n", "c\nd. e"]),
    ],
)
def test_windows_are_cut_at_blank_lines_then_line_ends_then_sentence_ends(
    text: str, limit: int, expected: list[str]
) -> None:
    doc, pieces = make_doc(text), pieces_of(text)
    cuts = [0, *(end for _, end in windows(doc, pieces, limit))]
    starts = [
        doc[int(np.searchsorted(pieces.first[:-1], cut))].idx if cut < len(pieces.ids) else len(text) for cut in cuts
    ]
    assert ["".join(text[a:b].split()) for a, b in pairwise(starts)] == ["".join(window.split()) for window in expected]


def test_a_batch_is_padded_to_its_longest_window() -> None:
    left, right = pieces_of("the Panel agreed"), pieces_of("to note")
    batch = make_batch([(left, 0, 3), (right, 0, 1), (right, 1, 2)], begin=2, end=3)
    the, panel, agreed, to, note = (VOCABULARY.index(word) for word in ("the", "panel", "agreed", "to", "note"))
    assert batch.input_ids.tolist() == [[2, the, panel, agreed, 3], [2, to, 3, 0, 0], [2, note, 3, 0, 0]]
    assert batch.attention_mask.tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 1, 1, 0, 0]]
    assert batch.token_type_ids.tolist() == [[0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    assert batch.input_ids.reshape(-1)[batch.flat].tolist() == [the, panel, agreed, to, note]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ([0, 1, 2, 3, 4], [1, 2, 3, 4]),
        ([0, 2, 4], [1.5, 3.5]),
        ([0, 2, 2, 4], [1.5, 2, 3.5]),  # the piece before an empty token
        ([0, 0, 4], [1, 2.5]),  # the first piece where there is none before
        ([0, 3, 4, 4], [2, 4, 4]),
        ([0, 3, 4, 4, 4], [2, 4, 4, 4]),
    ],
)
def test_token_vectors_are_means_of_their_pieces(first: list[int], expected: list[float]) -> None:
    pieces = np.array([[1], [2], [3], [4]], dtype=np.float32)
    assert token_vectors(pieces, np.array(first)).ravel().tolist() == expected


def test_tokens_of_a_document_without_pieces_are_zero() -> None:
    assert token_vectors(np.zeros((0, WIDTH), dtype=np.float32), np.array([0, 0, 0])).tolist() == [[0.0] * WIDTH] * 2


def gap(first: Ints1d, seed: int) -> float:
    """How far token_vectors and piece_gradients are from being adjoint: <A x, y> - <x, A* y>."""
    generator = np.random.default_rng(seed)
    x = generator.integers(-4, 5, (int(first[-1]), WIDTH)).astype(np.float32)
    y = generator.integers(-4, 5, (len(first) - 1, WIDTH)).astype(np.float32)
    return float((token_vectors(x, first) * y).sum() - (x * piece_gradients(y, first)).sum())


COUNTS = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(COUNTS, st.integers(0, 99))
def test_gradients_of_pieces_are_adjoint_to_token_vectors(counts: list[int], seed: int) -> None:
    first = np.cumsum([0, *counts, 1])  # the last token has a piece
    assert gap(first, seed) == pytest.approx(0.0, abs=1e-3)


@given(COUNTS, st.integers(0, 99))
def test_gradients_are_adjoint_where_tokens_without_a_piece_stand_at_the_end(counts: list[int], seed: int) -> None:
    assert gap(np.cumsum([0, *counts, 0]), seed) == pytest.approx(0.0, abs=1e-3)


def test_a_token_before_an_empty_one_at_the_end_has_the_mean_of_all_its_pieces() -> None:
    pieces = np.array([[1], [2], [6]], dtype=np.float32)
    assert token_vectors(pieces, np.array([0, 3, 3])).ravel().tolist() == [3, 6]
