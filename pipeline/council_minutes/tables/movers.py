"""Who moved a decision and who seconded it, where the model names more people than one.

A paragraph that proposes two things, or a name inside the decision, draws a second mover. Each decision keeps the mover
that the words around the name make one, the nearest of several, together with the names in one list with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from council_minutes.annotations import Mark
from council_minutes.tables.view import DocumentView
from council_minutes.values.names import HONORIFICS

_REACH: Final = 48  # code points between a cue and the name: `proposed by the Chair of the Panel, Councillor …`
_LISTED: Final = re.compile(rf"\s*(?:,|&|\band\b|\s)*\s*(?:(?:{HONORIFICS})\.?\s*)?", re.IGNORECASE)
_CUES: Final = {
    "PROPOSED_BY": (r"propos\w*|mov(?:ed|er|ing)|motion\s+(?:of|by)", r"propos(?:ed|ing)|moved"),
    "SECONDED_BY": (r"second(?:ed|er|ing)", r"second(?:ed|ing)"),
}
_BEFORE: Final = {
    name: re.compile(rf"\b(?:{before})\b(?:(?!propos|second|moved|that\b|\n\s*\n|;)[\s\S])*\Z", re.IGNORECASE)
    for name, (before, _) in _CUES.items()
}
_AFTER: Final = {
    name: re.compile(rf"(?:\s*\([^()\n]{{1,12}}\))?,?\s+(?:had\s+|then\s+|formally\s+)?(?:{after})\b", re.IGNORECASE)
    for name, (_, after) in _CUES.items()
}


def movers(view: DocumentView, relation: str, head: Mark) -> Sequence[Mark]:
    """The people of ``PROPOSED_BY`` or ``SECONDED_BY`` that a decision has, in order of place; mostly one.

    Who is named both as mover and as seconder is the one of them that the model is surer of. Of the rest, a name with a
    cue (``Proposed by``, ``seconded``) goes before one without, then the nearer one, and without cues the surer one.
    """
    other = "SECONDED_BY" if relation == "PROPOSED_BY" else "PROPOSED_BY"
    rivals = {_who(view, mark): _score(view, other, head, mark) for mark in view.tails.get((other, head.id), ())}
    found = [
        mark
        for mark in view.tails.get((relation, head.id), ())
        if _score(view, relation, head, mark) >= rivals.get(_who(view, mark), 0.0)
    ]
    if len(found) < 2:
        return found
    best = min(found, key=lambda mark: _rank(view, relation, head, mark))
    return _listed_with(view, best, sorted(found, key=lambda mark: mark.start))


def _who(view: DocumentView, mark: Mark) -> str:
    meaning = view.links.meanings.get(mark.id)
    return mark.id if meaning is None or meaning.id is None else meaning.id


def _score(view: DocumentView, relation: str, head: Mark, tail: Mark) -> float:
    """The model's confidence in a relation; 1 where a person annotated it."""
    score = view.scores.get((relation, head.id, tail.id))
    return 1.0 if score is None else score


def _rank(view: DocumentView, relation: str, head: Mark, mark: Mark) -> tuple[bool, float, int]:
    has_cue = _has_cue(view.record.text, relation, mark)
    gap = max(head.start - mark.end, mark.start - head.end, 0)
    return not has_cue, gap if has_cue else -_score(view, relation, head, mark), mark.start


def _has_cue(text: str, relation: str, mark: Mark) -> bool:
    before = text[max(0, mark.start - _REACH) : mark.start]
    return _BEFORE[relation].search(before) is not None or _AFTER[relation].match(text, mark.end) is not None


def _listed_with(view: DocumentView, best: Mark, marks: Sequence[Mark]) -> Sequence[Mark]:
    """``best`` and the marks that stand in one list with it: ``Councillors Lee and Orr``."""
    text, at = view.record.text, marks.index(best)
    first = last = at
    while first > 0 and _LISTED.fullmatch(text, marks[first - 1].end, marks[first].start) is not None:
        first -= 1
    while last + 1 < len(marks) and _LISTED.fullmatch(text, marks[last].end, marks[last + 1].start) is not None:
        last += 1
    return marks[first : last + 1]
