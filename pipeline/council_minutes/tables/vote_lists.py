"""The names under the heading of one side of a recorded vote: `For (14): Mr Baird, Mrs Islam and Dr Wylie`.

A list is read from its heading on, name after name, and ends where something else than a name follows; in a roll call
each name has its side behind it. Neither needs a relation from the heading to each name: in the minutes of a large
council a heading has forty of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from council_minutes.annotations import Mark
from council_minutes.tables.view import DocumentView
from council_minutes.tables.vote_words import Heading
from council_minutes.values.names import HONORIFICS

# What stands between two names of a list besides titles that are marked as roles.
_BETWEEN: Final = re.compile(rf"(?:[\s,;:()|&*•·–—-]|\b(?:and|the|{HONORIFICS})\b\.?|[A-Z]{{2,4}}\b)*")
# A name that is not marked as one: it is passed over, and the list goes on.
_UNMARKED: Final = re.compile(
    rf"[\s,;]*[,;]\s*(?:(?:{HONORIFICS})\b\.?\s+)?(?!(?:For|Against|Abst|Ayes?|Noes|Motion|Amendment|Carried|Lost|RESOLVED)\b)"
    rf"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?\s*[,;]\s*(?:(?:{HONORIFICS})\b\.?\s+)?"
)
# Side by side with each name in another kind of table: `Cllr Orr  Against`.
_SIDE_AFTER: Final = re.compile(r"[ \t\xa0|:–-]+(?:For|Against|Abst\w*|Ayes?|Nays?|Noes)\b", re.I)
# Between a name and its own side in a roll call: `Cllr Orr – For`, `JP | Against`.
_CALLED: Final = re.compile(r"[ \t\xa0]*[|:,(–—-][ \t\xa0|]*|[ \t\xa0]{2,}")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")
_LINE: Final = re.compile(r"\n")
_GOES_ON: Final = re.compile(r"[,;&]|\band\b")


def listed(view: DocumentView, vote: Mark, heading: Heading) -> list[Mark]:
    """The people whose names are listed under a heading, in order of place.

    Args:
        view: the document.
        vote: the VOTE span that is the heading.
        heading: what its words say.

    Returns:
        No more than the heading counts; none where something else than a name follows.
    """
    names: list[Mark] = []
    at = vote.end
    first = bisect_left(view.entities, vote.end, key=lambda mark: mark.start)
    limit = min((span.start for span in view.spans_of("VOTE") if span.start >= vote.end), default=len(view.record.text))
    for mark in view.entities[first:]:
        is_full = heading.count is not None and len(names) >= heading.count
        if mark.start >= limit or is_full or not _joins(view.record.text[at : mark.start], names, heading):
            break
        if mark.label == "PERSON" and mark.id in view.links.meanings:
            names.append(mark)
        elif mark.label not in {"PERSON", "ROLE"}:  # a PERSON without a meaning is no person: `OBE`
            break
        at = mark.end
    return [] if _SIDE_AFTER.match(view.record.text, at) is not None and names else names


def called(view: DocumentView, vote: Mark, heading: Heading) -> Mark | None:
    """The person whose own side a VOTE is, as in a roll call: the name before it in its line, where none is listed.

    Where a line begins with a side (`For | Orr | Against | none`), its names are listed under sides.
    """
    before = bisect_left(view.entities, vote.start, key=lambda mark: mark.start) - 1
    if heading.count is not None or before < 0 or listed(view, vote, heading):
        return None
    mark = view.entities[before]
    line = view.record.text.rfind("\n", 0, vote.start) + 1
    first_side = min(side.start for side in view.spans_of("VOTE") if side.start >= line)
    begin, end = (bisect_left(view.entities, at, key=lambda mark: mark.start) for at in (line, first_side))
    names_first = any(other.label == "PERSON" for other in view.entities[begin:end])
    is_person = mark.label == "PERSON" and mark.id in view.links.meanings
    is_beside = _CALLED.fullmatch(view.record.text, mark.end, vote.start) is not None
    return mark if names_first and is_person and is_beside else None


def _joins(between: str, names: list[Mark], heading: Heading) -> bool:
    """Whether a name that stands after these words belongs to the list so far."""
    if not names:
        between = between.removeprefix(".")  # `FOR: 3. Councillors …`
    if _BETWEEN.fullmatch(between) is None and _UNMARKED.fullmatch(between) is None:
        return False
    if not names or _GOES_ON.search(between) is not None:
        return True
    # A list of a name a line is one whose end is told by the count.
    return _PARAGRAPH.search(between) is None and (heading.count is not None or _LINE.search(between) is None)
