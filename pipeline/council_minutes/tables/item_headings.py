"""Lines that may head an agenda item: a number in one of the ways minutes print it, and what looks like a title.

Ways: ``81. Title``, ``4) TITLE``, ``S.21  TITLE``, ``FC/23 Title``, ``12/24 Title``, ``Item 4: Title``, a number alone
on a line before its title, ``(Item 4)`` on the line after it, and any of them inside Markdown's marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

_MARKS: Final = r"[^\S\n]{0,80}[#*_>| \t]{0,12}"
_NUMBERED: Final = re.compile(
    rf"^(?P<lead>{_MARKS})(?P<word>(?:agenda\s)?item\s(?:no\.?\s?)?)?"
    r"(?P<prefix>[A-Z]{1,5}[./ -]?(?:\d{1,4}/)*|(?:\d{1,4}/)+)?"
    r"(?P<number>\d{1,4})(?P<stop>\\?[.):](?!\d)|[^\S\n]*[–—-](?=\s)|(?=\s|\*|$))\**(?P<title>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"^{_MARKS}\((?:agenda\s)?item\s(?:no\.?\s?)?(?P<number>\d{{1,3}})\)[^\S\n*]*\**$", re.MULTILINE | re.IGNORECASE
)
_PERIODS: Final = frozenset({"Q", "FY"})  # `Q3 2024/25` is a quarter
_NUMBER_IN_PREFIX: Final = re.compile(r"(?P<number>\d{1,4})/$")
_ATTACHED: Final = re.compile(r"\s+PDF\s+[\d.]+\s+[KM]B\b.*|\s+\.(?=\s*$)", re.IGNORECASE)
_OWN_NUMBER: Final = re.compile(r"(?P<number>\d{1,4})[.)]\s+")
_MARKUP: Final = re.compile(r"[*_#|\\]+|\[(?=[^\]]*\]\()|(?<=\])\([^)]*\)")
_MAX_TITLE: Final = 160  # code points of a title
_MAX_TITLE_LINES: Final = 4
_SEARCHED: Final = 600  # code points on either side of a number in which its title is looked for
_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for|in|at|on|with|to|by|a|an|or|from)|[,&/–-])\s*$", re.IGNORECASE)

# What a paragraph has and a title has not.
_NO_TITLE_START: Final = re.compile(
    r"(?:RESOLVED|AGREED|NOTED|ACTION|that|to\s+note|the\s+(?:chair\w*|council|committee|panel|clerk|leader|mayor)\s+\w+(?:ed|d)\b"
    r"|(?:mr|mrs|ms|miss|dr|cllrs?|councillors?|alderman|sir)\.?\s+[A-Z][\w’'-]+\s+[a-z]+(?:ed|d|ked)\b|it\s+was|there\s+(?:was|were)"
    r"|in\s+(?:response|answer)|following\s|further\s+to\b)",
    re.IGNORECASE,
)
_FINITE: Final = re.compile(
    r"\b(?:was|were|is|are|had|has|have|would|will|shall|said|asked|noted|agreed|proposed|seconded|reported|advised|informed"
    r"|thanked|raised|stated|referred|explained|introduced|presented|welcomed|confirmed)\b"
)
# `To elect a chair until the next annual meeting`: an item in the words of the agenda
_AGENDA: Final = re.compile(
    r"To\s+(?:receive|consider|elect|approve|appoint|confirm|adopt|agree|discuss|fix|fill|review|sign|hear|nominate)\b"
)
_WORD: Final = re.compile(r"[^\W_][\w’'&/-]*")
_SHORT_TITLE: Final = 8  # words of a title in sentence case
_LONG_TITLE: Final = 16
_AGENDA_TITLE: Final = 32
# Tags that end a line, and all others, in HTML that was saved as text.
_BREAKS: Final = re.compile(r"</?(?:br|p|li|ol|ul|h[1-6]|div|tr|table)\b[^<>\n]{0,80}>", re.IGNORECASE)
_TAGS: Final = re.compile(r"</?[a-z][^<>\n]{0,80}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may head an item.

    Attributes:
        number: its number as printed; value: the same to count with.
        style: what headings of one series have in common.
        title: white space single, without markup.
        start: of the heading, past white space and Markdown's marks.
        weight: how much it looks like a heading, -1 to 1.
    """

    number: str
    value: int
    style: str
    title: str
    start: int
    weight: float


def without_tags(text: str) -> str:
    """HTML that was saved as text with line breaks for the tags that make them; every offset stays."""
    lines = _BREAKS.sub(lambda match: " " * (len(match[0]) - 1) + "\n", text)
    return _TAGS.sub(lambda match: " " * len(match[0]), lines)


def headings(text: str) -> Iterator[Heading]:
    """Every line that may head an item, in order; one line may be read in two ways."""
    for match in _NUMBERED.finditer(text):
        yield from _numbered(text, match)
    for match in _AFTER.finditer(text):
        before = _paragraph_before(text, match.start())
        if before is not None:
            title = _plain(text[before : match.start()])
            own = _OWN_NUMBER.match(title)  # `76. Apologies` above `(Item 1)`: the minute's number, not the agenda's
            number, title = (own["number"], title[own.end() :]) if own is not None else (match["number"], title)
            yield Heading(number, int(match["number"]), "(item)", title, before, title_weight(title) + 0.5)


