"""Mentions of councils to councils: code, official name, successors.

A look-up is a few dictionary accesses over folded names. The table (``data/councils.csv``) is mySociety's, MIT
licence, with
ONS codes; see the README beside it. Parish, town and community councils and the councils of Ireland are not in
it: as hosts
they are councils without a code, as other councils they stay unknown.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from council_minutes.values.council import (
    Council,
    acronyms,
    council_id,
    named_council,
    places_of,
    predecessor,
    short_form,
)
from council_minutes.values.council_types import (
    OUTSIDE_TABLE,
    Reading,
    Tokens,
    Types,
    compatible,
    name_tokens,
    readings,
    reference_types,
    types_of,
)
from council_minutes.values.definitions import acronym_key, is_acronym, look_up
from council_minutes.values.links import LinkStatus
from council_minutes.values.names import MAX_NAME_CHARS, fold, without_possessive

_NO_DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType({})
_GSS: Final = re.compile(r"[EWSN]\d{8}")
_BRACKET_TAIL: Final = re.compile(r"\s*\([^()]*\)$")
_COUNTY: Final = frozenset({"county"})
_COMBINED: Final = "COMB"  # named after its first member: `Cambridgeshire` is the county, not the combined authority
_DISTRICTS: Final = frozenset({"borough", "district", "city"})
# Abbreviated county names, as people write them.
_ABBREVIATED: Final = MappingProxyType(
    {
        "beds": "bedfordshire",
        "bucks": "buckinghamshire",
        "cambs": "cambridgeshire",
        "derbys": "derbyshire",
        "glos": "gloucestershire",
        "hants": "hampshire",
        "herts": "hertfordshire",
        "lancs": "lancashire",
        "leics": "leicestershire",
        "lincs": "lincolnshire",
        "mon": "monmouthshire",
        "northants": "northamptonshire",
        "notts": "nottinghamshire",
        "oxon": "oxfordshire",
        "pembs": "pembrokeshire",
        "salop": "shropshire",
        "staffs": "staffordshire",
        "warks": "warwickshire",
        "wilts": "wiltshire",
        "worcs": "worcestershire",
        "yorks": "yorkshire",
        "n": "north",
        "s": "south",
        "e": "east",
        "w": "west",
        "ne": "north east",
        "nw": "north west",
    }
)


@dataclass(frozen=True, slots=True)
class CouncilLink:
    """What a mention was linked to.

    Attributes:
        council: None unless the status is ``resolved`` or ``host``.
        how: what decided: ``name``, ``type``, ``date``, ``host``, ``county``, ``region``, ``nation``, ``acronym``,
            ``definition``; empty where nothing did.
        candidates: the names of the councils that fit, where several do.
        successors: the councils that took over from an abolished one.
    """

    status: LinkStatus
    council: Council | None = None
    how: str = ""
    candidates: tuple[str, ...] = ()
    successors: tuple[Council, ...] = ()

    @property
    def code(self) -> str | None:
        return self.council.code if self.council is not None else None

    @property
    def la_code(self) -> str | None:
        return self.council.la_code if self.council is not None else None

    @property
    def name(self) -> str | None:
        return self.council.name if self.council is not None else None

    @property
    def canonical_id(self) -> str | None:
        return council_id(self.council) if self.council is not None else None


_UNKNOWN: Final = CouncilLink(LinkStatus.UNKNOWN)


class CouncilTable:
    """The councils of the United Kingdom, looked up by code and by name."""

    def __init__(self, councils: Iterable[Council]) -> None:
        self.councils: Sequence[Council] = tuple(councils)
        self._by_la_code = {c.la_code: c for c in self.councils if c.la_code is not None}
        self._by_code = {code: c for c in self.councils for code in c.former_codes}
        self._by_code |= {c.code: c for c in self.councils if c.code is not None}
        self._types: dict[Council, Types] = {}
        self._districts: dict[str, list[Council]] = defaultdict(list)
        # Each key to the councils it can mean: whole names; places, which are names without type words, and
        # their short forms.
        self._names: dict[str, list[Council]] = defaultdict(list)
        self._places: dict[str, list[Council]] = defaultdict(list)
        for council in self.councils:
            self._add(council)

    def __contains__(self, council: Council) -> bool:
        return council in self._types

    @staticmethod
    @cache
    def load() -> CouncilTable:
        """The table that comes with the package, read once."""
        table = files("council_minutes.values").joinpath("data/councils.csv").read_text(encoding="utf-8")
        return CouncilTable(_council_of(row) for row in csv.DictReader(table.splitlines()))

    def _add(self, council: Council) -> None:
        if council.county is not None:
            self._districts[council.county].append(council)
        types: set[str] = set()
        for name in council.names:
            tokens = name_tokens(fold(name))
            types |= types_of(tokens)
            for reading in readings(tokens):
                if reading.has_type_words:
                    _put(self._names, " ".join(tokens), council)
                _put(self._places, reading.place, council)
                short = short_form(reading.place)
                if short is not None and council.kind != _COMBINED:
                    _put(self._places, short, council)
        self._types[council] = frozenset(types)

    def successors(self, council: Council) -> tuple[Council, ...]:
        """The councils that took over from an abolished one; empty for a council in being."""
        return tuple(self._by_la_code[la_code] for la_code in council.successors)

    def find(self, name_or_code: str) -> Council | None:
        """The council that metadata names, by GSS code (present or former) or by name.

        Returns:
            The council of the table; for a name spelled out that is not in the table, a council
            without a code; None for an
            unknown code, an ambiguous name and anything else.
        """
        wanted = name_or_code.strip()
        if _GSS.fullmatch(wanted):
            return self._by_code.get(wanted)
        link = self.resolve(wanted)
        if link.status is LinkStatus.AMBIGUOUS:
            return None
        return link.council if link.council is not None else named_council(wanted)

    def resolve(
        self,
        text: str,
        *,
        host: Council | None = None,
        on: date | None = None,
        definitions: Mapping[str, str] = _NO_DEFINITIONS,
    ) -> CouncilLink:
        """Link one mention of a council.

        Args:
            text: the words of the mention, as they stand in the document.
            host: the council whose minutes they stand in.
            on: the day of the meeting; decides between a council and the one that took its name over.
            definitions: of ``collect_definitions``, the document's own short forms.

        Returns:
            The council, or why there is none. Never raises.
        """
        mention = _BRACKET_TAIL.sub("", without_possessive(text)) if len(text) <= MAX_NAME_CHARS else ""
        long_form = look_up(mention, definitions)
        if long_form is not None:
            link = self.resolve(long_form, host=host, on=on)
            return CouncilLink(link.status, link.council, "definition", link.candidates, link.successors)
        tokens = name_tokens(fold(mention))
        types = reference_types(tokens)
        if types is not None:
            return self._refer(types, host)
        ways = list(readings(tokens))
        if host is not None and self._is_name_of(host, ways):
            former = predecessor(mention, host) if host not in self else None
            if former is not None:
                return CouncilLink(LinkStatus.RESOLVED, former, "type", successors=(host,))
            return self._link(LinkStatus.RESOLVED if host in self else LinkStatus.HOST, host, "name")
        by_name = self._by_name(tokens, ways, host, on)
        if by_name is not None:
            return by_name
        return self._by_acronym(mention, host) if is_acronym(mention) else _UNKNOWN

    def _link(self, status: LinkStatus, council: Council, how: str) -> CouncilLink:
        return CouncilLink(status, council, how, successors=self.successors(council))

    def _refer(self, types: Types, host: Council | None) -> CouncilLink:
        """`the Council`, `the County Council`: the host, the county above it, or the one such district in it."""
        if host is None:
            return _UNKNOWN
        if not types or types & self._types_of(host):
            return self._link(LinkStatus.HOST, host, "host")
        if host.county is not None and types <= _COUNTY:
            return self._link(LinkStatus.RESOLVED, self._by_la_code[host.county], "county")
        if host.kind == "CTY" and host.la_code is not None and types <= _DISTRICTS:
            return self._decide([d for d in self._districts[host.la_code] if types & self._types[d]], "county")
        return _UNKNOWN

    def _types_of(self, council: Council) -> Types:
        known = self._types.get(council)
        return known if known is not None else types_of(name_tokens(fold(council.name)))

    def _is_name_of(self, host: Council, ways: Sequence[Reading]) -> bool:
        places, own = places_of(host), self._types_of(host)
        return any(way.place in places and _same_type(way.types, own) for way in ways) and not any(
            way.types & OUTSIDE_TABLE and not way.types & own for way in ways
        )

    def _by_name(
        self, tokens: Tokens, ways: Sequence[Reading], host: Council | None, on: date | None
    ) -> CouncilLink | None:
        named = self._names.get(" ".join(tokens))
        if named is not None:
            return self._choose(named, frozenset(), host, on)
        if any(way.types & OUTSIDE_TABLE for way in ways):
            return None
        for expand in (_as_written, _expand):
            for way in ways:
                found = self._places.get(expand(way.place), [])
                fitting = [c for c in found if compatible(way.types, self._types[c])]
                if fitting:
                    return self._choose(fitting, way.types, host, on)
        return None

    def _choose(self, found: list[Council], types: Types, host: Council | None, on: date | None) -> CouncilLink:
        """One of the councils a name can mean: by type words, as the host itself, by date, by nearness to the host."""
        tests: list[tuple[str, Callable[[Council], bool]]] = [("type", lambda c: bool(types & self._types[c]))]
        if host is not None:
            tests.append(("host", lambda c: c == host))
        tests.append(("date", lambda c: c.existed(on) if on is not None else c.end is None))
        if host is not None and host.la_code is not None:
            near = {host.la_code, host.county} - {None}
            tests.append(("county", lambda c: c.la_code in near or c.county in near))
            tests.append(("region", lambda c: c.region == host.region))
            tests.append(("nation", lambda c: c.nation == host.nation))
        how = "name"
        for name, test in tests:
            if len(found) == 1:
                break
            kept = [c for c in found if test(c)]
            if kept and len(kept) < len(found):
                found, how = kept, name
        return self._decide(found, how)

    def _decide(self, found: Sequence[Council], how: str) -> CouncilLink:
        if len(found) == 1:
            return self._link(LinkStatus.RESOLVED, found[0], how)
        if not found:
            return _UNKNOWN
        return CouncilLink(LinkStatus.AMBIGUOUS, candidates=tuple(sorted(c.name for c in found)))

    def _by_acronym(self, mention: str, host: Council | None) -> CouncilLink:
        if host is None:
            return _UNKNOWN
        spellings = {
            acronym_key(mention),
            "".join(c.lower() for c in mention if c.isupper()),
        }  # `CaCC`: also its capitals
        if spellings & acronyms(host):
            return self._link(LinkStatus.HOST, host, "acronym")
        county = self._by_la_code.get(host.county) if host.county is not None else None
        if county is not None and spellings & acronyms(county):
            return self._link(LinkStatus.RESOLVED, county, "acronym")
        return _UNKNOWN


def _same_type(mention: Types, own: Types) -> bool:
    return not mention or bool(mention & own)


def _as_written(place: str) -> str:
    return place


def _expand(place: str) -> str:
    return " ".join(_ABBREVIATED.get(token, token) for token in place.split())


def _put(index: dict[str, list[Council]], key: str, council: Council) -> None:
    if council not in index[key]:
        index[key].append(council)


def _joined(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _council_of(row: Mapping[str, str]) -> Council:
    names = dict.fromkeys((row["name"], row["short_name"], *_joined(row["other_names"])))
    return Council(
        name=row["name"],
        code=row["code"] or None,
        la_code=row["la_code"] or None,
        nation=row["nation"] or None,
        region=row["region"] or None,
        kind=row["kind"] or None,
        county=row["county"] or None,
        start=date.fromisoformat(row["start"]) if row["start"] else None,
        end=date.fromisoformat(row["end"]) if row["end"] else None,
        successors=_joined(row["successors"]),
        former_codes=_joined(row["former_codes"]),
        names=tuple(name for name in names if name),
    )
