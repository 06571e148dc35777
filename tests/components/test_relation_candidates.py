from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from marked import annotated_documents, make_doc, marked, minutes_like
from spacy.tokens import Doc

from council_minutes.components.relation_candidates import (
    N_FEATURES,
    REACH,
    RELATION_NAMES,
    Candidates,
    find_candidates,
)
from council_minutes.components.relation_extractor import marks_of
from council_minutes.corpus.docs import Key, to_doc
from council_minutes.labels import RELATIONS

_SURNAMES = [
    f"{first}{second}" for first in ("Ash", "Bel", "Car", "Dun", "Ed") for second in ("by", "ton", "ford", "well")
]
NAMES = [f"{initial}. {surname}" for initial in "JKLM" for surname in _SURNAMES]


def candidates_of(body: str) -> tuple[Doc, Candidates]:
    doc = to_doc(marked(body), make_doc)
    return doc, find_candidates(doc, marks_of(doc))


def unreached(body: str) -> list[tuple[str, str, str]]:
    """Gold relations that no candidate stands for: name, and the words of head and tail."""
    doc, candidates = candidates_of(body)
    pairs = set(zip(candidates.heads.tolist(), candidates.tails.tolist(), strict=True))
    number = {mark: i for i, mark in enumerate(candidates.marks)}
    missing = [
        (name, doc[head[1] : head[2]].text, doc[tail[1] : tail[2]].text)
        for name, head, tail, _ in doc._.relations
        if (number[tuple(head)], number[tuple(tail)]) not in pairs
    ]
    reached = len(doc._.relations) - len(missing)
    assert candidates.gold(doc._.relations).sum() == reached
    return missing


def people(names: list[str], joint: str, first: int = 0, attributes: str = "") -> str:
    marks = (f'<PERSON id="p{i}"{attributes}>{name}</PERSON>' for i, name in enumerate(names, first))
    return joint.join(marks)


def ids(names: list[str], first: int = 0) -> str:
    return " ".join(f"p{i}" for i in range(first, first + len(names)))


@pytest.mark.parametrize("joint", [", ", "\n", " "])
def test_a_recorded_vote_of_80_names_is_within_reach(joint: str) -> None:
    for_, against, abstained = NAMES[:45], NAMES[45:75], NAMES[75:80]
    assert len({*for_, *against, *abstained}) == 80
    body = (
        'The <DECISION OUTCOME="v">amendment was put</DECISION>.\n'
        f'<VOTE VOTED_FOR="{ids(for_)}">For (<FIGURE>45</FIGURE>)</VOTE>: {people(for_, joint)}\n'
        f'<VOTE VOTED_AGAINST="{ids(against, 45)}">Against (<FIGURE>30</FIGURE>)</VOTE>: {people(against, joint, 45)}\n'
        f'<VOTE ABSTAINED="{ids(abstained, 75)}">Abstain (<FIGURE>5</FIGURE>)</VOTE>: {people(abstained, joint, 75)}\n'
        '<VOTE id="v">Motion lost</VOTE>'
    )
    assert unreached(body) == []


def test_80_names_under_one_vote_are_within_reach() -> None:
    names = [f"{name.split()[1]} ({name[0]})" for name in NAMES]
    body = f'<VOTE VOTED_FOR="{ids(names)}">For</VOTE>:\n{people(names, ", ")}'
    assert unreached(body) == []


def test_names_before_the_count_of_the_vote_are_within_reach() -> None:
    body = f'{people(NAMES, ", ")} voted in favour <VOTE VOTED_FOR="{ids(NAMES)}">(<FIGURE>80</FIGURE> votes)</VOTE>'
    assert unreached(body) == []


@pytest.mark.parametrize("joint", [", ", "\n", "; "])
def test_a_presence_list_of_80_names_is_within_reach(joint: str) -> None:
    body = (
        f'<ATTENDANCE MADE_BY="{ids(NAMES)}">PRESENT: <ROLE id="r">Councillors</ROLE> '
        f"{people(NAMES, joint, attributes=' HOLDS=“r”').replace('“', chr(34)).replace('”', chr(34))}</ATTENDANCE>"
    )
    # `Councillors` may stand as many roles back as there are, but not more than 400 words.
    assert unreached(body) == []


def test_each_name_of_a_presence_list_reaches_the_role_beside_it() -> None:
    lines = [
        f'<PERSON id="p{i}" HOLDS="r{i}">{name}</PERSON> (<ROLE id="r{i}" OF="b{i}">Chair</ROLE> of the'
        f' <BODY id="b{i}">Planning Committee</BODY>)'
        for i, name in enumerate(NAMES)
    ]
    body = f'<ATTENDANCE MADE_BY="{ids(NAMES)}">Present:\n' + ",\n".join(lines) + "</ATTENDANCE>"
    assert unreached(body) == []


