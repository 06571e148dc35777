"""Comparators of figures, from the words before and after: ``fewer than``, ``at least``, ``… or more``, ``around``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

EQUAL: Final = "="
_REACH: Final = 48  # code points of the surroundings that are read

_BEFORE: Final = MappingProxyType(
    {
        "<": "fewer than|less than|lower than|smaller than|under|just under|slightly under|below|short of|<",
        "<=": "up to|no more than|not more than|no greater than|not exceeding|no higher than|at most|a maximum of"
        "|maximum of|maximum|max|within|capped at|limited to|or less than|at or below|≤|<=|as many as|as much as",
        ">": "more than|over|just over|slightly over|well over|above|greater than|higher than|in excess of|exceeding"
        "|exceeded|exceeds|exceed|beyond|better than|longer than|>",
        ">=": "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|minimum|min"
        "|upwards of|at or above|≥|>=",
        "~": "around|approximately|approx|approx.|about|roughly|circa|c.|ca.|nearly|almost|some|in the region of"
        "|in the order of|close to|approaching|an estimated|estimated|estimated at|broadly|just short of"
        "|getting on for|~",
    }
)
_AFTER: Final = MappingProxyType(
    {
        ">=": "or more|or above|or over|or greater|or higher|or longer|or better",
        "<=": "or less|or fewer|or under|or below|or lower|or sooner",
        "~": "or so|or thereabouts",
    }
)
# only directly after the figure: "31 and above", but not "71% in Q2 and above target"
_DIRECTLY_AFTER: Final = MappingProxyType(
    {
        ">=": "and above|and over|and more|and upwards|at least",
        "<=": "and under|and below|at most|maximum",
        "~": "approximately|approx",
    }
)
_SIGNS: Final = MappingProxyType({phrase: sign for sign, row in _BEFORE.items() for phrase in row.split("|")})
_SIGNS_AFTER: Final = MappingProxyType(
    {phrase: sign for table in (_AFTER, _DIRECTLY_AFTER) for sign, row in table.items() for phrase in row.split("|")}
)


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", " ") for phrase in sorted(phrases, key=len, reverse=True))


_ENDS_BEFORE: Final = re.compile(
    rf"(?:^|(?<=[\s(,;:-]))({_alternatives(_SIGNS)}) ?(?:a further|another|an?)? ?[£€$(]?$"
)
_LEADING: Final = re.compile(rf"({_alternatives(_SIGNS)})(?:(?<=[<>~≤≥=.])| (?:an? )?(?=\S))")
_ROWS_AFTER: Final = _alternatives("|".join(_AFTER.values()).split("|"))
_ROWS_DIRECTLY: Final = _alternatives("|".join(_DIRECTLY_AFTER.values()).split("|"))
_STARTS_AFTER: Final = re.compile(
    rf"(?:(?:(?!(?:in|on|at|by|and|was|were|is|are|had|has)\b)[\w'-]+ ){{0,2}}(?P<far>{_ROWS_AFTER})"
    rf"|(?P<near>{_ROWS_DIRECTLY})|(?P<plus>plus(?! \w)))\b"
)
_TRAILING: Final = re.compile(rf"[ (]({_alternatives(_SIGNS_AFTER)})\)?$")
_CIRCA: Final = re.compile(r"c(?=[\d£])")
# "crept up to 68%" and "concerned about two" compare nothing
_NO_COMPARISON: Final = re.compile(
    r"\b(?:went|go(?:ne|es|ing)?|cr(?:ept|eeping)|edg(?:ed|ing)|mov(?:ed|ing)|climb(?:ed|ing)|c[ao]m(?:e|ing)|brought|bring"
    r"|push(?:ed|ing)|t[oa]ken?|jump(?:ed|ing)|stepp?(?:ed|ing)|shot|picked) up to$"
    r"|\b(?:concern\w*|ask\w*|question\w*|quer\w*|kind|complain\w*|talk\w*|spoke|worr\w*|information|comment\w*|told)"
    r" about$"
)
_IN_THE_COURSE_OF: Final = ("years", "months")
_LASTING: Final = re.compile(r"\b(?:for|of|taken|lasting|aged?|waiting|waited) over$")


def split_text(text: str) -> tuple[str, str | None]:
    """A figure's text (lower case, single spaces) without the comparator it contains, and that comparator or None.

    >>> split_text("at least 20")
    ('20', '>=')
    """
    if _CIRCA.match(text) is not None:
        return text[1:], "~"
    leading = _LEADING.match(text)
    if leading is not None and leading.end() < len(text):
        return text[leading.end() :].lstrip(), _SIGNS[leading.group(1)]
    trailing = _TRAILING.search(text)
    if trailing is not None:
        return text[: trailing.start()].rstrip(), _SIGNS_AFTER[trailing.group(1)]
    if text.endswith("+"):
        return text[:-1].rstrip(), ">="
    return text, None


def around(before: str, after: str, unit: str) -> str:
    """The comparator that the words directly before or after a figure give it; ``=`` where they give none.

    ``over`` before years or months is "in the course of" unless it follows ``for``, ``of`` or an adverb.
    """
    left = " ".join(before[-_REACH:].lower().split())
    found = _ENDS_BEFORE.search(left)
    if found is not None and _NO_COMPARISON.search(left[: found.end(1)]) is None:
        during = found.group(1) == "over" and unit in _IN_THE_COURSE_OF and _LASTING.search(left) is None
        if not during:
            return _SIGNS[found.group(1)]
    if after.startswith("+") and not after[1:2].isalnum():
        return ">="
    following = _STARTS_AFTER.match(" ".join(after[:_REACH].lower().split()).lstrip("(- "))
    if following is None:
        return EQUAL
    return ">=" if following["plus"] is not None else _SIGNS_AFTER[following["far"] or following["near"]]
