"""Mentions of people to people: within a document by clustering, across a council's documents by the fullest name.

Two mentions are one person where their surnames are equal and nothing they say of forenames, initials, sex or
post differs.
A mention that fits several people stays apart and is marked ambiguous. The result does not depend on the order
of mentions:
fuller names are placed before shorter ones, equally full ones in alphabetical order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Final

from council_minutes.values.forenames import is_short_forename, same_forename
from council_minutes.values.names import MAX_NAME_CHARS, fold, title_case, word_set
from council_minutes.values.roles import role_family

_ID_DIGITS: Final = 12  # hex digits of a person's id: 48 bits, one clash expected in 20 million people
# Namesakes that are weighed against each other. No minutes have as many; text made to be slow finds each mention
# ambiguous.
_MAX_NAMESAKES: Final = 200
_MAX_INITIALS: Final = 3  # letters of a mention that is nothing but initials (`TW`)

_HONORIFICS: Final = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron rev revd reverend canon fr "
    "father hon rt right "
    "honourable cllr cllrs councillor councillors cmhlr ald alderman aldermen bailie provost mayor"
)
_POST_NOMINALS: Final = word_set("mbe obe cbe kbe dbe jp mp msp ms mep td bem qpm dl kc qc phd ba bsc frsa")
# Words that belong to the surname after them.
_PARTICLES: Final = word_set(
    "de del della der den du da dos das di la le van von ter ten bin ibn al el ap ab ferch ni nic ui o "
    "mac mc giolla st san abu an"
)
_FORENAMES_TOO: Final = frozenset({"al", "da", "del", "den", "di", "san"})
_MALE: Final = frozenset({"mr", "sir", "lord", "baron", "father"})
_FEMALE: Final = frozenset({"mrs", "ms", "miss", "dame", "lady", "baroness"})
_VOWELS: Final = frozenset("aeiouy")
_BRACKETED: Final = re.compile(r"^(?P<surname>[^(),]+)\((?P<forenames>[^()]+)\)$")
_INVERTED: Final = re.compile(r"^(?P<surname>[^(),]+),(?P<forenames>[^(),]+)$")
_SEVERAL: Final = re.compile(r"\w\s*&\s*\w|\w\s+and\s+\w")  # `Pell & Orr`: two people in one mention
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’‘`\-‐‑–][^\W\d_]+)*['’]?")


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One mention of a person.

    Attributes:
        text: the words of the name as they stand in the document.
        start: where they begin, a code point offset.
        titles: honorifics and roles that the document joins to them (``Mrs``, ``Councillor``, ``Head of Finance``).
    """

    text: str
    start: int
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonCluster:
    """The mentions of one person in a document, in order of ``start``.

    Attributes:
        name: the fullest form, forenames first, in title case.
        ambiguous: whether the name fits or names several people of the document, so that these mentions could
        not be joined to one.
    """

    name: str
    mentions: tuple[PersonMention, ...]
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name in its parts, folded: ``Collins (J)`` → forenames ``("j",)``, surname ``collins``.

    Attributes:
        forenames: full names and single initials in order.
        surname: with its particles, joined without spaces or hyphens; empty where the mention is initials alone.
        initials: the letters of a short mention in capitals that may be initials (``TW``).
        display: the name as it is written, forenames first.
    """

    forenames: tuple[str, ...]
    surname: str
    initials: str = ""
    display: str = ""


def is_post_nominal(text: str) -> bool:
    """Whether words are letters after a name alone (``OBE``), which name nobody."""
    return bool(words := fold(text).split()) and set(words) <= _POST_NOMINALS


@lru_cache(maxsize=65_536)
def parse_name(text: str) -> ParsedName:
    """Read a name in any of the ways minutes write it; honorifics and post-nominals inside it are left out."""
    plain = " ".join(text[:MAX_NAME_CHARS].split())
    for pattern in (_BRACKETED, _INVERTED):
        match = pattern.match(plain)
        if match is not None and not set(fold(match["forenames"]).split()) <= _POST_NOMINALS:
            forenames, surname = _words(match["forenames"]), _words(match["surname"])
            if forenames and surname:
                return _parsed(forenames, surname)
    words = _words(plain)
    cut = len(words) - 1
    while cut > 0 and _is_particle(words[cut - 1], is_first=cut == 1):
        cut -= 1
    return _parsed(words[:cut], words[cut:])


def _is_particle(word: str, *, is_first: bool) -> bool:
    """Whether a word begins the surname after it. ``O`` is an initial, ``Ó`` is not; ``Al`` alone is a forename."""
    folded = fold(word)
    return (
        folded in _PARTICLES and not (len(word) == 1 and word.isascii()) and not (is_first and folded in _FORENAMES_TOO)
    )


def _words(text: str) -> list[str]:
    words = [w.rstrip("'’") for w in _WORD.findall(text)]
    while len(words) > 1 and fold(words[0]) in _HONORIFICS:
        words.pop(0)
    while len(words) > 1 and fold(words[-1]) in _POST_NOMINALS:
        words.pop()
    return words


def _parsed(forenames: Sequence[str], surname: Sequence[str]) -> ParsedName:
    is_shouted = all(w.isupper() for w in surname)
    given: list[str] = []
    for word in forenames:
        is_run = (
            1 < len(word) <= _MAX_INITIALS and word.isupper() and (not is_shouted or not _VOWELS & set(word.lower()))
        )
        given.extend(fold(word) if is_run else [fold(word)])
    joined = "".join(fold(" ".join(surname)).split())
    only = surname[0] if len(surname) == 1 and not forenames else ""
    initials = only.lower() if 1 < len(only) <= _MAX_INITIALS and only.isupper() else ""
    display = title_case(" ".join((*(w.upper() if len(w) == 1 else w for w in forenames), *surname))).replace("’", "'")
    if initials and (len(initials) < _MAX_INITIALS or not _VOWELS & set(initials)):
        display = initials.upper()
    return ParsedName(tuple(g for g in given if g), joined, initials, display)


@dataclass(slots=True, eq=False)
class _Person:
    name: ParsedName
    sexes: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    mentions: list[PersonMention] = field(default_factory=list)
    ambiguous: bool = False

    def add(self, mentions: Iterable[PersonMention]) -> None:
        for mention in mentions:
            self.mentions.append(mention)
            self.sexes |= _sexes(mention)
            self.families |= _families(mention)


def cluster_people(mentions: Sequence[PersonMention]) -> list[PersonCluster]:
    """Group the mentions of a document by the person they mean.

    Returns:
        The people in order of their first mention; each mention is in one cluster.
    """
    groups: dict[tuple[ParsedName, frozenset[str]], list[PersonMention]] = defaultdict(list)
    several = {mention for mention in mentions if _SEVERAL.search(mention.text[:MAX_NAME_CHARS]) is not None}
    for mention in mentions:
        if mention in several:
            continue
        parsed = parse_name(mention.text)
        key = ParsedName(parsed.forenames, parsed.surname, parsed.initials)
        groups[key, frozenset(_sexes(mention))].append(mention)
    people = _People()
    short: list[tuple[ParsedName, list[PersonMention]]] = []
    # Those whose sex is told go first, so that a `Mr Odell` cannot be drawn to the person that `Mrs Odell (R)` will be.
    for (name, _sex), group in sorted(groups.items(), key=lambda item: _fullness(item[0][0], item[0][1])):
        if name.forenames:
            people.place(name, group)
        else:
            short.append((name, group))
    people.place_short([(name, m) for name, group in short for m in group])
    together = [PersonCluster(" ".join(m.text.split()), (m,), ambiguous=True) for m in several]
    return sorted([*people.clusters(), *together], key=lambda c: (c.mentions[0].start, c.name))


def link_names(names: Iterable[str]) -> dict[str, str]:
    """Names of one council's documents → the fullest name of the same person; an ambiguous name stays itself.

    The result depends on the set of names alone.
    """
    mentions = [PersonMention(name, start) for start, name in enumerate(sorted(set(names)))]
    return {
        m.text: (_own_name(m.text) if cluster.ambiguous else cluster.name)
        for cluster in cluster_people(mentions)
        for m in cluster.mentions
    }


def _own_name(text: str) -> str:
    return " ".join(text.split()) if _SEVERAL.search(text[:MAX_NAME_CHARS]) is not None else parse_name(text).display


def person_id(council_key: str, name: str) -> str | None:
    """A stable id from a council and a name: the same for every spelling of it (case, accents, order, honorifics).

    Args:
        council_key: the council's GSS code, or what stands for it (``councils.council_key``).
        name: the fullest name of the person; ``J Collins`` and ``Jane Collins`` have different ids, see ``link_names``.

    Returns:
        ``person:`` and 12 hex digits; None where ``name`` has no letter.
    """
    parsed = parse_name(name)
    if not parsed.surname:
        return None
    content = "\0".join((council_key, *parsed.forenames, "", parsed.surname))
    return f"person:{sha256(content.encode()).hexdigest()[:_ID_DIGITS]}"


def _fullness(name: ParsedName, sexes: frozenset[str]) -> tuple[int, int, int, tuple[str, ...], str, list[str]]:
    """A sort key: names with whole forenames first, longer ones before shorter, then the alphabet."""
    whole = sum(len(f) > 1 for f in name.forenames)
    return (-whole, -len(name.forenames), -len(sexes), name.forenames, name.surname, sorted(sexes))


class _People:
    """The people found so far, by surname, by forename and by initials."""

    def __init__(self) -> None:
        self._all: list[_Person] = []
        self._by_surname: dict[str, list[_Person]] = defaultdict(list)
        self._by_forename: dict[str, list[_Person]] = defaultdict(list)
        self._by_initials: dict[str, list[_Person]] = defaultdict(list)

    def place(self, name: ParsedName, group: Sequence[PersonMention]) -> None:
        """Join mentions with a forename or initial to the one person they fit, or begin a person."""
        sexes = {sex for m in group for sex in _sexes(m)}
        fitting = [p for p in self._by_surname[name.surname] if _same_forenames(name, p.name)]
        if not fitting and all(len(f) > 1 for f in name.forenames):  # `Lloyd George` after `David Lloyd George`
            fitting = self._by_surname.get("".join((*name.forenames, name.surname)), [])
        fitting = [p for p in fitting if _no_clash(sexes, p.sexes)]
        if len(fitting) == 1:
            fitting[0].add(group)
            return
        is_crowd = len(self._by_surname[name.surname]) >= _MAX_NAMESAKES
        self._begin(name, group, ambiguous=len(fitting) > 1 or is_crowd)

    def place_short(self, short: Sequence[tuple[ParsedName, PersonMention]]) -> None:
        """Join mentions of one name to the one person each fits; the rest are people of their own, or stay apart.

        All are weighed before any is joined, so that none changes what fits another.
        """
        joined: dict[_Person, list[tuple[ParsedName, PersonMention]]] = defaultdict(list)
        rest: list[tuple[ParsedName, PersonMention, bool]] = []
        for name, mention in short:
            fitting = self._fitting(name, mention)
            if len(fitting) == 1:
                joined[fitting[0]].append((name, mention))
            else:
                rest.append((name, mention, len(fitting) > 1))
        for person, group in joined.items():
            sexes = {sex for _, mention in group for sex in _sexes(mention)}
            if _no_clash(sexes, person.sexes):
                person.add(mention for _, mention in group)
            else:  # `A Pell`, `Mr Pell` and `Mrs Pell`: the first may be either
                rest.extend((name, mention, True) for name, mention in group)
        self._begin_short(rest)

    def _begin_short(self, rest: Sequence[tuple[ParsedName, PersonMention, bool]]) -> None:
        told: dict[str, set[str]] = defaultdict(set)
        groups: dict[tuple[str, bool, tuple[str, ...]], list[tuple[ParsedName, PersonMention]]] = defaultdict(list)
        for name, mention, _ in rest:
            told[name.surname] |= _sexes(mention)
        for name, mention, is_ambiguous in rest:
            # Only where one surname is said with both `Mr` and `Mrs` does the sex part its mentions.
            is_parted = len(told[name.surname]) > 1
            sexes = tuple(sorted(_sexes(mention))) if is_parted else ()
            groups[name.surname, is_ambiguous or (is_parted and not sexes), sexes].append((name, mention))
        for (_, is_ambiguous, _), group in sorted(groups.items(), key=lambda item: item[0]):
            self._begin(group[0][0], [mention for _, mention in group], ambiguous=is_ambiguous)

    def clusters(self) -> list[PersonCluster]:
        made = []
        for person in self._all:
            ordered = tuple(sorted(person.mentions, key=lambda m: (m.start, m.text)))
            made.append(PersonCluster(_display(ordered), ordered, person.ambiguous))
        return sorted(made, key=lambda c: (c.mentions[0].start, c.name))

    def _begin(self, name: ParsedName, group: Sequence[PersonMention], *, ambiguous: bool) -> None:
        person = _Person(name, ambiguous=ambiguous)
        person.add(group)
        self._all.append(person)
        if ambiguous:
            return  # no further mention can be told to mean it
        keys = [(self._by_surname, surname) for surname in {name.surname, *_tails(group)}]
        if name.forenames and len(name.forenames[0]) > 1:
            keys.append((self._by_forename, name.forenames[0]))
        if name.forenames and name.surname:
            letters = "".join(f[0] for f in name.forenames) + name.surname[0]
            keys.extend((self._by_initials, initials) for initials in {letters, letters[0] + letters[-1]})
        for index, key in keys:
            if len(index[key]) < _MAX_NAMESAKES:
                index[key].append(person)

    def _fitting(self, name: ParsedName, mention: PersonMention) -> list[_Person]:
        indexes = (
            (self._by_surname, name.surname),
            (self._by_forename, name.surname),
            (self._by_initials, name.initials),
        )
        for index, key in indexes:
            found = index.get(key, []) if key else []
            if found:
                return _told_by_titles(found, mention)
        return []


def _tails(group: Sequence[PersonMention]) -> Iterator[str]:
    """Longer surnames that a full name may end in: `David Lloyd George` may be `Lloyd George`."""
    for mention in group:
        words = [fold(w) for w in _words(" ".join(mention.text[:MAX_NAME_CHARS].split()))]
        if "(" not in mention.text and "," not in mention.text:
            for start in range(1, len(words) - 1):
                if len(words[start]) > 1:
                    yield "".join("".join(words[start:]).split())


def _told_by_titles(found: list[_Person], mention: PersonMention) -> list[_Person]:
    """Those of ``found`` that a mention's titles allow: the same sex; among several, the same post."""
    allowed = [p for p in found if _no_clash(_sexes(mention), p.sexes)]
    families = _families(mention)
    if len(allowed) > 1 and families:
        same_post = [p for p in allowed if families & p.families]
        return same_post if same_post else allowed
    return allowed


