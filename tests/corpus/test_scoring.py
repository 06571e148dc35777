from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import annotated_documents, marked, minutes_like

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.scoring import (
    EXACT,
    RELAXED,
    Extent,
    LayerScores,
    Tally,
    match,
    overlap,
    score_document,
    tally_extents,
)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("VOTE", 0, 4), ("VOTE", 0, 4), 1.0),
        (("VOTE", 0, 4), ("ACTION", 0, 4), 0.0),
        (("VOTE", 0, 4), ("VOTE", 4, 8), 0.0),
        (("VOTE", 0, 4), ("VOTE", 2, 6), 2 / 6),
        (("VOTE", 0, 4), ("VOTE", 1, 3), 0.5),
        (("VOTE", 0, 10), ("VOTE", 0, 5), 0.5),
    ],
)
def test_overlap_is_intersection_over_union(left: Extent, right: Extent, expected: float) -> None:
    assert overlap(left, right) == overlap(right, left) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("found", "gold", "expected"),
    [
        ([], [("VOTE", 0, 4)], {}),
        ([("VOTE", 0, 4)], [], {}),
        ([("VOTE", 0, 4)], [("VOTE", 0, 4)], {0: 0}),
        ([("VOTE", 0, 3)], [("VOTE", 0, 7)], {}),
        # the better overlap goes first, and each pairs once
        ([("VOTE", 0, 8), ("VOTE", 0, 10)], [("VOTE", 0, 10)], {1: 0}),
        ([("VOTE", 0, 10)], [("VOTE", 0, 5), ("VOTE", 0, 9)], {0: 1}),
        ([("VOTE", 0, 10), ("VOTE", 0, 9)], [("VOTE", 0, 9), ("VOTE", 0, 12)], {1: 0, 0: 1}),
    ],
)
def test_extents_pair_best_overlap_first(found: list[Extent], gold: list[Extent], expected: dict[int, int]) -> None:
    assert match(found, gold, RELAXED) == expected


def test_precision_recall_and_f1() -> None:
    tally = Tally()
    tally.add(["VOTE"] * 4 + ["ACTION"], ["VOTE"] * 8, ["VOTE"] * 3)
    vote, total = tally.prf("VOTE"), tally.prf()
    assert (vote.precision, vote.recall, vote.gold) == (0.75, 0.375, 8)
    assert vote.f1 == pytest.approx(0.5)
    assert (total.precision, total.recall) == (0.6, 0.375)
    assert tally.labels() == ["ACTION", "VOTE"]
    nothing = Tally().prf()
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.gold) == (0.0, 0.0, 0.0, 0)


GOLD = marked(
    '<PERSON id="p" HOLDS="r">J. Ashby</PERSON>, <ROLE id="r">Chair</ROLE>: '
    '<FINDING direction="up" against="target">waste had risen to a new height</FINDING>.'
).annotations


def shifted(**changes: tuple[int, int]) -> Annotations:
    """The gold marks with other offsets, by label; the found marks have names of their own."""
    names = {mark.id: f"found-{mark.id}" for mark in GOLD.marks()}

    def marks(layer: tuple[Mark, ...]) -> tuple[Mark, ...]:
        return tuple(
            Mark(names[m.id], m.label, *changes.get(m.label, (m.start, m.end)), 0.9, m.attributes) for m in layer
        )

    relations = tuple(Relation(r.name, names[r.head], names[r.tail], 0.9) for r in GOLD.relations)
    return Annotations(marks(GOLD.entities), marks(GOLD.spans), relations)


def test_entities_match_exactly_and_relations_by_half() -> None:
    scores = score_document(shifted(PERSON=(3, 8)), GOLD)  # `Ashby` for `J. Ashby`
    assert scores.entities.prf("PERSON").f1 == 0.0
    assert scores.entities.prf("ROLE").f1 == 1.0
    assert scores.entities_relaxed.prf("PERSON").f1 == 1.0
    assert scores.relations.prf("HOLDS").f1 == 1.0
    scores = score_document(shifted(PERSON=(0, 2)), GOLD)
    assert scores.relations.prf("HOLDS").f1 == 0.0


def test_attributes_are_asked_of_spans_that_match() -> None:
    [finding] = GOLD.spans
    wrong = Mark("f", "FINDING", finding.start, finding.end - 3, None, MappingProxyType({"direction": "up"}))
    scores = score_document(Annotations(spans=(wrong,)), GOLD)
    assert dict(scores.attributes_asked) == {"direction": 1, "against": 1}
    assert dict(scores.attributes_right) == {"direction": 1, "against": 0}
    assert scores.spans.prf().f1 == 1.0
    assert scores.spans_exact.prf().f1 == 0.0
    assert not score_document(Annotations(), GOLD).attributes_asked


