from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import make_doc

from council_minutes.components import tag_decoding
from council_minutes.components.tag_decoding import (
    BEGIN,
    INSIDE,
    LAST,
    N_TAGS,
    OUTSIDE,
    UNIT,
    best_tags,
    column,
    gold_tags,
    softmax,
    stretches,
    trim_space,
)

LETTERS = {OUTSIDE: "O"} | {column(0, tag): letter for tag, letter in enumerate("BILU")}
LETTERS |= {column(1, tag): letter for tag, letter in enumerate("bilu")}
COLUMNS = {letter: number for number, letter in LETTERS.items()}
WIDTH = 1 + 2 * N_TAGS


def likely(tags: str) -> np.ndarray:
    """Scores that prefer these tags of the labels 0 (capitals) and 1 (small letters)."""
    scores = np.zeros((len(tags), WIDTH), dtype=np.float32)
    scores[np.arange(len(tags)), [COLUMNS[tag] for tag in tags]] = 2.0
    return scores


def word(tags: np.ndarray) -> str:
    return "".join(LETTERS[int(tag)] for tag in tags)


def well_formed(tags: str) -> bool:
    follows = {"": "OBUbu", "O": "OBUbu", "L": "OBUbu", "U": "OBUbu", "l": "OBUbu", "u": "OBUbu"}
    follows |= {"B": "IL", "I": "IL", "b": "il", "i": "il"}
    ends = {"", "O", "L", "U", "l", "u"}
    return all(b in follows[a] for a, b in zip(["", *tags], tags, strict=False)) and (tags[-1:] or "") in ends


@pytest.mark.parametrize(
    ("preferred", "expected"),
    [
        ("", ""),
        ("OOO", "OOO"),
        ("OUO", "OUO"),
        ("BILO", "BILO"),
        ("BLbl", "BLbl"),
        ("UuU", "UuU"),
        ("B", "O"),  # what begins at the last word never ends
        ("OBI", "OBL"),
        ("BiL", "BIL"),
        ("BIIL", "BIIL"),
    ],
)
def test_tags_that_are_not_well_formed_are_mended(preferred: str, expected: str) -> None:
    scores = likely(preferred)
    scores[:, OUTSIDE] += 0.5
    assert word(best_tags([scores])[0]) == expected


SCORES = st.integers(0, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(-8, 8), min_size=WIDTH, max_size=WIDTH), min_size=n, max_size=n)
)
ALL_TAGS = {n: [t for t in map("".join, product(LETTERS.values(), repeat=n)) if well_formed(t)] for n in range(5)}


@given(st.lists(SCORES, max_size=4), st.integers(0, 3))
def test_no_well_formed_tags_are_likelier(batch: list[list[list[int]]], cost: int) -> None:
    documents = [np.array(scores, dtype=np.float32).reshape(-1, WIDTH) for scores in batch]
    found = best_tags(documents, float(cost))
    assert [len(tags) for tags in found] == [len(scores) for scores in documents]

    def value(scores: np.ndarray, tags: str) -> float:
        begun = sum(tag in "BbUu" for tag in tags)
        return float(sum(scores[i, COLUMNS[tag]] for i, tag in enumerate(tags))) - cost * begun

    for scores, tags in zip(documents, map(word, found), strict=True):
        assert well_formed(tags)
        assert value(scores, tags) == max(value(scores, other) for other in ALL_TAGS[len(scores)])


def test_a_cost_of_beginning_leaves_the_surer_stretches() -> None:
    scores = likely("UOBL")
    scores[0] /= 4
    assert word(best_tags([scores])[0]) == "UOBL"
    assert word(best_tags([scores], begin_cost=1.0)[0]) == "OOBL"
    assert word(best_tags([scores], begin_cost=9.0)[0]) == "OOOO"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("", []),
        ("OO", []),
        ("UOu", [(0, 1, 0), (2, 3, 1)]),
        ("OBLO", [(1, 3, 0)]),
        ("BILbl", [(0, 3, 0), (3, 5, 1)]),
        ("BLBL", [(0, 2, 0), (2, 4, 0)]),
    ],
)
def test_stretches_of_tags_and_back(tags: str, expected: list[tuple[int, int, int]]) -> None:
    columns = np.array([COLUMNS[tag] for tag in tags], dtype=np.int64)
    assert list(stretches(columns)) == expected
    assert word(gold_tags(len(tags), expected)) == tags


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 1)), max_size=8))
def test_gold_tags_hold_the_stretches_they_are_made_of(steps: list[tuple[int, int, int]]) -> None:
    made, at = [], 0
    for gap, length, label in steps:
        made.append((at + gap, at + gap + length, label))
        at += gap + length
    tags = gold_tags(at, made)
    assert list(stretches(tags)) == made
    assert well_formed(word(tags))


def test_softmax_sums_to_one_however_large_the_scores() -> None:
    found = softmax(np.array([[[0, 1000, 0], [-1000, -1000, 1]]], dtype=np.float32))
    assert found.sum(axis=-1) == pytest.approx(1.0)
    assert found[0].argmax(axis=-1).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "expected"), [("note it", "note it"), ("\nnote \n it\n", "note \n it"), ("\n\n", ""), ("  ", "")]
)
def test_trimming_leaves_out_white_space_at_both_ends(text: str, expected: str) -> None:
    doc = make_doc(text)
    start, end = trim_space(doc, 0, len(doc))
    assert doc[start:end].text == expected


def test_the_tags_of_a_label_stand_side_by_side() -> None:
    assert [column(1, tag) for tag in (BEGIN, INSIDE, LAST, UNIT)] == [5, 6, 7, 8]


def test_documents_are_decoded_alike_in_one_group_and_in_many(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    documents = [generator.normal(size=(n, 9)).astype(np.float32) for n in (7, 0, 40, 1, 12, 3, 40)]
    together = best_tags(documents)
    monkeypatch.setattr(tag_decoding, "MOST_CELLS", 20)
    apart = best_tags(documents)
    assert [tags.tolist() for tags in apart] == [tags.tolist() for tags in together]
    assert [len(tags) for tags in apart] == [len(document) for document in documents]
