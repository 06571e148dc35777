"""What the words of a vote say: carried or lost, and how many voted which way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from council_minutes.values.figures import parse_figure

_LOST: Final = re.compile(
    r"\b(?:lost|defeated|rejected|refused|fell|falls?|not\s+(?:carried|agreed|passed|approved))\b", re.I
)
_WITHDRAWN: Final = re.compile(r"\bwithdrawn\b", re.I)
_UNANIMOUS: Final = re.compile(
    r"\b(?:unanim(?:ous(?:ly)?|ity)|nem\.?\s*con|all\s+(?:in\s+favour|hands|voting\s+(?:for|in\s+favour))"
    r"|all\s+(?:members\s+)?(?:present\s+)?agreed|by\s+all|without\s+(?:dissent|division)"
    r"|no\s+(?:dissent\w*|objections?|objectors|(?:member|one|councillor)\s+(?:voted\s+|voting\s+)?against))\b",
    re.I,
)
_CARRIED: Final = re.compile(
    r"\b(?:carried|passed|agreed|approved|adopted|accepted|supported|endorsed|majority|assent|consensus)\b", re.I
)
_SIDES: Final = {
    "for": r"for|in\s+favour(?:\s+of)?|in\s+support|ayes?",
    "against": r"against|noes|nays?|opposed|dissent\w*",
    "abstained": r"abst\w*",
}
_SIDE: Final = "|".join(f"(?P<{name}>{words})" for name, words in _SIDES.items())
_WORDS: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|(?:twenty|thirty|forty|fifty|sixty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
)
_NUMBER: Final = rf"(?P<number>\d{{1,3}}|{_WORDS}|no(?=\s)|none|nil)"
_SIDE_FIRST: Final = re.compile(rf"\b(?:{_SIDE})\b(?:\s+the\s+\w+)?[\s:=(–-]{{0,4}}{_NUMBER}\b", re.I)
_NUMBER_FIRST: Final = re.compile(
    rf"\b{_NUMBER}\b\)?\s+(?:members?\s+|votes?\s+|councillors?\s+)?(?:(?:had\s+|having\s+)?vot(?:ed|ing)\s+|were\s+|cast\s+)?(?:{_SIDE})\b",
    re.I,
)
_NUMBER_TO_NUMBER: Final = re.compile(
    rf"\b{_NUMBER}(?:\s+votes?)?\s*(?:to|-|–|:)\s*{_NUMBER.replace('number', 'other')}\b", re.I
)
# The heading of a list of names: `For (14)`, `Voting against:`, `For the motion, 9`, `3 voted For`, `Not voting (1)`.
_NO_VOTE: Final = r"declined\s+to\s+vote|(?:not|did\s+not|no)\s+vot(?:ing|e)"
_WHOSE: Final = rf"(?:{_SIDE}|(?P<none>{_NO_VOTE}))(?:\s+the\s+[\w-]+)?"
_VOTING: Final = r"(?:(?:those|members|councillors|having)\s+)?(?:vot(?:ed|ing|es?)\s+)?"
_HEADINGS: Final = (
    re.compile(rf"{_VOTING}{_WHOSE}(?:[\s:=(,|–-]{{0,8}}\b{_NUMBER}\b(?:\s+votes?)?)?[\s):.]*", re.I),
    re.compile(rf"\(?{_NUMBER}\)?\s+{_VOTING}{_WHOSE}[\s:]*", re.I),
)
_NOTHING: Final = frozenset({"no", "none", "nil"})
# Unanimous votes are sometimes told by their side alone: a count for and none against.


@dataclass(frozen=True, slots=True)
class Tally:
    """What is told of a vote; None where it is not.

    ``outcome`` is ``carried``, ``lost`` or ``withdrawn``; the numbers are votes.
    """

    outcome: str | None = None
    unanimous: bool | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one side's names: ``side`` is ``for``, ``against`` or ``abstained``, ``count`` is told or None."""

    side: str
    count: int | None


def read_heading(words: str) -> Heading | None:
    """The heading that the words of a VOTE are; None where they tell something else.

    >>> read_heading("Against (45)"), read_heading("carried by 7 votes to 4")
    (Heading(side='against', count=45), None)
    """
    match = next((m for pattern in _HEADINGS if (m := pattern.fullmatch(words)) is not None), None)
    if match is None:
        return None
    side = next((name for name in _SIDES if match[name] is not None), "abstained")
    return Heading(side, _number(match["number"]) if match["number"] is not None else None)


def read_vote(*texts: str) -> Tally:
    """What the words of a vote, and of the counts that belong to it, say.

    >>> read_vote("carried by 7 votes to 4 with 1 abstention")
    Tally(outcome='carried', unanimous=False, votes_for=7, votes_against=4, votes_abstained=1)
    >>> read_vote("For (3)", "Against (9)", "Motion lost").outcome
    'lost'
    """
    counts: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for text in texts:
        for side, number in _counts(text).items():
            counts.setdefault(side, number)
        pairs += [(_number(m["number"]), _number(m["other"])) for m in _NUMBER_TO_NUMBER.finditer(text)]
    words = " | ".join(texts)
    outcome = _outcome(words)
    if pairs and "for" not in counts and "against" not in counts:
        more, fewer = max(pairs[0]), min(pairs[0])
        told = outcome != "lost"
        counts |= {"for": more if told else fewer, "against": fewer if told else more}
    votes_for, votes_against = counts.get("for"), counts.get("against")
    if outcome is None and votes_for is not None and votes_against is not None and votes_for != votes_against:
        outcome = "carried" if votes_for > votes_against else "lost"
    unanimous = _UNANIMOUS.search(words) is not None
    if not unanimous and outcome is None and not counts:
        return Tally()
    return Tally(outcome, unanimous, votes_for, votes_against, counts.get("abstained"))


def _outcome(words: str) -> str | None:
    if _WITHDRAWN.search(words) is not None:
        return "withdrawn"
    if _LOST.search(words) is not None:
        return "lost"
    carried = _CARRIED.search(words) is not None or _UNANIMOUS.search(words) is not None
    return "carried" if carried else None


def _counts(text: str) -> dict[str, int]:
    """The votes of each side, by the order in which sides and numbers are written."""
    first_side = re.search(_SIDE, text, re.I)
    first_number = re.search(rf"\b{_NUMBER}\b", text, re.I)
    if first_side is None or first_number is None:
        return {}
    pattern = _SIDE_FIRST if first_side.start() < first_number.start() else _NUMBER_FIRST
    found: dict[str, int] = {}
    for match in pattern.finditer(text):
        side = next(name for name in _SIDES if match[name] is not None)
        found.setdefault(side, _number(match["number"]))
    return found


def _number(words: str) -> int:
    if words.lower() in _NOTHING:
        return 0
    value = parse_figure(words)
    return int(value.value) if value is not None and value.value is not None else int(words)
