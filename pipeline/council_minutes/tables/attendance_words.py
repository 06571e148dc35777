"""The words that tell who was present, absent, substituted, joined, left or declared an interest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# status → its words; of two that begin at one place the first listed counts
_WORDS: Final = {
    "apologies": r"(?:an\s+)?apolog(?:y|ies|i[sz]ed(?!\s+for\s+(?:\w+\s+)?(?:delay|late)))"
    r"(?:\s+for\s+(?:absence|inability\s+to\s+attend|lateness))?"
    r"|absent|absentees|(?<!in the )(?<!in his )(?<!in her )absences?|inability\s+to\s+attend|non-attendance"
    r"|unable\s+to\s+(?:attend|be\s+present)|be\s+excused|sorry\s+not|not\s+(?:in\s+attendance|present)"
    r"|(?:did|could|would|had|was|were|be)\s+not\s+(?:able\s+to\s+)?(?:attend|present)(?:ed|ing)?",
    "substitute": r"substitut\w+|subs?(?![\w-])|deputi[sz](?:ed|ing)|in\s+(?:the\s+)?(?:place|stead)\s+of"
    r"|st(?:ood|anding)\s+in\s+for",
    "interest": r"interests?|declar(?:ed|ations?)|predetermin\w+|dispensation",
    "joined": r"re-?joined|join(?:ed|ing|s)|arriv(?:ed|es|al|ing)|entered|returned|came\s+in(?:to)?|was\s+admitted",
    "left": r"left|leaving|leaves|withdr[ae]w\w*|retired|vacated\s+the|departed|departure|went\s+out",
    "present": r"(?:also\s+)?present|(?:in\s+)?attend(?:ance|ed|ing|ees?)|(?:in\s+the\s+)?chair(?:ed|ing)?"
    r"|presid(?:ed|ing)|observ(?:ed|ing)|participated|took\s+part|welcomed",
}
_CUE: Final = re.compile("|".join(rf"(?P<{name}>\b(?:{words})(?!\w))" for name, words in _WORDS.items()), re.IGNORECASE)
# What may stand between a cue and the names it governs: `received from`, `declared by`, `: Councillors`.
_LEADING: Final = re.compile(
    r"[^;]{0,160}?\b(?:from|by|for|of|on\s+behalf\s+of|were|was|are|included|as\s+follows|recorded|gave|for\s+absence|that)\b"
    r"[^.;]{0,40}|\W*|\W*[:–—|\n-].*",
    re.IGNORECASE | re.DOTALL,
)
_REPLACED: Final = re.compile(
    r"\b(?:in\s+(?:the\s+)?(?:place|stead|absence)\s+of|(?:substitut\w+|subs?|deputi[sz]\w+|st(?:ood|anding)\s+in)\.?\s+for"
    r"|replac(?:ed|ing)|\(for)\s+(?:[\w’'.&-]+\s+){0,4}\Z",
    re.IGNORECASE,
)
_STANDS_FOR: Final = re.compile(r"\bfor\s+(?:[\w’'.&-]+\s+){0,3}\Z", re.IGNORECASE)
_BRACKET: Final = re.compile(r"\W{0,3}\((?P<words>[^()]{0,80})\)")
_REPLACED_BY: Final = re.compile(r"\b(?:substituted|replaced|represented)\s+by\b", re.IGNORECASE)
_REPLACES: Final = re.compile(rf"{_REPLACED_BY.pattern}\s+(?:[\w’'.&-]+\s+){{0,4}}\Z", re.IGNORECASE)
_FOR: Final = re.compile(r"for\s+(?!th[ei]|part|item|\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that tells a status; offsets into the text it was found in."""

    status: str
    start: int
    end: int


def cues(text: str, start: int, end: int) -> list[Cue]:
    """The cues in ``text[start:end]`` in order."""
    return [Cue(str(match.lastgroup), match.start(), match.end()) for match in _CUE.finditer(text, start, end)]


def is_replaced(before: str) -> bool:
    """Whether the words before a name say that its bearer was replaced by another."""
    return _REPLACED.search(before) is not None


def is_substitute(before: str) -> bool:
    """Whether the words before a name say that its bearer replaced another: `who was replaced by Councillor`."""
    return _REPLACES.search(before) is not None


def stands_after_for(before: str) -> bool:
    """Whether a name follows `for`: in a list of substitutes, the one who was replaced."""
    return _STANDS_FOR.search(before) is not None


def leads_names(between: str) -> bool:
    """Whether a cue with these words between it and the next name is a heading or verb that the names follow."""
    return _LEADING.fullmatch(between) is not None


def bracket_status(text: str, end: int) -> str | None:
    """The status in the bracket after a name: `(from 7.10 p.m.)` has none, `(substitute for Councillor Orr)` has."""
    match = _BRACKET.match(text, end)
    if match is None:
        return None
    words = match["words"]
    if _REPLACED_BY.search(words) is not None:
        return "apologies"
    if _FOR.match(words) is not None:
        return "substitute"
    found = [cue.status for cue in cues(words, 0, len(words)) if cue.status != "present"]
    return found[0] if found else None


def is_bracketed(text: str, cue: Cue, start: int) -> bool:
    """Whether a cue stands in a bracket opened after ``start``: it tells of the name before the bracket alone."""
    opened = text.rfind("(", start, cue.start)
    return opened >= 0 and text.find(")", opened, cue.start) < 0
