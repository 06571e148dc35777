"""Mentions of bodies: one name for the spellings of each, the host body for `the Committee`, `the Panel`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from council_minutes.values.council_types import name_tokens, reference_types
from council_minutes.values.definitions import acronym_key, initials, is_acronym, look_up
from council_minutes.values.links import LinkStatus
from council_minutes.values.names import (
    MAX_NAME_CHARS,
    SMALL_WORDS,
    fold,
    mend,
    skeletons,
    slug,
    title_case,
    without_possessive,
    word_set,
)
from council_minutes.values.openings import OPENING_STOPS, opening, phrases

COUNCIL_MEETING: Final = "Council"  # the full council as a meeting, whatever it is called

_NO_DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType({})
_HEADS: Final = word_set(
    "committee subcommittee panel board cabinet executive commission forum group partnership party assembly sacre body"
)
# Words that a reference to the host body is made of. Some of them must be the host's own.
_REFERENCE_WORDS: Final = _HEADS | word_set(
    "sub joint select scrutiny overview working task finish and steering advisory committees panels "
    "boards municipal metropolitan district"
)
_NAMING: Final = word_set("scrutiny overview")  # with these a reference can also be the name of another body
_NAMED_ALONE: Final = word_set("cabinet executive sacre")  # these mean one body of a council without more words
_ARTICLES: Final = word_set("the this that our said")
_DISTRICTS: Final = frozenset({("municipal", "district"), ("metropolitan", "district")})
_MEETING_WORDS: Final = word_set("full extraordinary annual special ordinary meeting meetings assembly of the")
_SPELLINGS: Final = MappingProxyType(
    {
        "cttee": "Committee",
        "ctte": "Committee",
        "commitee": "Committee",
        "comittee": "Committee",
        "commision": "Commission",
    }
)
_SPELLED: Final = MappingProxyType(
    {
        "subcommittee": "sub committee",
        "subcttee": "sub committee",
        "o and s": "overview and scrutiny",
        "t and f": "task and finish",
    }
)
# Bodies that every council has by statute, under an acronym that means nothing else in minutes.
_STATUTORY: Final = MappingProxyType(
    {
        "sacre": "Standing Advisory Council on Religious Education",
        "hosc": "Health Overview and Scrutiny Committee",
        "jhosc": "Joint Health Overview and Scrutiny Committee",
        "hwb": "Health and Wellbeing Board",
        "lscb": "Local Safeguarding Children Board",
        "ijb": "Integration Joint Board",
        "pcsp": "Policing and Community Safety Partnership",
    }
)
_KNOWN: Final = skeletons(word for word in _HEADS | {"council", "scrutiny", "services"} if len(word) > len("sacre"))
_ACRONYM_TAIL: Final = re.compile(r"\s*\((?P<short>[^()\s]{2,12})\)$")
_WORD: Final = re.compile(r"[A-Za-z]+")
# `Kent County Council Cabinet`: the name begins after them.
_OUTSIDE_NAMES: Final = word_set("council councils authority")
_BRANCH: Final = re.compile(
    r" \([A-Z][^()\n]{2,40}\)| [A-Z]\b(?![.'’-])"
)  # `Licensing Sub-Committee B`, `… (Resources)`
_COUNCIL_MEETING: Final = re.compile(
    r"(?:\A|\n)[^\S\n]*(?:(?:full|extraordinary|annual|county|city|borough|district|town)\s+){0,2}council(?:\s+assembly)?\s*(?:[-–—,:(\n]|\Z)"
    r"|\bmeeting\s+of\s+(?:the\s+)?(?:[\w'’-]+\s+){0,5}council\b(?! of)"
    r"|\bcouncil[^\S\n]*\n?[^\S\n]*(?:meeting|minutes)\b"
    r"|\b(?:monthly|general) meeting\b",
    re.IGNORECASE,
)

# The districts that the members of an Irish county meet by (Local Government Reform Act 2014, sections 19 and 20).
_DISTRICT_MEETING: Final = re.compile(
    r"\b(?:meeting|minutes|proceedings)(?: (?:of|for|at|the))* (?P<head>(?:municipal|metropolitan) district of) ",
    re.IGNORECASE,
)
_DISTRICT_WORDS: Final = 6
_PLACE_STOPS: Final = word_set("in on at was were who of")


@dataclass(frozen=True, slots=True)
class BodyLink:
    """What a mention of a body was linked to; ``name`` is None unless the status is ``resolved`` or ``host``.

    ``how`` says what decided: ``name``, ``host``, ``acronym``, ``definition``; it is empty where nothing did.
    """

    status: LinkStatus
    name: str | None = None
    how: str = ""


_UNKNOWN: Final = BodyLink(LinkStatus.UNKNOWN)


def body_key(name: str) -> str:
    """The key under which the spellings of a body's name are equal.

    >>> body_key("The OVERVIEW & SCRUTINY CTTEE") == body_key("Overview and Scrutiny Committee")
    True
    """
    return " ".join(_tokens(name))


def body_name(name: str) -> str:
    """A body's name as it is shown: in title case, ``and`` and ``Committee`` spelled out, no article or acronym."""
    cased = title_case(_without_acronym(" ".join(without_possessive(name).split())))
    words = cased.replace("&", " and ").split()
    if len(words) > 1 and words[0].casefold() in _ARTICLES:
        words = words[1:]
    shown = [_WORD.sub(lambda m: _SPELLINGS.get(m[0].casefold(), m[0]), word) for word in words]
    return " ".join(w[0].upper() + w[1:] if fold(w) not in SMALL_WORDS or i == 0 else w for i, w in enumerate(shown))