def test_limbs_of_a_resolution_reach_the_body_named_before_them() -> None:
    body = (
        'The <BODY id="b">Panel</BODY> RESOLVED that\n'
        '(a) <DECISION MADE_BY="b" PROPOSED_BY="p" SECONDED_BY="q">the report be noted</DECISION>;\n'
        '(b) <DECISION MADE_BY="b" PROPOSED_BY="p" SECONDED_BY="q">the fee be <FIGURE>£4</FIGURE></DECISION>; and\n'
        '(c) <DECISION MADE_BY="b" PROPOSED_BY="p" SECONDED_BY="q" DUE="d">a letter be sent by '
        '<DATE id="d">4 May</DATE></DECISION>.\n'
        'Proposed by <PERSON id="p">Ashby</PERSON>, seconded by <PERSON id="q">Carton</PERSON>.'
    )
    assert unreached(body) == []


def test_a_pair_is_told_by_its_labels_and_what_stands_between() -> None:
    doc, candidates = candidates_of('<PERSON HOLDS="r">Ashby</PERSON>, the <ROLE id="r">Chair</ROLE>')
    assert [(m[0], doc[m[1] : m[2]].text) for m in candidates.marks] == [("PERSON", "Ashby"), ("ROLE", "Chair")]
    assert (candidates.heads.tolist(), candidates.tails.tolist()) == ([0], [1])
    assert doc[slice(*candidates.between[0])].text == ", the"
    assert [name for name, yes in zip(RELATION_NAMES, candidates.allowed[0], strict=True) if yes] == ["HOLDS"]


def test_relations_of_the_same_labels_share_one_candidate() -> None:
    _, candidates = candidates_of(
        '<DECISION PROPOSED_BY="p" SECONDED_BY="p">it be noted</DECISION> <PERSON id="p">Ashby</PERSON>'
    )
    assert len(candidates) == 1
    allowed = {name for name, yes in zip(RELATION_NAMES, candidates.allowed[0], strict=True) if yes}
    assert allowed == {"MADE_BY", "PROPOSED_BY", "SECONDED_BY"}
    gold = candidates.gold([["PROPOSED_BY", ("DECISION", 0, 3), ("PERSON", 3, 4), None]])
    assert [RELATION_NAMES[i] for i in np.flatnonzero(gold[0])] == ["PROPOSED_BY"]


@pytest.mark.parametrize("text", ["", " ", "The Panel agreed."])
def test_without_marks_there_are_no_candidates(text: str) -> None:
    candidates = find_candidates(make_doc(text), [])
    assert len(candidates) == 0
    assert candidates.features.shape == (0, N_FEATURES)
    assert candidates.allowed.shape == candidates.gold([]).shape == (0, len(RELATION_NAMES))


def expected_pairs(marks: list[Key]) -> set[tuple[Key, Key]]:
    """The definition, pair by pair."""
    found = set()
    for head in marks:
        for label in {tail[0] for tail in marks}:
            names = [n for n, (heads, tails) in RELATIONS.items() if head[0] in heads and label in tails]
            if not names:
                continue
            tails = sorted(m for m in marks if m[0] == label)
            tails.sort(key=lambda m: m[1])
            before = [t for t in tails if t[1] < head[1]]
            inside = [t for t in tails if head[1] <= t[1] < head[2]]
            after = [t for t in tails if t[1] >= head[2]]
            near = before[-max(REACH[n].before for n in names) :] + inside + after[: max(REACH[n].after for n in names)]
            limit = max(REACH[n].gap for n in names)
            found |= {(head, t) for t in near if max(t[1] - head[2], head[1] - t[2]) <= limit}
    return found


@given(annotated_documents(minutes_like()))
def test_candidates_are_the_nearest_tails_of_each_head(document: Any) -> None:
    doc = to_doc(document, make_doc)
    candidates = find_candidates(doc, marks_of(doc))
    marks = candidates.marks
    pairs = [(marks[h], marks[t]) for h, t in zip(candidates.heads, candidates.tails, strict=True)]
    assert len(set(pairs)) == len(pairs)
    by_place = {(m[0], m[1]) for m in marks}
    if len(by_place) == len(marks):  # of marks of one label that begin together, either may be the nearer
        assert set(pairs) == expected_pairs(marks)
    assert candidates.features.shape == (len(pairs), N_FEATURES)
    assert ((candidates.features == 0) | (candidates.features == 1)).all()
    assert candidates.allowed.any(axis=1).all()
    left, right = candidates.between.T
    assert ((left >= 0) & (left <= right) & (right <= len(doc))).all()


@given(annotated_documents(minutes_like()))
def test_candidates_do_not_depend_on_the_order_of_the_marks(document: Any) -> None:
    doc = to_doc(document, make_doc)
    one, other = find_candidates(doc, marks_of(doc)), find_candidates(doc, marks_of(doc)[::-1])
    assert one.marks == other.marks
    for name in ("heads", "tails", "between", "allowed", "features"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def test_candidates_grow_with_the_number_of_marks_and_not_with_its_square() -> None:
    limb = '<DECISION MADE_BY="{0}">it be noted</DECISION> <BODY id="{0}">Panel</BODY> <PERSON>Ashby</PERSON>\n'
    counts = [len(candidates_of("".join(limb.format(f"b{i}") for i in range(n)))[1]) for n in (200, 400, 800)]
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])
