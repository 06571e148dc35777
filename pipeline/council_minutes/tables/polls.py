"""Recorded votes: the lists of names that belong to one vote, what was told of it, and the decision it was on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from council_minutes.annotations import Mark
from council_minutes.tables.places import item_at
from council_minutes.tables.view import DocumentView
from council_minutes.tables.vote_lists import called, listed
from council_minutes.tables.vote_words import read_heading, read_vote

_SIDES: Final[Mapping[str, str]] = {"VOTED_FOR": "for", "VOTED_AGAINST": "against", "ABSTAINED": "abstained"}
_CLOSING_REACH: Final = 80  # code points between the last name of a vote and the words that tell its outcome
_PUT_REACH: Final = 300  # code points before the names in which it is said what was put to the vote
_PUT_PARAGRAPH: Final = re.compile(r"\bparagraph\s+\(?(\d{1,3})\b", re.I)
_MOTION: Final = re.compile(r"\b(?:motion|recommendations?|proposal|resolution)\b", re.I)
_AMENDMENT: Final = re.compile(r"\bamendments?\b", re.I)


@dataclass(frozen=True, slots=True)
class Name:
    """A person who voted: the mark of the list and of the person, and ``for``, ``against`` or ``abstained``."""

    under: Mark
    person: Mark
    side: str


@dataclass(slots=True)
class Poll:
    """One vote that was taken.

    Attributes:
        lists: its VOTE spans that head names or count a side, in order of place.
        names: the people under them.
        end: where its lists end, a code point offset.
        closing: the VOTE span right after the lists that tells the outcome.
        decision: what was voted on; None where that is not marked.
    """

    lists: list[Mark] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    end: int = 0
    closing: Mark | None = None
    decision: Mark | None = None

    @property
    def start(self) -> int:
        return self.lists[0].start


def find_polls(view: DocumentView) -> list[Poll]:
    """The recorded votes of a document in order of place, each with its outcome and the decision it was on."""
    polls = [poll for poll in _grouped(view) if poll.names]
    ends = (*(poll.start for poll in polls[1:]), len(view.record.text))
    settled: set[str] = set()
    before = 0
    for poll, limit in zip(polls, ends, strict=False):
        poll.closing = _closing(view, poll, limit)
        poll.decision = _decision_of(view, poll, (before, limit), settled)
        if poll.decision is not None:
            settled.add(poll.decision.id)
        before = poll.closing.end if poll.closing is not None else poll.end
    return polls


def _grouped(view: DocumentView) -> list[Poll]:
    """The lists grouped by vote: a side that comes again (but in a roll call), a decision or another item begins a new
    vote."""
    polls: list[Poll] = []
    seen: set[str] = set()
    was_called = False
    breaks = [span.start for span in view.spans_of("DECISION")] + [item.start for item in view.items]
    for mark in view.spans_of("VOTE"):
        heading = read_heading(view.text(mark))
        names = _names_under(view, mark)
        sides = {name.side for name in names} | ({heading.side} if heading is not None else set())
        if not sides:
            continue
        is_called = heading is not None and called(view, mark, heading) is not None
        comes_again = bool(sides & seen) and not (is_called and was_called)
        was_called = is_called
        if not polls or comes_again or any(polls[-1].lists[-1].end <= at <= mark.start for at in breaks):
            polls.append(Poll())
            seen = set()
        polls[-1].lists.append(mark)
        polls[-1].names += names
        polls[-1].end = max(polls[-1].end, mark.end, *(n.person.end for n in names if n.person.start >= mark.end))
        seen |= sides
    return polls


def _names_under(view: DocumentView, mark: Mark) -> list[Name]:
    """The people under a list: those listed after its heading, and those that a relation leads to."""
    related = [
        Name(mark, person, side)
        for relation, side in _SIDES.items()
        for person in sorted(view.tails.get((relation, mark.id), ()), key=lambda p: p.start)
        if person.id in view.links.meanings
    ]
    heading = read_heading(view.text(mark))
    if heading is None:
        return related
    answering = called(view, mark, heading)
    people = listed(view, mark, heading) if answering is None else [answering]
    found = [Name(mark, person, heading.side) for person in people]
    if heading.count is not None and len(found) == heading.count:
        return found
    known = {name.person.id for name in found}
    return sorted(found + [n for n in related if n.person.id not in known], key=lambda name: name.person.start)


def _closing(view: DocumentView, poll: Poll, limit: int) -> Mark | None:
    """The VOTE right after the lists that tells how the vote went: `Motion carried`."""
    starts = [span.start for span in view.spans_of("DECISION")]
    for vote in view.spans_of("VOTE"):
        if poll.end <= vote.start < min(limit, poll.end + _CLOSING_REACH) and vote not in poll.lists:
            is_told = read_vote(view.text(vote)).outcome is not None
            return vote if is_told and not any(poll.end <= start < vote.start for start in starts) else None
    return None


def _decision_of(view: DocumentView, poll: Poll, between: tuple[int, int], settled: Collection[str]) -> Mark | None:
    """The decision a vote was on, of those in its item that no earlier vote settled.

    The one whose OUTCOME is one of its lists; else the one in the paragraph that was put to the vote; else the one
    whose OUTCOME stands right after the lists, or right before them; else the last one since the vote before; else,
    where it was a motion that was put and no amendment, the last one before; else, unless it was an amendment, the
    first one after the lists.

    Args:
        view, poll: the document and the vote.
        between: where the vote before ends and the next one begins.
        settled: mark ids of the decisions that earlier votes were on.
    """
    after_last, limit = between
    item = item_at(view, poll.start)
    open_ones = [d for d in view.spans_of("DECISION") if item_at(view, d.start) == item and d.id not in settled]
    outcomes = [(vote, d) for d in open_ones for vote in view.tails.get(("OUTCOME", d.id), ())]
    direct = next((d for vote, d in outcomes if vote in poll.lists), None)
    if direct is not None:
        return direct
    earlier = [d for d in open_ones if d.end <= poll.start]
    said = view.record.text[max(after_last, poll.start - _PUT_REACH) : poll.start]
    named = _in_paragraph(view, earlier, said, poll.start)
    if named is not None:
        return named
    after = [(vote.start, d) for vote, d in outcomes if poll.end <= vote.start < limit and d.start < vote.start]
    if after:
        first = min(after, key=lambda entry: entry[0])
        # A decision between the lists and the vote is another motion's.
        if not any(poll.end <= d.start < first[0] for d in open_ones):
            return first[1]
    before = [(vote.start, d) for vote, d in outcomes if vote.start < poll.start]
    last_before = max(before, key=lambda entry: entry[0], default=None)
    if last_before is not None and not any(last_before[0] < d.start for d in earlier):
        return last_before[1]
    is_amendment = _AMENDMENT.search(said) is not None
    is_motion = _MOTION.search(said) is not None and not is_amendment
    recent = [d for d in earlier if d.start >= after_last or is_motion]
    if recent or is_amendment:
        return max(recent, key=lambda d: d.start, default=None)
    return min((d for d in open_ones if poll.end <= d.start < limit), key=lambda d: d.start, default=None)


def _in_paragraph(view: DocumentView, decisions: Sequence[Mark], said: str, until: int) -> Mark | None:
    """The first of the decisions in the numbered paragraph that was put: `the motion set out in paragraph 7`."""
    put = _PUT_PARAGRAPH.findall(said)
    if not put:
        return None
    text = view.record.text
    number = int(put[-1])
    begins = [m.start() for m in re.finditer(rf"^[ \t]*\(?{number}\)\s", text[:until], re.M)]
    if not begins:
        return None
    following = re.compile(rf"^[ \t]*\(?{number + 1}\)\s", re.M).search(text, begins[-1], until)
    end = following.start() if following is not None else until
    return min((d for d in decisions if begins[-1] <= d.start < end), key=lambda d: d.start, default=None)
