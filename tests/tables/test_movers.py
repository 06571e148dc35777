from __future__ import annotations

from dataclasses import replace

import pytest

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.tables.rows import document_rows

# text, decision, relations of names in the order of their place with scores, and the mover and seconder told
CASES = [
    (
        "Proposed by Councillor Lee; Seconded by Councillor Orr. That the mill of Mr Pike be sold.",
        "the mill of Mr Pike be sold",
        {"P:Lee": 0.6, "S:Orr": 0.9, "P:Pike": 0.8},
        ("Lee", "Orr"),
    ),
    (
        "On the proposal of Councillor Lee, seconded by Councillor Orr, it was agreed to meet.",
        "it was agreed to meet",
        {"P:Lee": 0.9, "P:Orr": 0.5, "S:Orr": 0.8},
        ("Lee", "Orr"),
    ),
    (
        "Proposed by Cllr Hay and seconded by Cllr Ash to close the lane, and proposed by Cllr Lee to mend the gate.",
        "to mend the gate",
        {"P:Hay": 0.9, "S:Ash": 0.5, "P:Lee": 0.6},
        ("Lee", "Ash"),
    ),
    (
        "It was proposed by Cllrs Lee and Orr that the hall be let.",
        "the hall be let",
        {"P:Lee": 0.9, "P:Orr": 0.7},
        ("Lee; Orr", None),
    ),
    (
        "Cllr Lee spoke. The hall be let. Cllr Orr spoke.",
        "The hall be let",
        {"P:Lee": 0.6, "P:Orr": 0.8},
        ("Orr", None),
    ),
    (
        "Cllr Lee proposed that the hall be let to Mr Orr.",
        "the hall be let",
        {"P:Lee": None, "P:Orr": 0.9},
        ("Lee", None),
    ),
    ("Proposed by Cllr Lee.\n\nThe hall be let.", "The hall be let", {"P:Lee": 0.4, "S:Lee": 0.7}, (None, "Lee")),
]


@pytest.mark.parametrize(("text", "decision", "names", "expected"), CASES)
def test_each_decision_has_the_mover_and_seconder_of_its_own(make_record, text, decision, names, expected) -> None:
    start = text.index(decision)
    span = Mark("d", "DECISION", start, start + len(decision))
    people, relations = {}, []
    for key, score in names.items():
        name = key[2:]
        at = text.index(name)
        people[name] = Mark(name, "PERSON", at, at + len(name))
        relations.append(Relation({"P": "PROPOSED_BY", "S": "SECONDED_BY"}[key[0]], "d", name, score))
    annotations = Annotations(entities=tuple(people.values()), spans=(span,), relations=tuple(relations))
    record = replace(make_record("x"), text=text, annotations=annotations)
    (row,) = document_rows(record)["decisions"]
    assert (row["mover"], row["seconder"]) == expected
