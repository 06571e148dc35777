"""The words that tell who was present, absent, substituted, joined, left or declared an interest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

STATUSES: Final = ("present", "apologies", "substitute", "joined", "left", "interest")

_WORDS: Final = {
    "apologies": r"apolog(?:y|ies|ised|ized)|absent|absences?|absentees|unable\s+to\s+(?:attend|be\s+present)"
    r"|non-attendance|did\s+not\s+attend|not\s+present|no\s+longer\s+able",
    "interest": r"interests?|declarations?|declared|predetermin\w+|dispensation",
    "substitute": r"substitut\w+|subs?\b\.?|deputi[sz]\w+|in\s+(?:the\s+)?(?:place|stead|absence)\s+of"
    r"|st(?:ood|anding)\s+in\s+for",
    "joined": r"re-?joined|joined|joining|arrived?|arrival|entered|returned|came\s+in(?:to)?|admitted",
    "left": r"left|leaving|leaves?|withdr[ae]w\w*|retired|vacated|departed|departure|went\s+out",
    "present": r"present|attend(?:ance|ed|ing|ees?)|chair(?:ed|ing)?|presid(?:ed|ing)|observ(?:ed|ing)|participated",
}
_CUE: Final = re.compile("|".join(rf"(?P<{name}>\b(?:{words})(?!\w))" for name, words in _WORDS.items()), re.I)
# A cue that governs the names after it: a heading, or `received from`, `declared by`, `Present were`.
_LEADS: Final = re.compile(
    r"[^.;\n]{0,70}?\b(?:from|by|for|of|on\s+behalf\s+of|were|was|included|as\s+follows)\s*[:–-]?\s*\Z|\W*[:–—|\n-]\W*\Z|\W*\Z",
    re.I,
)
_REPLACED: Final = re.compile(
    r"\b(?:in\s+(?:the\s+)?(?:place|stead|absence)\s+of|(?:substitut\w+|subs?|deputi[sz]\w+|st(?:ood|anding)\s+in)\.?\s+for|replac(?:ed|ing)"
    r"|on\s+behalf\s+of)\s+(?:[\w’'.&-]+\s+){0,4}?\Z",
    re.I,
)


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


def leads_names(between: str) -> bool:
    """Whether a cue with these words between it and the first name after it governs the names that follow."""
    return _LEADS.match(between) is not None
