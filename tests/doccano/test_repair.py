"""Which copies of a document go where an upload was interrupted or came twice; needs no server."""

from __future__ import annotations

from typing import Any

import pytest

from council_minutes.doccano.repair import Copy, State, state_of, surplus

OPEN = "interrupted"
DONE = "finished"


def copy(number: int, batch: str, state: State) -> Copy:
    return Copy(number, "doc", batch, state)


# name -> (copies, those to remove, whether a person has to settle it)
CASES = {
    "one whole copy stays": ([copy(1, DONE, State.WHOLE)], set(), False),
    "a whole copy of an interrupted upload stays": ([copy(1, OPEN, State.WHOLE)], set(), False),
    "a short one goes": ([copy(1, OPEN, State.SHORT)], {1}, False),
    "a short one of a finished upload is a person's work": ([copy(1, DONE, State.SHORT)], set(), False),
    "of two whole ones one stays": ([copy(1, OPEN, State.WHOLE), copy(2, DONE, State.WHOLE)], {2}, False),
    "a short and a whole one": ([copy(1, OPEN, State.SHORT), copy(2, OPEN, State.WHOLE)], {1}, False),
    "a worked-on and a whole one": ([copy(1, DONE, State.WHOLE), copy(2, DONE, State.WORKED_ON)], {1}, False),
    "two worked-on ones": ([copy(1, DONE, State.WORKED_ON), copy(2, DONE, State.WORKED_ON)], set(), True),
    "work on an interrupted upload": ([copy(1, OPEN, State.WORKED_ON)], set(), True),
}


@pytest.mark.parametrize("name", CASES)
def test_surplus(name: str) -> None:
    copies, doomed, unsettled = CASES[name]
    assert surplus(copies, unfinished={OPEN}) == (doomed, ["doc"] if unsettled else [])


def line(*labels: str, relations: int = 0, first_id: int = 1) -> dict[str, Any]:
    entities = [
        {"id": first_id + n, "label": label, "start_offset": n, "end_offset": n + 1} for n, label in enumerate(labels)
    ]
    relation = {"type": "HOLDS", "from_id": first_id, "to_id": first_id + 1}
    return {"entities": entities, "relations": [relation] * relations}


@pytest.mark.parametrize(
    ("there", "state"),
    [
        (line("PERSON", "ROLE", relations=1, first_id=500), State.WHOLE),
        (line("PERSON", "ROLE", first_id=500), State.SHORT),
        (line(), State.SHORT),
        ({}, State.SHORT),
        (line("PERSON", "ROLE", "ORG", relations=1), State.WORKED_ON),
        (line("ROLE", "PERSON", relations=1), State.WORKED_ON),
    ],
)
def test_state(there: dict[str, Any], state: State) -> None:
    assert state_of(there, line("PERSON", "ROLE", relations=1)) is state
