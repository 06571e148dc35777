"""Recorded votes: which decision each list of names belongs to, and how each named person voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from council_minutes.annotations import Mark
from council_minutes.tables.columns import Row
from council_minutes.tables.places import item_at, meeting_cells, place_cells
from council_minutes.tables.view import DocumentView
from council_minutes.tables.vote_words import Tally, read_vote

_SIDES: Final[Mapping[str, str]] = {"VOTED_FOR": "for", "VOTED_AGAINST": "against", "ABSTAINED": "abstained"}


@dataclass(slots=True)
class _Poll:
    """The lists of names of one vote, in order of place."""

    lists: list[Mark] = field(default_factory=list)
    sides: set[str] = field(default_factory=set)

    @property
    def start(self) -> int:
        return self.lists[0].start

    @property
    def end(self) -> int:
        return max(mark.end for mark in self.lists)


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a decision was voted on: what is told of it, and the lists of names."""

    tally: Tally
    lists: Sequence[Mark]


def ballots(view: DocumentView) -> dict[str, Ballot]:
    """Mark id of a decision → its vote, for the decisions that have one."""
    polls = {decision.id: poll for poll, decision in _polls_on(view) if decision is not None}
    found: dict[str, Ballot] = {}
    for decision in view.spans_of("DECISION"):
        vote = view.tail("OUTCOME", decision)
        poll = polls.get(decision.id)
        lists = poll.lists if poll is not None else []
        words = [view.text(mark) for mark in ([vote] if vote is not None else []) + [m for m in lists if m != vote]]
        if words:
            found[decision.id] = Ballot(read_vote(*words), lists)
    return found


def vote_rows(view: DocumentView) -> list[Row]:
    told = ballots(view)
    rows = []
    for poll, decision in _polls_on(view):
        tally = told[decision.id].tally if decision is not None else Tally()
        for mark in poll.lists:
            for relation, side in _SIDES.items():
                for person in sorted(view.tails.get((relation, mark.id), ()), key=lambda p: p.start):
                    rows.append(
                        {
                            **meeting_cells(view),
                            **_person_cells(view, person),
                            "vote": side,
                            "decision": view.text(decision) if decision is not None else None,
                            "decision_id": view.ids[decision.id] if decision is not None else None,
                            "outcome": tally.outcome,
                            "text": view.text(mark),
                            "entity_id": view.ids[person.id],
                            **place_cells(view, mark),
                        }
                    )
    return rows


def _person_cells(view: DocumentView, person: Mark) -> Row:
    meaning = view.links.meanings[person.id]
    return {"person": meaning.name, "person_id": meaning.id}


def _polls(view: DocumentView) -> list[_Poll]:
    """The lists of names grouped by vote: a side that comes again, a decision or another item begins a new vote."""
    polls: list[_Poll] = []
    breaks = [span.start for span in view.spans_of("DECISION")] + [item.start for item in view.items]
    for mark in view.spans_of("VOTE"):
        sides = {side for relation, side in _SIDES.items() if (relation, mark.id) in view.tails}
        if not sides:
            continue
        last = polls[-1] if polls else None
        if last is None or sides & last.sides or any(last.end <= at <= mark.start for at in breaks):
            polls.append(_Poll())
        polls[-1].lists.append(mark)
        polls[-1].sides |= sides
    return polls


def _polls_on(view: DocumentView) -> list[tuple[_Poll, Mark | None]]:
    """Each vote with the decision it was on."""
    polls = _polls(view)
    limits = (*(poll.start for poll in polls[1:]), len(view.record.text))
    return [(poll, _decision_of(view, poll, limit)) for poll, limit in zip(polls, limits, strict=False)]


def _decision_of(view: DocumentView, poll: _Poll, limit: int) -> Mark | None:
    """The decision a vote was on; its outcome is told before ``limit``, where the next vote begins.

    The one whose OUTCOME is one of its lists; else the one whose OUTCOME stands right after the lists, or right before
    them; else the last decision before the lists in the same item; else the first after them.
    """
    item = item_at(view, poll.start)
    decisions = [span for span in view.spans_of("DECISION") if item_at(view, span.start) == item]
    outcomes = [(vote, d) for d in decisions for vote in view.tails.get(("OUTCOME", d.id), ())]
    direct = next((d for vote, d in outcomes if vote in poll.lists), None)
    if direct is not None:
        return direct
    after = [(vote.start, d) for vote, d in outcomes if poll.end <= vote.start < limit and d.start < vote.start]
    before = [(vote.start, d) for vote, d in outcomes if vote.start < poll.start]
    last_before = max(before, key=lambda entry: entry[0], default=None)
    if after:
        first = min(after, key=lambda entry: entry[0])
        # A decision between the lists and the vote is another motion's.
        if not any(poll.end <= d.start < first[0] for d in decisions):
            return first[1]
    earlier = [d for d in decisions if d.end <= poll.start]
    if last_before is not None and not any(last_before[0] < d.start for d in earlier):
        return last_before[1]
    if earlier:
        return max(earlier, key=lambda d: d.start)
    return min((d for d in decisions if d.start >= poll.end), key=lambda d: d.start, default=None)