def body_id(council_key: str | None, name: str | None) -> str | None:
    """``body:E10000016/planning-committee``; without a council ``body:planning-committee``; None without a name."""
    if name is None or not body_key(name):
        return None
    return f"body:{council_key}/{slug(body_key(name))}" if council_key is not None else f"body:{slug(body_key(name))}"


def resolve_body(text: str, host_body: str | None, definitions: Mapping[str, str] = _NO_DEFINITIONS) -> BodyLink:
    """Link one mention of a body.

    Args:
        text: the words of the mention.
        host_body: the body whose minutes they stand in, None where it is not known.
        definitions: of ``collect_definitions``, the document's own short forms.

    Returns:
        The body's name, the same for all its spellings, or why there is none. Never raises.
    """
    mention = without_possessive(text) if len(text) <= MAX_NAME_CHARS else ""
    long_form = look_up(mention, definitions)
    if long_form is not None:
        link = resolve_body(long_form, host_body)
        return BodyLink(link.status, link.name, "definition")
    tokens = _tokens(mention)
    host = _tokens(host_body) if host_body is not None else ()
    if not tokens:
        return _UNKNOWN
    if _is_council_meeting(tokens):
        return BodyLink(LinkStatus.RESOLVED, COUNCIL_MEETING, "name")
    if len(tokens) == 1 and tokens[0] in _STATUTORY:
        return BodyLink(LinkStatus.RESOLVED, _STATUTORY[tokens[0]], "name")
    if _REFERENCE_WORDS.issuperset(tokens) and not _NAMED_ALONE.issuperset(tokens):
        if host_body is not None and set(tokens) <= set(host) and tokens != host:
            return BodyLink(LinkStatus.HOST, body_name(host_body), "host")
        if not _NAMING.intersection(tokens):
            return _UNKNOWN
    elif is_acronym(mention) and not _HEADS.issuperset(tokens):
        if host_body is not None and acronym_key(mention) in initials(host):
            return BodyLink(LinkStatus.HOST, body_name(host_body), "acronym")
        return _UNKNOWN
    if host_body is not None and tokens == host:
        return BodyLink(LinkStatus.RESOLVED, body_name(host_body), "name")
    return BodyLink(LinkStatus.RESOLVED, body_name(mention), "name")


def is_district(name: str) -> bool:
    """Whether a body is the members of a county council for a part of the county: ``Orme Municipal District``."""
    return _tokens(name)[-2:] in _DISTRICTS


def _district(part: str) -> str | None:
    """The district that an opening says the meeting was of: the members of a county council for a part of the county.

    ``Meeting of the Municipal District of Hallowick-Orme``. Where its name ends the first word that is no part of one
    tells: a small letter, a number, or a word that says when and where.
    """
    words = " ".join(part.split()).replace("- ", "-")
    match = _DISTRICT_MEETING.search(words)
    if match is None:
        return None
    name = [match["head"]]
    for word in words[match.end() :].split(" ")[:_DISTRICT_WORDS]:
        bare = word.strip(".,;:")
        if not bare[:1].isupper() or fold(bare) in OPENING_STOPS | _PLACE_STOPS:
            break
        name.append(bare)
        if bare != word:
            break
    return body_name(" ".join(name)) if len(name) > 1 and name[-1][-1] != "-" else None


def host_body_from_text(title: str | None, text: str) -> str | None:
    """The body that a document's title and opening say it is of, by its shown name.

    Returns:
        ``Council`` for a meeting of the full council; None where neither title nor opening names a body.
    """
    for part in (opening(title or ""), opening(text)):
        for phrase in phrases(part, _HEADS, _OUTSIDE_NAMES):
            tokens = _tokens(phrase.text)
            if "chief" in tokens or "senior" in tokens or (_REFERENCE_WORDS.issuperset(tokens) and not _names(tokens)):
                continue
            branch = _BRANCH.match(part, phrase.end)
            return resolve_body(phrase.text + (branch[0] if branch is not None else ""), None).name
        district = _district(part)
        if district is not None:
            return district
        if _COUNCIL_MEETING.search(part):
            return COUNCIL_MEETING
    return None


def _names(tokens: tuple[str, ...]) -> bool:
    """Whether words that are usually a reference to some body name one here."""
    return _NAMED_ALONE.issuperset(tokens) or bool(_NAMING.intersection(tokens))


def _tokens(name: str) -> tuple[str, ...]:
    folded = fold(_without_acronym(name[:MAX_NAME_CHARS]))
    mended = " ".join(_SPELLINGS.get(token, token).lower() for token in mend(folded.split(), _KNOWN))
    padded = f" {mended} "
    for short, long in _SPELLED.items():
        padded = padded.replace(f" {short} ", f" {long} ")
    tokens = tuple(padded.split())
    tokens = tokens[1:] if len(tokens) > 1 and tokens[0] in _ARTICLES else tokens
    # `Municipal District of Orme` and `Orme Municipal District` are one
    return (*tokens[3:], *tokens[:2]) if tokens[:2] in _DISTRICTS and tokens[2:3] == ("of",) else tokens


def _without_acronym(name: str) -> str:
    """``Health Overview and Scrutiny Committee (HOSC)`` without its bracket; a bracket of the name itself stays."""
    tail = _ACRONYM_TAIL.search(name)
    if tail is None or not is_acronym(tail["short"]):
        return name
    made = initials(fold(name[: tail.start()]).split())
    return name[: tail.start()] if any(i.endswith(acronym_key(tail["short"])) for i in made) else name


def _is_council_meeting(tokens: tuple[str, ...]) -> bool:
    core = tuple(token for token in tokens if token not in _MEETING_WORDS)
    return bool(core) and core[-1] == "council" and reference_types(name_tokens(" ".join(core))) is not None
