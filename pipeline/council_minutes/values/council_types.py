"""The words that say what type of council a name is of, and the place that is left without them.

``Kent County Council``, ``London Borough of Brent``, ``Cyngor Sir Ddinbych``, ``Leybrook MBC``: a name is a
place with type
words before or after it. Tokens are folded (see ``names.fold``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from council_minutes.values.names import mend, skeletons, word_set

Tokens = tuple[str, ...]
Types = frozenset[str]

# Type words after the place. An empty set: the words say that it is a council, and nothing of its type.
_SUFFIXES: Final[dict[str, str]] = {
    "council": "",
    "councils": "",
    "authority": "",
    "corporation": "",
    "unitary authority": "",
    "ua": "",
    "county council": "county",
    "county": "county",
    "cc": "county city",
    "city council": "city",
    "city": "city",
    "city and county council": "city county",
    "city and district council": "city district",
    "borough council": "borough",
    "borough": "borough",
    "bc": "borough",
    "metropolitan borough council": "borough",
    "metropolitan borough": "borough",
    "metropolitan council": "borough district",
    "mbc": "borough",
    "county borough council": "borough county",
    "county borough": "borough county",
    "cbc": "borough county",
    "london boro": "borough",
    "london borough": "borough",
    "london borough council": "borough",
    "district council": "district",
    "district": "district",
    "dc": "district",
    "metropolitan district council": "district",
    "mdc": "district",
    "combined authority": "combined",
    "combined county authority": "combined",
    "mayoral combined authority": "combined",
    "ca": "combined",
    "cca": "combined",
    "mca": "combined",
    "parish council": "parish",
    "parish meeting": "parish",
    "pc": "parish",
    "town council": "town",
    "tc": "town",
    "urban district council": "town",
    "community council": "community",
    "islands council": "islands",
    "shadow authority": "shadow",
    "national park authority": "park",
    "npa": "park",
    "fire authority": "fire",
    "fire and rescue authority": "fire",
    "fire and rescue service": "fire",
    "police authority": "police",
}
_PREFIXES: Final[dict[str, str]] = {
    "london borough of": "borough",
    "lb of": "borough",
    "lb": "borough",
    "lbc": "borough",
    "royal borough of": "borough",
    "rb of": "borough",
    "rb": "borough",
    "royal borough": "borough",
    "borough of": "borough",
    "borough council of": "borough",
    "metropolitan borough of": "borough",
    "council of the metropolitan borough of": "borough",
    "county borough of": "borough county",
    "city of": "city",
    "city and county of": "city county",
    "county of": "county",
    "county": "county",
    "district of": "district",
    "council of the": "",
    "council of": "",
    "corporation of": "",
    "comhairle": "",
    "comhairle contae": "county",
    "comhairle chontae": "county",
    "comhairle cathrach": "city",
    "comhairle chathair": "city",
    "cyngor": "",
    "cyngor sir": "county",
    "sir": "county",
    "cyngor dinas": "city",
    "cyngor dinas a sir": "city county",
    "dinas a sir": "city county",
    "cyngor bwrdeistref sirol": "borough county",
    "cyngor cymuned": "community",
    "cyngor cymunedol": "community",
    "cyngor tref": "town",
}
# What may stand between or before type words without a place: "the whole local authority" of a definite reference.
_REFERENCE_WORDS: Final = word_set(
    "the this that our your its their said whole host own each local councils council authority authorities unitary la "
    "borough county city district metropolitan parish town community combined shadow corporation administrative area "
    "national park fire and rescue npa principal islands london royal mayoral"
)
_HEADS: Final = word_set("council councils authority authorities la borough county city district corporation npa")
_REFERENCES: Final[dict[str, str]] = {
    "pc": "parish",
    "tc": "town",
    "ca": "combined",
    "cbc": "borough county",
    "mbc": "borough",
}
_ARTICLES: Final = frozenset({"the", "this", "that", "our", "their", "said"})

_KNOWN: Final = skeletons(
    {w for words in (*_SUFFIXES, *_PREFIXES) for w in words.split() if len(w) > len("city")} | {"city"}
)
_LENIENT: Final = frozenset({"borough", "district", "city"})
# Types that no council of the table is of: parishes and single-purpose authorities are not in it.
OUTSIDE_TABLE: Final = frozenset({"parish", "town", "community", "park", "fire", "police", "shadow"})


def _by_length(table: dict[str, str]) -> dict[int, dict[Tokens, Types]]:
    lengths: dict[int, dict[Tokens, Types]] = {}
    for words, types in table.items():
        tokens = tuple(words.split())
        lengths.setdefault(len(tokens), {})[tokens] = frozenset(types.split())
    return dict(sorted(lengths.items(), reverse=True))


_SUFFIX_BY_LENGTH: Final = _by_length(_SUFFIXES)
_PREFIX_BY_LENGTH: Final = _by_length(_PREFIXES)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the place, and the types that the words around it allow (empty: they do not say)."""

    place: str
    types: Types
    has_type_words: bool


