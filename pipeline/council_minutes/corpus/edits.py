"""Changes to an annotated document's text that carry its marks along."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from council_minutes.annotations import Annotations, Mark
from council_minutes.corpus.document import AnnotatedDocument

#: ``(start, end, replacement)``: code points of the old text, half open.
Edit = tuple[int, int, str]


def apply_edits(document: AnnotatedDocument, edits: Iterable[Edit]) -> AnnotatedDocument:
    """The document with its text changed and every mark moved accordingly.

    A mark that begins or ends inside a replaced stretch takes the whole replacement in. Of edits that overlap, the
    first in order of start is applied.
    """
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    pieces: list[str] = []
    # Positions in the old text after each edit, and how far they have moved.
    ends, shifts = [0], [0]
    at = 0
    for start, end, text in kept:
        pieces += [document.text[at:start], text]
        at = end
        ends.append(end)
        shifts.append(shifts[-1] + len(text) - (end - start))
    pieces.append(document.text[at:])
    starts = [start for start, _, _ in kept]

    def move(position: int, *, is_end: bool) -> int:
        number = bisect_right(starts, position - 1 if is_end else position)
        if number:
            start, end, text = kept[number - 1]
            if start < position < end or (position == end and is_end):
                return start + shifts[number - 1] + (len(text) if is_end else 0)
            if position == start and not is_end:
                return start + shifts[number - 1]
        return position + shifts[number]

    def moved(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        return tuple(
            replace(mark, start=move(mark.start, is_end=False), end=move(mark.end, is_end=True)) for mark in marks
        )

    annotations = document.annotations
    return replace(
        document,
        text="".join(pieces),
        annotations=Annotations(moved(annotations.entities), moved(annotations.spans), annotations.relations),
    )
