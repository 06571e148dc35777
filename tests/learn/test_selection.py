"""Which documents are chosen, on candidates whose doubts and vectors are written down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.components.uncertainty import Uncertainty
from council_minutes.learn.pool import Candidate
from council_minutes.learn.selection import choose


def candidate(
    name: str,
    bits: float = 0.1,
    vector: tuple[float, ...] = (1.0, 0.0, 0.0),
    council: str | None = "Averne",
    shape: str = "paragraphs",
    tokens: int = 1000,
) -> Candidate:
    doubt = Uncertainty(bits, bits, tokens)
    return Candidate(name, f"{name}.txt", name, council, shape, tokens, doubt, np.array(vector, dtype=np.float32))


def keys(candidates: list[Candidate], number: int, done: frozenset[str] = frozenset()) -> list[str]:
    return [choice.candidate.key for choice in choose(candidates, number, done)]


EAST, NORTH, UP = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def test_the_more_doubtful_comes_first() -> None:
    candidates = [candidate("sure", 0.01, EAST), candidate("unsure", 0.3, NORTH), candidate("between", 0.1, UP)]
    assert keys(candidates, 2) == ["unsure", "between"]


def test_what_resembles_a_chosen_one_comes_last() -> None:
    candidates = [candidate("a", 0.3, EAST), candidate("like-a", 0.29, EAST), candidate("other", 0.1, NORTH)]
    assert keys(candidates, 3) == ["a", "other", "like-a"]


@pytest.mark.parametrize(
    ("same", "other"),
    [({"council": "Averne"}, {"council": "Belton"}), ({"shape": "bullets"}, {"shape": "tables"})],
)
def test_councils_and_shapes_take_turns(same: dict[str, str], other: dict[str, str]) -> None:
    candidates = [
        candidate("a", 0.30, EAST, **same),
        candidate("b", 0.29, NORTH, **same),
        candidate("c", 0.20, UP, **other),
        candidate("d", 0.19, (-1.0, -1.0, -1.0), **other),
    ]
    assert keys(candidates, 4)[:2] == ["a", "c"]


def test_a_few_odd_words_do_not_make_a_document() -> None:
    candidates = [candidate("long", 0.25, EAST), candidate("short", 0.5, NORTH, tokens=4), candidate("sure", 0.05, UP)]
    assert keys(candidates, 1) == ["long"]


def test_what_is_done_is_not_chosen_again_nor_is_its_like() -> None:
    candidates = [candidate("a", 0.3, EAST), candidate("like-a", 0.29, EAST), candidate("other", 0.1, NORTH)]
    assert keys(candidates, 3, frozenset({"a"})) == ["other", "like-a"]
    assert keys(candidates, 3, frozenset({"a", "like-a", "other"})) == []


def test_reasons_are_told() -> None:
    candidates = [candidate("a", 0.3, EAST), candidate("b", 0.1, NORTH, council=None)]
    first, second = choose(candidates, 2)
    assert first.why == (
        "1.45 times the mean doubt, above all about spans; number 1 of its council, number 1 with paragraphs"
    )
    assert "1.00 unlike those before; number 1 of unknown council, number 2 with paragraphs" in second.why


POOL = [
    candidate(f"d{n}", 0.05 + 0.01 * (n % 7), (n % 3, n % 5, n % 2), f"Council {n % 4}", ("tables", "bullets")[n % 2])
    for n in range(15)
]


@given(st.permutations(POOL), st.integers(1, 20))
def test_the_order_of_the_archive_does_not_matter(shuffled: list[Candidate], number: int) -> None:
    chosen = keys(shuffled, number)
    assert chosen == keys(POOL, number)
    assert len(set(chosen)) == len(chosen) == min(number, len(POOL))


def test_the_choice_of_fewer_is_the_beginning_of_that_of_more() -> None:
    assert keys(POOL, 12)[:5] == keys(POOL, 5)


def test_of_nothing_nothing_is_chosen() -> None:
    assert choose([], 5) == []
