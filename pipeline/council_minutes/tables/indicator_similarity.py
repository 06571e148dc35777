"""How alike two canonical indicator names are: for a person who looks for wordings that the rules did not join.

Nothing is merged by it. The one threshold stands here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from council_minutes.values.names import word_set

# The lowest that joined no two indicators of the tuned pairs of wordings: see docs/indicators.md.
THRESHOLD: Final = 0.9

_SMALL: Final = word_set("of for from at among in on to and or with by")
_ENDING: Final = re.compile(r"(?<=\w{4})(?:ations?|ions?|ing|ed|e|s)\Z")
# Names that differ in one of these mean different things, however alike they are.
_CONTRASTS: Final = tuple(
    word_set(words)
    for words in (
        "gross net",
        "male female",
        "child adult",
        "primary secondary",
        "permanent temporary agency",
        "long short",
        "full part",
        "major minor",
        "first second third final",
        "actual projected budgeted",
        "capital revenue",
        "overspend underspend",
        "initial review",
        "received accepted upheld closed allowed dismissed refused",
        "started completed outstanding overdue ceased issued",
        "offered taken declined",
        "authorised unauthorised",
        "current former",
        "emergency routine",
        "within over",
        "per without",
        "mean average median longest shortest highest lowest maximum minimum",
        "income spend cost debt",
        "admission discharge",
    )
)


@dataclass(frozen=True, slots=True)
class _Name:
    numbers: tuple[str, ...]
    measure: frozenset[str]
    stems: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class SimilarNames:
    """Two canonical names; ``similarity`` between 0 and 1."""

    left: str
    right: str
    similarity: float


def similarity(left: str, right: str) -> float:
    """Overlap of the words of two canonical names (Dice), endings taken off; 0 where they cannot mean the same.

    They cannot where the numbers in them or the way of measuring (share, per 10,000, average) differ, or where one says
    gross and the other net, and the like.

    >>> similarity("affordable home completed", "affordable home completion"), similarity("rate of call", "call")
    (1.0, 0.0)
    """
    return _similarity(_name(left), _name(right))


def similar_names(names: Iterable[str], threshold: float = THRESHOLD) -> Iterator[SimilarNames]:
    """The pairs of different names that are at least so similar, in order of the names.

    Only names that share a stem are compared.
    """
    known = {name: _name(name) for name in sorted(set(names))}
    by_stem: dict[str, list[str]] = defaultdict(list)
    for right, of_right in known.items():
        for left in sorted({left for stem in of_right.stems for left in by_stem[stem]}):
            alike = _similarity(known[left], of_right)
            if alike >= threshold:
                yield SimilarNames(left, right, alike)
        for stem in of_right.stems:
            by_stem[stem].append(right)


def _name(name: str) -> _Name:
    words = name.split()
    numbers = tuple(sorted(word for word in words if any(c.isdigit() for c in word)))
    measure = frozenset(words) & {"rate", "per", "average", "median", "not"}
    content = frozenset(words) - _SMALL - measure - set(numbers)
    return _Name(numbers, measure, frozenset(_ENDING.sub("", word) for word in content), content)


def _similarity(left: _Name, right: _Name) -> float:
    if left.numbers != right.numbers or left.measure != right.measure or _contrast(left.words, right.words):
        return 0.0
    both = len(left.stems) + len(right.stems)
    return 2 * len(left.stems & right.stems) / both if both else 0.0


def _contrast(left: frozenset[str], right: frozenset[str]) -> bool:
    return any(left & words and right & words and left & words != right & words for words in _CONTRASTS)
