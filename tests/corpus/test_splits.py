from __future__ import annotations

from collections import Counter
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.splits import DEV_SHARE, TEST_SHARE, Part, part_of, select

PARTS: tuple[Part, ...] = ("train", "dev", "test")


def of(council: str | None, key: str) -> AnnotatedDocument:
    return AnnotatedDocument(key, "", MappingProxyType({} if council is None else {"council": council}))


@pytest.mark.parametrize(
    ("council", "part"),
    [
        ("Averne County Council", "train"),
        ("Northshire", "train"),
        ("E06000047", "train"),
        ("Council 0", "train"),
        ("Council 1", "train"),
        ("Council 4", "dev"),
        ("Council 20", "test"),
    ],
)
def test_a_council_s_part_never_changes(council: str, part: Part) -> None:
    assert part_of(council) == part


@given(st.text())
def test_a_council_s_part_does_not_depend_on_capitals_and_spaces_around(council: str) -> None:
    assert part_of(council) == part_of(f"  {council}\n")
    assert part_of(council.upper().lower()) == part_of(council.upper())


@given(st.lists(st.tuples(st.sampled_from([None, "A", "B", "C", "D", "Council 4", "Council 20"]), st.integers(0, 99))))
def test_every_document_is_in_one_part_and_no_council_in_two(pairs: list[tuple[str | None, int]]) -> None:
    documents = [of(council, f"key-{number}") for council, number in pairs]
    parts = {part: select(documents, part) for part in PARTS}
    assert sum(map(len, parts.values())) == len(documents)
    councils = [{document.council for document in found} for found in parts.values()]
    assert sum(map(len, councils)) == len(set().union(*councils))
    for found in parts.values():
        assert found == [document for document in documents if document in found], "in the order given"


def test_new_documents_never_move_old_ones() -> None:
    old = [of(f"Council {i}", f"k{i}") for i in range(50)]
    new = [of(f"Borough {i}", f"b{i}") for i in range(50)]
    for part in PARTS:
        assert [d for d in select(new + old, part) if d in old] == select(old, part)


def test_a_document_that_names_no_council_is_placed_by_its_key() -> None:
    assert [part for part in PARTS if select([of(None, "Council 4")], part)] == [part_of("Council 4")]


def test_the_parts_have_about_their_shares() -> None:
    counts = Counter(part_of(f"Council {i}") for i in range(5000))
    assert counts["dev"] / 50 == pytest.approx(DEV_SHARE, abs=1)
    assert counts["test"] / 50 == pytest.approx(TEST_SHARE, abs=1.5)
