"""What the opening of minutes says of the meeting: its title, its date, and the lines that name council and body.

Only the words of the opening are taken; which council or body they mean is settled by ``council_minutes.values``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from council_minutes.annotations import DocumentMeta
from council_minutes.ingest.calendar_dates import full_dates

# the opening: a title block and the sentence that says where and when the meeting was held
_OPENING_CHARS: Final = 1500
_TITLE_LINES: Final = 12
_TITLE_CHARS: Final = 200
_COUNCIL_WORDS: Final = 9
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
_OF_THE_MEETING: Final = re.compile(
    r"\b(?:held|meeting|minutes|dated?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I
)
_OF_ANOTHER: Final = re.compile(
    r"\b(?:next|previous|last|confirm\w*|report|published|minutes\s+of\s+the\s+(?:\w+\s+)?meeting\s+(?:held\s+)?(?:on|of))\b",
    re.I,
)
_COUNCIL_LINE: Final = re.compile(
    r"^\W*(?P<name>[^\W\d].{2,80}?\b(?:council|comhairle|cyngor\s\w.*|corporation))\W*$", re.I
)
_NAME_WORD: Final = r"(?:[A-Z][\w'’&.-]+|&|and|with|of|upon|in|the|cum)"
_COUNCIL_OF_TITLE: Final = re.compile(
    rf"\b[oO][fF]\s+(?:the\s+|THE\s+)?(?=(?P<name>[A-Z][\w'’&.-]+(?:\s+{_NAME_WORD}){{0,8}}?\s+(?:Council|COUNCIL))\b)"
)
# a title broken over lines that stand apart goes on after one of these
_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for|in|at|on|with)|[&,-])$", re.I)
_NO_COUNCIL_NAME: Final = re.compile(
    r"\b(?:minutes?|meetings?|proceedings|held|present|agenda|chamber|full|special|annual|above)\b", re.I
)
_KINDS: Final = frozenset(
    {"the", "county", "city", "borough", "district", "parish", "town", "community", "full", "council"}
)
_BODY_KIND: Final = (
    r"(?:sub-?\s?committee|committee|cabinet|board|panel|forum|executive|assembly|group|partnership|party|district)"
)
_BODY: Final = re.compile(
    rf".*\b(?:meeting|minutes|proceedings)\s+(?:of|for)\s+(?:the\s+|a\s+)?(?P<name>[^.:;]{{0,100}}?\b{_BODY_KIND}\b[^.:;,\d]{{0,60}}?)"
    r"(?=\s+(?:held|on|at|in|meeting)\b|\s*[.,:;]|\s*$)",
    re.I,
)
_BODY_LINE: Final = re.compile(rf"^\W*(?P<name>[^\W\d][^.:;\d]{{0,90}}?\b{_BODY_KIND})(?:\s+[-–—]\s+.*|\W*)$", re.I)


def describe(text: str) -> DocumentMeta:
    """Title, council, body and date of the meeting as the opening words say them; None where they do not."""
    opening = text[:_OPENING_CHARS].removeprefix("\ufeff")
    block = _title_block(opening)
    return DocumentMeta(
        title=_title(block) or _first_sentence(opening),
        council=_council(block),
        body=_body(block),
        meeting_date=_meeting_date(opening),
    )


def _title_block(opening: str) -> list[list[str]]:
    """The paragraphs before the list of those present, each as its lines; no paragraph of running text."""
    block: list[list[str]] = [[]]
    count = 0
    for raw in opening.splitlines():
        line = " ".join(_TAG.sub(" ", raw).split()).strip("*#>_ ")
        if _PEOPLE.match(line) is not None or count == _TITLE_LINES:
            break
        if not line:
            if not block[-1] or _GOES_ON.search(block[-1][-1]) is None:
                block.append([])
        elif len(line) <= _TITLE_CHARS and any(character.isalpha() for character in line):
            block[-1].append(line)
            count += 1
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
    for start, found in full_dates(opening):
        line_start = opening.rfind("\n", 0, start) + 1
        line_end = opening.find("\n", start)
        line = opening[line_start : len(opening) if line_end < 0 else line_end]
        before = opening[max(start - _BEFORE_DATE, 0) : start]
        if _OF_ANOTHER.search(opening[max(line_start, start - _BEFORE_DATE) : start]) is not None:
            continue
        if len(line) <= _DATE_LINE_CHARS or _OF_THE_MEETING.search(before) is not None:
            return found
    return None


def _council(block: list[list[str]]) -> str | None:
    for line in (line for paragraph in block for line in paragraph):
        found = _COUNCIL_LINE.match(line)
        if found is not None and len(found["name"].split()) <= _COUNCIL_WORDS and _is_name(found["name"]):
            return found["name"]
    for found in _COUNCIL_OF_TITLE.finditer(" ".join(" ".join(paragraph) for paragraph in block)):
        if _is_name(found["name"]):
            return found["name"]
    return None


def _is_name(words: str) -> bool:
    """Whether it names a council, rather than say `the County Council` or `Special Meeting of Council`."""
    return _NO_COUNCIL_NAME.search(words) is None and any(word.lower() not in _KINDS for word in words.split())


def _body(block: list[list[str]]) -> str | None:
    for paragraph in block:
        found = _BODY.match(" ".join(paragraph))
        if found is not None:
            return found["name"].strip()
    lines = (_BODY_LINE.match(line) for paragraph in block for line in paragraph)
    return next(
        (line["name"] for line in lines if line is not None and not _NO_COUNCIL_NAME.search(line["name"])), None
    )
