"""How each decision was voted on, and how each named person voted."""

from __future__ import annotations

from dataclasses import dataclass

from council_minutes.annotations import Mark
from council_minutes.tables.columns import Row
from council_minutes.tables.places import meeting_cells, place_cells
from council_minutes.tables.polls import Name, Poll, find_polls
from council_minutes.tables.view import DocumentView
from council_minutes.tables.vote_words import Tally, read_vote


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a decision was voted on: what is told of it, and the VOTE span that tells it."""

    tally: Tally
    vote: Mark | None


def ballots(view: DocumentView) -> dict[str, Ballot]:
    """Mark id of a decision → its vote, for the decisions that have one."""
    polls = {poll.decision.id: poll for poll in find_polls(view) if poll.decision is not None}
    found: dict[str, Ballot] = {}
    for decision in view.spans_of("DECISION"):
        poll = polls.get(decision.id)
        if poll is not None:
            found[decision.id] = _ballot(view, poll)
        elif (vote := view.tail("OUTCOME", decision)) is not None:
            found[decision.id] = Ballot(read_vote(view.text(vote)), vote)
    return found


def _ballot(view: DocumentView, poll: Poll) -> Ballot:
    """What is told of a recorded vote, by the words right after its lists where there are any."""
    vote = poll.closing
    if vote is None and poll.decision is not None:
        vote = view.tail("OUTCOME", poll.decision)
    told = [*([vote] if vote is not None else []), *(mark for mark in poll.lists if mark != vote)]
    return Ballot(read_vote(*(view.text(mark) for mark in told)), vote)


def vote_rows(view: DocumentView) -> list[Row]:
    return [row for poll in find_polls(view) for row in _poll_rows(view, poll)]


def _poll_rows(view: DocumentView, poll: Poll) -> list[Row]:
    outcome = _ballot(view, poll).tally.outcome
    return [_name_row(view, poll, name, outcome) for name in poll.names]


def _name_row(view: DocumentView, poll: Poll, name: Name, outcome: str | None) -> Row:
    decision = poll.decision
    meaning = view.links.meanings[name.person.id]
    return {
        **meeting_cells(view),
        "person": meaning.name,
        "person_id": meaning.id,
        "vote": name.side,
        "decision": view.text(decision) if decision is not None else None,
        "decision_id": view.ids[decision.id] if decision is not None else None,
        "outcome": outcome,
        "poll_id": view.ids[poll.lists[0].id],
        "text": view.text(name.under),
        "entity_id": view.ids[name.person.id],
        **place_cells(view, name.under),
    }