def name_tokens(folded: str) -> Tokens:
    """The tokens of a folded name, scanning damage in type words mended, without a leading article."""
    tokens = mend(folded.split(), _KNOWN)
    return tokens[1:] if len(tokens) > 1 and tokens[0] in _ARTICLES else tokens


def readings(tokens: Tokens) -> Iterator[Reading]:
    """The ways to read a name, those that take most words as type words first, the bare name last."""
    for before, prefix_types in _prefixes(tokens):
        for after, suffix_types in _suffixes(tokens[before:]):
            place = tokens[before : len(tokens) - after]
            if place:
                both = prefix_types & suffix_types if prefix_types and suffix_types else prefix_types | suffix_types
                yield Reading(" ".join(place), both if both else prefix_types | suffix_types, bool(before or after))


def _prefixes(tokens: Tokens) -> Iterator[tuple[int, Types]]:
    for length, table in _PREFIX_BY_LENGTH.items():
        if tokens[:length] in table:
            yield length, table[tokens[:length]]
    yield 0, frozenset()


def _suffixes(tokens: Tokens) -> Iterator[tuple[int, Types]]:
    for length, table in _SUFFIX_BY_LENGTH.items():
        if length < len(tokens) and tokens[-length:] in table:
            yield length, table[tokens[-length:]]
    yield 0, frozenset()


def types_of(name_tokens_: Tokens) -> Types:
    """The types that a council's own name says it is of: those of the longest type words at its ends."""
    first = next(readings(name_tokens_), None)
    return first.types if first is not None else frozenset()


def reference_types(tokens: Tokens) -> Types | None:
    """The types of a definite reference without a place (``county council`` → county); None where it names something.

    ``the Council``, ``this Authority``, ``LA`` give an empty set: any council is meant.
    """
    if len(tokens) == 1 and tokens[0] in _REFERENCES:
        return frozenset(_REFERENCES[tokens[0]].split())
    if not tokens or tokens[-1] not in _HEADS or not _REFERENCE_WORDS.issuperset(tokens):
        return None
    content = tuple(t for t in tokens if t not in _ARTICLES)
    for length in range(min(len(content), 5), 0, -1):
        key = " ".join(content[-length:])
        if key in _SUFFIXES:
            return frozenset(_SUFFIXES[key].split())
    return frozenset()


def is_type_words(tokens: Tokens) -> bool:
    """Whether there is nothing but type words: no place that would make it a name."""
    return reference_types(tokens) is not None or not any(reading.has_type_words for reading in readings(tokens))


def compatible(mention: Types, own: Types) -> bool:
    """Whether words of types ``mention`` can mean a council whose name says ``own``, loosely.

    Boroughs, cities and districts are taken for one another, for councils change status and writers lag
    behind; a county is
    not taken for one, nor a parish. A council whose name says no type (``Wirral Council``) takes any principal type.
    """
    if not mention or mention & own:
        return True
    if mention & OUTSIDE_TABLE or own & OUTSIDE_TABLE or "combined" in mention | own:
        return False
    return not own or (mention <= _LENIENT and bool(own & _LENIENT))