@lru_cache(maxsize=4096)
def _title_facts(titles: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    words = {w for title in titles for w in fold(title[:MAX_NAME_CHARS]).split()}
    sexes = {sex for sex, words_of_sex in (("male", _MALE), ("female", _FEMALE)) if words & words_of_sex}
    families = {role_family(title) for title in titles} - {"other"}
    return frozenset(sexes), frozenset(families)


def _sexes(mention: PersonMention) -> frozenset[str]:
    return _title_facts(mention.titles)[0]


def _families(mention: PersonMention) -> frozenset[str]:
    return _title_facts(mention.titles)[1]


def _no_clash(one: Iterable[str], other: set[str]) -> bool:
    both = set(one) | other
    return not {"male", "female"} <= both


def _same_forenames(short: ParsedName, full: ParsedName) -> bool:
    """Whether the forenames of one name can be those of the other, initial by initial."""
    if not short.forenames or not full.forenames:
        return True
    if not same_forename(short.forenames[0], full.forenames[0]):
        return False
    return all(same_forename(a, b) for a, b in zip(short.forenames[1:], full.forenames[1:], strict=False))


def _display(mentions: Sequence[PersonMention]) -> str:
    """The fullest form; then no short forename, mixed case, accents, frequency and the alphabet decide."""
    forms = Counter(m.text for m in mentions)

    def preference(text: str) -> tuple[object, ...]:
        name = parse_name(text)
        is_short = any(is_short_forename(f) for f in name.forenames)
        # `Jane O Pell` before `J Other Pell`: what one is called by tells more than a second name
        called = min(len(name.forenames[0]), 2) if name.forenames else 0
        full = _fullness(name, frozenset())[:2]
        return (full, -called, is_short, text.isupper(), text.isascii(), -forms[text], name.display)

    return parse_name(min(forms, key=preference)).display