def _numbered(text: str, match: re.Match[str]) -> Iterator[Heading]:
    prefix = match["prefix"] or ""
    if prefix and not prefix[0].isdigit() and (not prefix.isupper() or prefix in _PERIODS):
        return
    own_line = match["title"][:_SEARCHED].strip(" \t*_\\|")
    is_bare = not match["stop"] and not match["word"]
    if is_bare and not own_line:
        return  # a page number
    title = _title(text, match, own_line)
    weight = title_weight(title)
    if is_bare and not prefix:
        weight -= 0.2  # `12 Apologies` may be a count
    if match["lead"].startswith((" ", "\t")):
        weight -= 0.1  # an item of a list inside an item is set in
    style = f"{bool(match['word'])}|{match['stop'].strip().lstrip(chr(92))}|{not own_line}"
    start = match.start() + len(match["lead"])
    number = f"{prefix}{match['number']}"
    yield Heading(number, int(match["number"]), f"{prefix.rstrip()}#|{style}", title, start, weight)
    year = _NUMBER_IN_PREFIX.search(prefix)
    if year is not None:  # `24/056` counts in its second part, `TB.56/24` in its first
        first_part = f"{prefix[: year.start()]}#/{match['number']}"
        yield Heading(number, int(year["number"]), f"{first_part}|{style}", title, start, weight)


def is_no_sentence(line: str) -> bool:
    """Whether a line is a title or part of a list of names: it has no verb."""
    return len(line) <= _MAX_TITLE and _FINITE.search(line) is None


def title_weight(title: str) -> float:
    """How much words look like an item's title: 1 for `DECLARATIONS OF INTEREST`, -1 for a sentence."""
    words = _WORD.findall(title)
    letters = [c for c in title if c.isalpha()]
    if len(letters) < 3 or len(title) > _MAX_TITLE or title[-1] in ";,":
        return -1.0
    if _NO_TITLE_START.match(title) is not None or title[0].islower():
        return -1.0
    if title.isupper() or (_AGENDA.match(title) is not None and len(words) <= _AGENDA_TITLE):
        return 1.0
    if _FINITE.search(title) is not None and len(words) > 4:
        return -1.0
    if title.endswith(".") and len(words) > _SHORT_TITLE:
        return -1.0
    long_words = [word for word in words if len(word) > 3]
    capitals = sum(not word[0].islower() for word in long_words)
    if long_words and capitals / len(long_words) >= 0.6:
        return 1.0 if len(words) <= _LONG_TITLE else 0.5
    if len(words) <= _SHORT_TITLE:
        return 0.7
    return 0.3 if len(words) <= _LONG_TITLE else -0.3


def _title(text: str, match: re.Match[str], own_line: str) -> str:
    """The title that begins on a heading's line, or on the next line with words where the number is alone."""
    if not own_line:
        rest = text[match.end() : match.end() + _SEARCHED].lstrip()
        return _head(_plain(rest.split("\n", maxsplit=1)[0])) if rest else ""
    lines = [own_line]
    following = text[match.end() + 1 : match.end() + _SEARCHED].split("\n")
    for line in following[: _MAX_TITLE_LINES - 1]:
        plain = line.strip()
        wrapped = bool(plain) and (
            _GOES_ON.search(lines[-1]) is not None
            or (plain[0].islower() and len(lines[-1]) > 40)
            or (lines[0].isupper() and plain.isupper() and len(lines[-1]) > 40)
        )
        if not wrapped:
            break
        lines.append(plain)
    return _head(_plain(" ".join(lines)))


def _head(line: str) -> str:
    """The title of a line on which the minute itself begins: `Footpaths:  All dry.`"""
    head, colon, _ = line.partition(":")
    if colon and len(head) > 2 and title_weight(head) > 0:
        return head.strip()
    head, dash, rest = line.partition(" – ")
    if dash and title_weight(line) < 0 < title_weight(head) and rest:
        return head.strip()
    return line.strip(" :-–")


def _plain(line: str) -> str:
    return _ATTACHED.sub("", " ".join(_MARKUP.sub("", unescape(line)).split()))


def _paragraph_before(text: str, at: int) -> int | None:
    """Where the paragraph begins that stands before the line at ``at``; None where it is no title."""
    before = text[max(0, at - _SEARCHED) : at].rstrip()
    lines = before.split("\n")
    count = 0
    while count < min(_MAX_TITLE_LINES, len(lines)) and lines[-1 - count].strip():
        count += 1
    if count == 0 or (count == _MAX_TITLE_LINES and len(lines) > count and lines[-1 - count].strip()):
        return None
    length = len("\n".join(lines[len(lines) - count :]))
    start = max(0, at - _SEARCHED) + len(before) - length
    return start + (length - len(text[start : start + length].lstrip()))
