"""What the opening of minutes says of the meeting: its title and date, and the council and body it was a meeting of."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Final

from council_minutes.annotations import DocumentMeta
from council_minutes.ingest.calendar_dates import full_dates
from council_minutes.values.bodies import host_body_from_text
from council_minutes.values.councils import CouncilTable
from council_minutes.values.openings import host_from_text

# the opening: a title block and the sentence that says where and when the meeting was held
_OPENING_CHARS: Final = 1500
_TITLE_LINES: Final = 12
_TITLE_CHARS: Final = 200
# as far before a date as the words that make it the meeting's may stand
_BEFORE_DATE: Final = 120
_DATE_LINE_CHARS: Final = 60

_TITLE_WORDS: Final = re.compile(
    r"\b(?:minutes?|meeting|council|committee|cabinet|board|panel|forum|assembly|executive|partnership|authority)\b",
    re.I,
)
# lines that a page or a scan puts before the minutes
_NO_TITLE: Final = re.compile(
    r"(?:agenda item|minutes?|minute book|original file|draft|public|committee)\W*|scanned\b.*", re.I
)
_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.I)
_PEOPLE: Final = re.compile(
    r"^\W*(?:(?:members?|councillors?|also)\s+)?(?:present|(?:in\s+)?attendance|apologies)\b", re.I
)
_PEOPLE_LINE: Final = re.compile(_PEOPLE.pattern, re.I | re.M)
_OF_THE_MEETING: Final = re.compile(
    r"\b(?:held|meeting|minutes|dated?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I
)
_OF_ANOTHER: Final = re.compile(r"\b(?:next|previous|last|confirm\w*|report|published)\b", re.I)
# after the list of those present, minutes that are spoken of are those of an earlier meeting
_EARLIER_MINUTES: Final = re.compile(r"\bminutes\b", re.I)
# a title broken over lines that stand apart goes on after one of these
_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for|in|at|on|with)|[&,-])$", re.I)


def describe(text: str, title: str | None = None) -> DocumentMeta:
    """Title, council, body and date of the meeting as the opening words say them; None where they do not.

    Args:
        text: the document.
        title: where the document's metadata give it: it is read before the opening.
    """
    opening = text[:_OPENING_CHARS].removeprefix("\ufeff")
    if title is None:
        title = _title(_title_block(opening)) or _first_sentence(opening)
    council = host_from_text(title, text, _councils())
    return DocumentMeta(
        title=title,
        council=None if council is None else council.name,
        body=host_body_from_text(title, text),
        meeting_date=_meeting_date(opening),
    )


@cache
def _councils() -> CouncilTable:
    return CouncilTable.load()


def _title_block(opening: str) -> list[list[str]]:
    """The paragraphs before the list of those present, each as its lines; no paragraph of running text."""
    block: list[list[str]] = [[]]
    count = 0
    for raw in opening.splitlines():
        line = " ".join(_TAG.sub(" ", raw).split()).strip("*#>_ ")
        if _PEOPLE.match(line) is not None or count == _TITLE_LINES:
            break
        if not line:
            if block[-1] and _GOES_ON.search(block[-1][-1]) is None:
                block.append([])
        elif len(line) <= _TITLE_CHARS and any(character.isalpha() for character in line):
            block[-1].append(line)
            count += 1
            if _TAG.search(raw) is not None:
                block.append([])  # HTML that was saved as text: each element stands by itself
    return [lines for lines in block if lines]


def _title(block: list[list[str]]) -> str | None:
    """The first paragraph that names minutes or a body, whole where it is short enough; else the first line."""
    lines = [line for paragraph in block for line in paragraph if _NO_TITLE.fullmatch(line) is None]
    for paragraph in block:
        whole = " ".join(paragraph)
        first = next((line for line in paragraph if _TITLE_WORDS.search(line) and line in lines), None)
        if first is not None:
            return whole if len(whole) <= _TITLE_CHARS else first
    return next(iter(lines), None)


def _first_sentence(opening: str) -> str | None:
    """The beginning of a text without lines, up to the first full stop."""
    first = _TAG.sub(" ", opening.strip().partition("\n")[0]).partition(". ")[0].strip()
    return first if 0 < len(first) <= _TITLE_CHARS and _PEOPLE.match(first) is None else None


def _meeting_date(opening: str) -> date | None:
    """The first full date that the words before it, or a line of its own, make the date of this meeting."""
    people = _PEOPLE_LINE.search(opening)
    present_at = len(opening) if people is None else people.start()
    for start, found in full_dates(opening):
        line_start = opening.rfind("\n", 0, start) + 1
        line_end = opening.find("\n", start)
        line = opening[line_start : len(opening) if line_end < 0 else line_end]
        before = opening[max(start - _BEFORE_DATE, 0) : start]
        same_line = opening[max(line_start, start - _BEFORE_DATE) : start]
        if _OF_ANOTHER.search(same_line) is not None:
            continue
        if start > present_at and _EARLIER_MINUTES.search(same_line) is not None:
            continue
        if len(line) <= _DATE_LINE_CHARS or _OF_THE_MEETING.search(before) is not None:
            return found
    return None
