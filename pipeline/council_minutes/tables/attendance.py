"""Who was at a meeting: one row for each person that an attendance list or sentence names."""

from __future__ import annotations

from council_minutes.annotations import Mark
from council_minutes.tables.attendance_words import Cue, cues
from council_minutes.tables.columns import Row
from council_minutes.tables.places import meeting_cells, one_line, place_cells
from council_minutes.tables.view import DocumentView


def attendance_rows(view: DocumentView) -> list[Row]:
    rows = []
    for span in view.spans_of("ATTENDANCE"):
        for person, statuses in _statuses(view, span):
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
                for status in statuses
            ]
    return rows


def _statuses(view: DocumentView, span: Mark) -> list[tuple[Mark, list[str]]]:
    inside = [m for m in view.entities if m.label == "PERSON" and span.start <= m.start and m.end <= span.end]
    named = [m for m in view.tails.get(("MADE_BY", span.id), ()) if m.label == "PERSON"]
    people = sorted({m.id: m for m in (*inside, *named)}.values(), key=lambda m: m.start)
    found = cues(view.record.text, span.start, span.end)
    return [(person, _status(view, span, person, people, found)) for person in people]


def _status(view: DocumentView, span: Mark, person: Mark, people: list[Mark], found: list[Cue]) -> list[str]:
    before = [cue for cue in found if cue.end <= person.start]
    return [before[-1].status if before else found[0].status if found else "present"]