def test_a_relation_found_twice_hits_once() -> None:
    found = shifted()
    twice = Annotations(found.entities, found.spans, found.relations * 2)
    prf = score_document(twice, GOLD).relations.prf()
    assert (prf.precision, prf.recall) == (0.5, 1.0)


@given(annotated_documents(minutes_like()))
def test_a_document_agrees_with_itself(document: Any) -> None:
    scores = score_document(document.annotations, document.annotations)
    for tally in (scores.entities, scores.entities_relaxed, scores.spans, scores.spans_exact, scores.relations):
        assert tally.hit == tally.found == tally.gold
    assert scores.attributes_asked == scores.attributes_right


# The definition, word for word and pair by pair. Offsets are drawn so that marks often overlap by half.
_EXTENTS = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
_DIRECTIONS = st.sampled_from(["up", "down"])


@st.composite
def drawn_annotations(draw: Any, prefix: str) -> Annotations:
    def layer(labels: tuple[str, ...], kind: str) -> tuple[Mark, ...]:
        drawn = draw(st.lists(st.tuples(st.sampled_from(labels), _EXTENTS), unique=True, max_size=6))
        return tuple(
            Mark(f"{prefix}{kind}{i}", label, start, end, None, MappingProxyType({"direction": draw(_DIRECTIONS)}))
            for i, (label, (start, end)) in enumerate(drawn)
        )

    entities, spans = layer(("PERSON", "ROLE"), "e"), layer(("VOTE", "DECISION", "FINDING"), "s")
    marks = [mark.id for mark in (*entities, *spans)]
    drawn = st.tuples(st.sampled_from(["HOLDS", "OF"]), st.sampled_from(marks or [""]), st.sampled_from(marks or [""]))
    relations = draw(st.lists(drawn, max_size=6)) if marks else []
    return Annotations(entities, spans, tuple(Relation(*relation) for relation in relations))


def _share(f: Mark, g: Mark) -> float:
    left, right = set(range(f.start, f.end)), set(range(g.start, g.end))
    return len(left & right) / len(left | right)


def _pairs(found: tuple[Mark, ...], gold: tuple[Mark, ...], least: float) -> dict[str, str]:
    every = [(-_share(f, g), i, j) for i, f in enumerate(found) for j, g in enumerate(gold) if f.label == g.label]
    pairs: dict[str, str] = {}
    for share, i, j in sorted(every):
        if -share >= least and found[i].id not in pairs and gold[j].id not in pairs.values():
            pairs[found[i].id] = gold[j].id
    return pairs


@given(drawn_annotations("f"), drawn_annotations("g"))
def test_scores_follow_the_definition(found: Annotations, gold: Annotations) -> None:
    scores = score_document(found, gold)
    exact = {(m.label, m.start, m.end) for m in found.entities} & {(m.label, m.start, m.end) for m in gold.entities}
    assert scores.entities.hit.total() == len(exact)
    relaxed = {**_pairs(found.entities, gold.entities, 0.5), **_pairs(found.spans, gold.spans, 0.5)}
    spans = {mark.id: mark for mark in (*found.spans, *gold.spans)}
    matched = {f: g for f, g in relaxed.items() if f in spans}
    assert scores.spans.hit.total() == len(matched)
    assert scores.spans.found.total() == len(found.spans)
    assert scores.spans.gold.total() == len(gold.spans)
    wanted = {(r.name, r.head, r.tail) for r in gold.relations}
    seen = {(r.name, relaxed.get(r.head), relaxed.get(r.tail)) for r in found.relations}
    assert scores.relations.hit.total() == len(seen & wanted)
    assert (scores.relations.found.total(), scores.relations.gold.total()) == (len(found.relations), len(wanted))
    right = sum(spans[f].attributes == spans[g].attributes for f, g in matched.items())
    assert (scores.attributes_asked.total(), scores.attributes_right.total()) == (len(matched), right)


@given(st.lists(st.tuples(drawn_annotations("f"), drawn_annotations("g")), max_size=3))
def test_documents_add_up(pairs: list[tuple[Annotations, Annotations]]) -> None:
    total = LayerScores()
    for found, gold in pairs:
        total.update(score_document(found, gold))
    assert total.spans.gold.total() == sum(len(gold.spans) for _, gold in pairs)
    assert total.entities.hit.total() == sum(score_document(f, g).entities.hit.total() for f, g in pairs)


def test_exact_extents_need_every_character() -> None:
    tally = tally_extents([("VOTE", 0, 99)], [("VOTE", 0, 100)], EXACT)
    assert tally.hit.total() == 0
