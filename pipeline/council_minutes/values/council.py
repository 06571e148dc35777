"""What a council is, its ids, and the short forms and acronyms that its names make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from council_minutes.values.council_types import Tokens, name_tokens, readings, reference_types
from council_minutes.values.definitions import definition_key, initials
from council_minutes.values.names import MAX_NAME_CHARS, fold, slug, title_case

_JOINED: Final = frozenset({"city", "county"})  # types of a council that joins two
# Where the usual short form of a long place ends: Stockton(-on-Tees), Bath (and North East Somerset).
_SHORT_FORM_ENDS: Final = frozenset({"upon", "on", "under", "and", "with", "in"})


@dataclass(frozen=True, slots=True)
class Council:
    """A council. Those outside the table have a name and nothing else.

    Attributes:
        name: the official name.
        code: ONS (GSS) code; None outside the table, and for councils older than the codes.
        la_code: local-authority code of the register.
        kind: ``CTY``, ``NMD``, ``MD``, ``UA``, ``LBO``, ``CC``, ``SCO``, ``WPA``, ``NID``, ``COMB`` or ``SRA``.
        county: la_code of the county council above a district.
        start, end: first and last day; None where not known, and while in being.
        successors: la_codes of the councils that took over.
        former_codes: earlier GSS codes of the same council.
        names: every name it goes by, the official one first.
    """

    name: str
    code: str | None = None
    la_code: str | None = None
    nation: str | None = None
    region: str | None = None
    kind: str | None = None
    county: str | None = None
    start: date | None = None
    end: date | None = None
    successors: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)

    def existed(self, on: date) -> bool:
        """Whether the council was in being on a day, as far as the table knows."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


def council_key(council: Council) -> str:
    """What stands for a council in ids: its GSS code, without one its name as a slug."""
    return council.code if council.code is not None else slug(council.name)


def council_id(council: Council | None) -> str | None:
    """``council:E10000016``; ``council:hallowick-parish-council`` for one without a code; None for None."""
    return f"council:{council_key(council)}" if council is not None else None


def named_council(name: str) -> Council | None:
    """A council outside the table from a name that is spelled out (``Hallowick Parish Council``), else None."""
    if len(name) > MAX_NAME_CHARS:
        return None
    tokens = name_tokens(fold(name))
    reading = next(readings(tokens), None)
    if reading is None or not reading.has_type_words or reference_types(tokens) is not None:
        return None
    spelled = " ".join(title_case(name).removeprefix("The ").replace("&", " and ").split())
    return Council(spelled, names=(spelled,))


def predecessor(name: str, host: Council) -> Council | None:
    """The council that a host outside the table took over from, where ``name`` spells one out, else None.

    A host that is the council of a city and of a county (``Limerick City and County Council``) took over from the two
    that were the council of one of them.
    """
    tokens = name_tokens(fold(name))
    reading = next(readings(tokens), None)
    own = next(readings(name_tokens(fold(host.name))), None)
    if reading is None or own is None or tokens[-1:] != ("council",) or reading.place != own.place:
        return None
    return named_council(name) if own.types == _JOINED and reading.types < _JOINED and reading.types else None


def meant_by_type(mentions: Iterable[str], host: Council | None) -> dict[str, str]:
    """What a type alone means where a document names one council of that type and its host is of another.

    Args:
        mentions: the words of the document's mentions of councils.
        host: the council of the minutes.

    Returns:
        ``definition_key`` of the type words → the name that ends in them: after ``Averne District Council`` in a
        county's minutes ``district council`` is that one. A type that two named councils share is left out.
    """
    own = next(readings(name_tokens(fold(host.name))), None) if host is not None else None
    named: dict[str, dict[str, str]] = {}
    for mention in mentions:
        tokens = name_tokens(fold(mention))
        if reference_types(tokens) is not None or len(mention) > MAX_NAME_CHARS:
            continue
        tails = (tokens[first:] for first in range(1, len(tokens)))
        tail, types = next(((tail, found) for tail in tails if (found := reference_types(tail))), ((), frozenset()))
        joined = own is not None and own.types == _JOINED and types < _JOINED
        if tail and (own is None or joined or not types & own.types):
            named.setdefault(definition_key(" ".join(tail)), {})[" ".join(tokens)] = mention
    return {key: next(iter(names.values())) for key, names in named.items() if len(names) == 1}


@lru_cache(maxsize=1024)
def acronyms(council: Council) -> frozenset[str]:
    """The acronyms, in lower case, that initials of a council's names make: ``kcc``, ``rbk`` and ``rbkt``, ``bcp``."""
    made: set[str] = set()
    for name in council.names:
        tokens = name_tokens(fold(name))
        made |= initials(tokens)
        for reading in readings(tokens):
            place = reading.place.split()
            stems = initials(place)
            short = short_form(reading.place)
            if short is not None:
                stems |= initials(short.split())
            before, after = _around(tokens, place)
            made |= {first + stem + last for stem in stems for first in initials(before) for last in initials(after)}
            if not before:
                made |= {stem + "c" for stem in stems} | {stem + t[0] + "c" for stem in stems for t in reading.types}
            made |= {stem for stem in stems if len(stem) > 2}
    return frozenset(letters for letters in made if len(letters) > 1)


def _around(tokens: Tokens, place: Sequence[str]) -> tuple[Tokens, Tokens]:
    for start in range(len(tokens) - len(place) + 1):
        if tokens[start : start + len(place)] == tuple(place):
            return tokens[:start], tokens[start + len(place) :]
    return (), ()


@lru_cache(maxsize=1024)
def places_of(council: Council) -> frozenset[str]:
    """The places of a council's names and their short forms: `kingston upon thames` and `kingston`."""
    places: set[str] = set()
    for name in council.names:
        first = next(readings(name_tokens(fold(name))), None)
        if first is not None:
            _, of, after = first.place.partition(" of ")
            places |= {first.place, short_form(first.place) or first.place, after if of else first.place}
    return frozenset(places)


def short_form(place: str) -> str | None:
    """The usual short form of a folded place: ``stockton`` of ``stockton on tees``; None where it has none."""
    tokens = place.split()
    end = next((i for i, token in enumerate(tokens) if token in _SHORT_FORM_ENDS), 0)
    return " ".join(tokens[:end]) if end else None
