"""Who was at a meeting: one row for each person and status that an attendance list or sentence tells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from council_minutes.annotations import Mark
from council_minutes.tables.attendance_words import (
    Cue,
    bracket_status,
    cues,
    is_bracketed,
    is_replaced,
    is_substitute,
    leads_names,
    stands_after_for,
)
from council_minutes.tables.columns import Row
from council_minutes.tables.places import item_at, meeting_cells, one_line, place_cells
from council_minutes.tables.view import DocumentView
from council_minutes.text import containing

_BEFORE: Final = 60  # code points before a name in which `in place of` stands
_HEADING: Final = re.compile(r"(?:\A|\n)[^\n]{3,60}[:\n–-]\s*\Z")  # the heading of a list, when the list leaves it out
_OWN_HEADING: Final = re.compile(r"[A-Z][\w &/-]{3,40}:")  # `Officers:` heads a list of those present
_HEADING_REACH: Final = 80


@dataclass(frozen=True, slots=True)
class _List:
    """An ATTENDANCE span with its people and cues, each in order of place.

    Attributes:
        leads: cues that the names after them belong to: `PRESENT:`, `Apologies were received from`.
        verbs: the other cues; those in brackets, which tell of one name alone, are in neither.
    """

    span: Mark
    people: Sequence[Mark]
    leads: Sequence[Cue]
    verbs: Sequence[Cue]


def attendance_rows(view: DocumentView) -> list[Row]:
    return [row for span in view.spans_of("ATTENDANCE") for row in _span_rows(view, span)]


def _span_rows(view: DocumentView, span: Mark) -> list[Row]:
    told = _read_list(view, span)
    rows = []
    for person in told.people:
        meaning = view.links.meanings[person.id]
        roles = dict.fromkeys(one_line(view.text(role)) for role in view.tails.get(("HOLDS", person.id), ()))
        rows += [
            {
                **meeting_cells(view),
                "person": meaning.name,
                "person_id": meaning.id,
                "role": "; ".join(roles) if roles else None,
                "status": status,
                "text": view.text(span),
                "entity_id": view.ids[person.id],
                **place_cells(view, span),
            }
            for status in _statuses(view, told, person)
        ]
    return rows


def _read_list(view: DocumentView, span: Mark) -> _List:
    text = view.record.text
    first = bisect_left(view.entities, span.start, key=lambda m: m.start)
    last = bisect_left(view.entities, span.end, key=lambda m: m.start)
    inside = view.entities[first:last]
    people = _people(view, span, [m for m in inside if m.label == "PERSON" and m.end <= span.end])
    found = [
        cue
        for cue in cues(text, span.start, span.end)
        if not any(m.start <= cue.start < m.end for m in inside if _is_name(m))
    ]
    roles = [m.start for m in inside if m.label == "ROLE"]
    leads: list[Cue] = []
    verbs: list[Cue] = []
    for cue in found:
        if is_bracketed(text, cue, span.start):
            continue
        at = bisect_left(people, cue.end, key=lambda m: m.start)
        role = bisect_left(roles, cue.end)
        name = people[at].start if at < len(people) else cue.end
        following = min(name, roles[role]) if role < len(roles) else name
        is_lead = at < len(people) and leads_names(text[cue.end : following])
        (leads if is_lead else verbs).append(cue)
    return _List(span, people, leads, verbs)


def _is_name(mark: Mark) -> bool:
    """Whether words inside an entity tell nothing of attendance: `Licensing Sub-Committee`, `Chair` as a role."""
    return mark.label in {"BODY", "ORG", "COUNCIL", "DOCUMENT", "PERSON"}


def _people(view: DocumentView, span: Mark, held: Sequence[Mark]) -> list[Mark]:
    """The people a span tells of, in order: those it is MADE_BY; in a list also those it holds without the relation."""
    made = {m.id: m for m in view.tails.get(("MADE_BY", span.id), ()) if m.label == "PERSON"}
    if not made or len(held) > len(made) + 1:  # more than a name mentioned in passing: a list with relations missing
        made |= {m.id: m for m in held}
    made |= {m.id: m for m in held if is_replaced(view.record.text[max(span.start, m.start - _BEFORE) : m.start])}
    people = [m for m in made.values() if m.id in view.links.meanings]  # `OBE` marked as a name is nobody
    return sorted(people, key=lambda m: (m.start, m.end))


def _statuses(view: DocumentView, told: _List, person: Mark) -> Sequence[str]:
    """What a span says of one person; mostly one status, two of one who declared an interest and left."""
    text = view.record.text
    before = text[max(told.span.start, person.start - _BEFORE) : person.start]
    if is_replaced(before):
        return ["apologies"]
    if is_substitute(before):
        return ["substitute"]
    in_bracket = bracket_status(text, person.end)
    if in_bracket is not None:
        return [in_bracket]
    at = bisect_right(told.leads, person.start, key=lambda cue: cue.end) - 1
    lead = told.leads[at] if at >= 0 else None
    if lead is not None and lead.status == "substitute" and stands_after_for(before):
        return ["apologies"]
    said = _said_after(view, told, person)
    if lead is not None and (not said or _same_sentence(view, lead.start, person.start)):
        return [lead.status]
    if said:
        return said
    # Whatever else the sentence says: `Councillor Gow substituted for Councillor Orr`.
    sentence = view.sentences[index] if (index := containing(view.sentences, person.start)) is not None else (0, 0)
    near = [cue for cue in (*told.leads, *told.verbs) if sentence[0] <= cue.start < sentence[1]]
    return [min(near, key=lambda cue: cue.start).status if near else _status_of_place(view, told.span)]


def _said_after(view: DocumentView, told: _List, person: Mark) -> list[str]:
    """The statuses said after a person, or after the last of the names joined to it, in the same sentence."""
    first = bisect_left(told.verbs, person.end, key=lambda cue: cue.start)
    if first == len(told.verbs) or not _same_sentence(view, person.start, told.verbs[first].start):
        return []
    after = bisect_left(told.people, told.verbs[first].start, key=lambda p: p.start)
    limit = told.people[after].start if after < len(told.people) else told.span.end
    said = []
    for cue in told.verbs[first:]:
        if cue.start >= limit or not _same_sentence(view, person.start, cue.start):
            break
        said.append(cue.status)
    # `was present but left` says that somebody left
    return list(dict.fromkeys(status for status in said if status != "present" or set(said) == {"present"}))


def _same_sentence(view: DocumentView, one: int, other: int) -> bool:
    return containing(view.sentences, one) == containing(view.sentences, other)


def _status_of_place(view: DocumentView, span: Mark) -> str:
    """The status that a heading before a span, or its item's title, tells; a bare list of names is of those present."""
    if _OWN_HEADING.match(view.record.text, span.start, span.end) is not None:
        return "present"
    start = max(0, span.start - _HEADING_REACH)
    heading = _HEADING.search(view.record.text, start, span.start)
    before = cues(view.record.text, heading.start(), span.start) if heading is not None else []
    if before:
        return before[-1].status
    item = item_at(view, span.start)
    title = cues(item.title, 0, len(item.title)) if item is not None else []
    return title[0].status if title else "present"
