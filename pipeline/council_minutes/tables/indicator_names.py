"""Names of indicators brought to a form in which two wordings of one indicator are equal.

What is measured and how it is measured are kept apart: a number, a share, a rate per 10,000 and an average of one thing
are four indicators, whatever the words. Abbreviations are written out, and ``A of B`` is ``B A``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import Final

from council_minutes.tables.indicator_vocabulary import (
    ADJECTIVES,
    ARTICLES,
    CHILDREN,
    COUNTS,
    EVERYBODY,
    JOINTS,
    LINKS,
    MOVES,
    NAME_OF_WORDING,
    NO_PARTICIPLES,
    NUMBERS,
    PARTICIPLES,
    PREFIXES,
    SHARES,
    STOPS,
    TIMES,
)
from council_minutes.values.names import fold

_PLURALS: Final = {"children": "child", "people": "person", "women": "woman", "men": "man", "enquiries": "enquiry"}
# Endings that are no plural, and the ends of words whose plural adds `es`.
_NO_PLURAL: Final = ("ss", "us", "is", "ous", "ics", "news", "series")
_ES_PLURAL: Final = ("ches", "shes", "sses", "xes", "zes")
_SHORTEST: Final = 4  # letters of a word that may be a plural

_OWNER: Final = re.compile(r"\A\s*(?:the\s+)?(?:council|authority|county|borough|city|district)['’]s\s+", re.I)
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPELT: Final = {
    re.compile(r"%|\bper\s+cent\b", re.I): " percent ",
    re.compile(r"\bs\.?\s?(?=\d{2,3}\b)", re.I): "section ",
    re.compile(r"\bks\s?(?=\d\b)", re.I): "key stage ",
    re.compile(r"\bin-year\b", re.I): "inyear",
    re.compile(r"\ba/c\b", re.I): "account",
    re.compile(r"\b([A-Z]{2,6})s\b"): r"\1",  # EHCPs, KPIs: the plural of an abbreviation
}
_DIGITS: Final = re.compile(r"\d+")
_MOST_TURNS: Final = 6  # `A of B` in one name; a longer chain is left as it is written

Words = list[str]


@lru_cache(maxsize=65_536)
def indicator_name(text: str) -> str:
    """The canonical name: lower case, nouns in the singular, abbreviations written out, the measure first or last.

    >>> indicator_name("the Rates of children in care per 10,000"), indicator_name("CLA per 10,000 population")
    ('child looked after per 10000', 'child looked after per 10000')
    >>> indicator_name("% of agency social workers"), indicator_name("number of agency social workers")
    ('rate of agency social worker', 'agency social worker')
    """
    words = _named(_words(text))
    words, base = _without_base(_periods(words))
    share, words = _measure(words)
    core = _turned(words)
    if not core:
        return " ".join([*(["rate"] if share else []), *base])
    return " ".join([*(["rate", "of"] if share and not base else []), *core, *base])


def _words(text: str) -> Words:
    """The words of a name in the singular, without articles; a prefix is written with the word it belongs to."""
    plain = _THOUSANDS.sub("", _OWNER.sub("", unescape(text)))
    for pattern, words in _SPELT.items():
        plain = pattern.sub(words, plain)
    singular = [_singular(word) for word in fold(plain).split() if word not in ARTICLES]
    joined: Words = []
    for word in singular:
        if joined and joined[-1] in PREFIXES:
            joined[-1] += word
        else:
            joined.append(NUMBERS.get(word, word))
    return joined


def _singular(word: str) -> str:
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) < _SHORTEST or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_ES_PLURAL) else word[:-1]


def _by_first_word(names: Mapping[str, str]) -> Mapping[str, Sequence[tuple[Words, str]]]:
    """First word → wordings that begin with it, the longest first, and the name that each stands for."""
    found: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for wording, name in names.items():
        words = tuple(_words(wording))
        found[words[0]][words] = name
    return {
        first: sorted(((list(words), name) for words, name in of.items()), key=lambda entry: -len(entry[0]))
        for first, of in found.items()
    }


_WORDINGS: Final = _by_first_word(NAME_OF_WORDING)


def _named(words: Words) -> Words:
    """Wordings replaced by the names they stand for; a name is one element. ``plans (EHCPs)`` is said once."""
    named: Words = []
    at = 0
    while at < len(words):
        options = _WORDINGS.get(words[at], ())
        match = next(((w, name) for w, name in options if words[at : at + len(w)] == w), ([words[at]], words[at]))
        at += len(match[0])
        if match[1] not in LINKS and not (named and named[-1] == match[1]):
            named.append(match[1])
    # A young person who is NEET is the only kind of NEET there is.
    if "not in education employment or training" in named and named[:2] == ["young", "person"]:
        return named[2:]
    return named


def _periods(words: Words) -> Words:
    """``in 20 weeks``, ``in under 20 weeks`` as ``within 20 weeks``; ``16 to 18`` and ``16 and 17`` as ``16 18``."""
    kept: Words = []
    for at, word in enumerate(words):
        follows = words[at + 1 : at + 4]
        if word in {"to", "and"} and at and _is_number(words[at - 1]) and follows and _is_number(follows[0]):
            continue
        if word in {"in", "under", "inside", "within"} and len(follows) >= 2 and _is_number(follows[0]):
            timed = follows[1] in TIMES and "old" not in follows
            kept.append("within" if timed else word)
        elif not (word == "in" and follows[:1] == ["under"]):
            kept.append(word)
    return kept


def _is_number(word: str) -> bool:
    return _DIGITS.fullmatch(word) is not None


def _without_base(words: Words) -> tuple[Words, Words]:
    """The words without ``per <number> …`` and that base; everybody is not named in it."""
    for at, (word, number) in enumerate(pairwise(words)):
        if word == "per" and _is_number(number):
            end = at + 2
            while end < len(words) and words[end] not in STOPS - {"under"}:
                end += 1
            of, rest = words[at + 2 : end], words[:at] + words[end:]
            about_children = any("child" in w.split() for w in rest)
            everybody = all(w in EVERYBODY for w in of) or (about_children and all(w in CHILDREN for w in of))
            return rest, ["per", number, *([] if everybody else of)]
    return words, []


def _measure(words: Words) -> tuple[bool, Words]:
    """Whether the name is of a share, and its words without those that say so or that it is a number."""
    share = False
    rest = list(words)
    if rest[:2] == ["total", "number"]:
        rest = rest[1:]
    if len(rest) > 1 and rest[0] in COUNTS | SHARES and rest[1] == "of":
        share, rest = rest[0] in SHARES, rest[2:]
    elif len(rest) > 1 and rest[0] in {"percent", "percentage"}:
        share, rest = True, rest[1:]
    for at, word in enumerate(rest):
        last = at == len(rest) - 1 or rest[at + 1] in STOPS
        if at and last and word in SHARES | {"number"} and rest[at - 1] not in {"as", *STOPS}:
            return share or word in SHARES, rest[:at] + rest[at + 1 :]
    return share, rest


def _turned(words: Words) -> Words:
    """``A of B`` as ``B A``, as long as A is a noun; adjectives before the nouns."""
    for _ in range(_MOST_TURNS):
        at = next((i for i, word in enumerate(words) if word in STOPS), len(words))
        if at == len(words) or not _can_turn(words, at):
            break
        end = next((i for i in range(at + 1, len(words)) if words[i] in STOPS or _is_participle(words[i])), len(words))
        words = words[at + 1 : end] + words[:at] + words[end:]
    head = next((i for i, word in enumerate(words) if word in STOPS), len(words))
    return _adjectives_first(words[:head]) + words[head:]


def _can_turn(words: Words, at: int) -> bool:
    joint, before = words[at], words[:at]
    if joint not in JOINTS or not before or at + 1 >= len(words) or words[at + 1] in STOPS:
        return False
    if any(_is_participle(word) for word in before[1:]) or _is_participle(words[at + 1]):
        return False
    return not (joint in {"to", "from"} and before[-1] in MOVES)


def _is_participle(word: str) -> bool:
    return word in PARTICIPLES or (word.endswith("ed") and word not in NO_PARTICIPLES)


def _adjectives_first(words: Iterable[str]) -> Words:
    """Adjectives moved before the nouns up to the first participle, after which the order tells who did what."""
    ordered = list(words)
    end = next((i for i in range(1, len(ordered)) if _is_participle(ordered[i])), len(ordered))
    last = max(end - 1, 0)
    before = sorted(ordered[:last], key=lambda word: word not in ADJECTIVES)
    return before + ordered[last:]
