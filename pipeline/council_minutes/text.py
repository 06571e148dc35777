"""Lines, sentences and white space of a document's text. Offsets are code points, half open."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

# Words that end in a full stop without ending a sentence in council minutes (our own list).
_ABBREVIATIONS: Final = frozenset(
    [
        "cllr",
        "cllrs",
        "cr",
        "crs",
        "cmhlr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "rev",
        "revd",
        "hon",
        "st",
        "sgt",
        "insp",
        "supt",
        "cnllr",
        "ald",
        "messrs",
        "snr",
        "jnr",
        "sen",
        "exec",
        "no",
        "nos",
        "para",
        "paras",
        "p",
        "pp",
        "vol",
        "art",
        "sec",
        "ref",
        "est",
        "approx",
        "inc",
        "ltd",
        "co",
        "dept",
        "govt",
        "eg",
        "ie",
        "etc",
        "viz",
        "cf",
        "vs",
        "am",
        "pm",
        "a.m",
        "p.m",
        "e.g",
        "i.e",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
    ]
)
_STOP: Final = re.compile(r"[.!?][)\"'’”\]]*(?=\s|$)")
_BREAK: Final = re.compile(
    r"\n[^\S\n]*\n[\s]*|\n(?=[^\S\n]*(?:[•·\-–*o>x]|\(?[a-zA-Z0-9]{1,4}[.)]|\d+(?:\.\d+)+)[^\S\n])"
)
_LAST_WORD: Final = re.compile(r"[\w.]+\Z")


def sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences: at full stops, blank lines and the starts of list items.

    A line break alone does not end a sentence, because minutes are often hard-wrapped. An initial (``J.``), a number
    before its point (``4.``) and the usual abbreviations do not end one either.

    Returns:
        ``(start, end)`` of each sentence without its surrounding white space, in order, not overlapping.
    """
    cuts = [match.start() for match in _BREAK.finditer(text)]
    for match in _STOP.finditer(text):
        if text[match.start()] == "." and _is_abbreviation(text, match.start()):
            continue
        cuts.append(match.end())
    found = []
    start = 0
    for cut in sorted({*cuts, len(text)}):
        left, right = strip(text, start, cut)
        if left < right:
            found.append((left, right))
        start = cut
    return found


def _is_abbreviation(text: str, stop: int) -> bool:
    word = _LAST_WORD.search(text, max(0, stop - 24), stop)
    if word is None:
        return False
    token = word[0]
    last = token.rsplit(".", 1)[-1]
    if token.lower() in _ABBREVIATIONS or last.lower() in _ABBREVIATIONS:
        return True
    if len(last) == 1 and last.isupper():
        return True
    return token.isdigit() and _begins_line(text, word.start())


def _begins_line(text: str, offset: int) -> bool:
    # Looks back over white space only: a text may be one line of millions of characters.
    while offset > 0 and text[offset - 1] != "\n":
        offset -= 1
        if not text[offset].isspace():
            return False
    return True


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The extent of ``text[start:end]`` without leading and trailing white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def containing(extents: Sequence[tuple[int, int]], offset: int) -> int | None:
    """Index of the extent that holds ``offset``, of extents in order that do not overlap; None where none does."""
    index = bisect_right(extents, (offset, 1 << 60)) - 1
    if index < 0 or extents[index][1] <= offset:
        return None
    return index
