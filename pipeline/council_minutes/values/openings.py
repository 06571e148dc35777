"""The names that stand in a document's title and opening lines: whose minutes these are.

A name is read backwards from its last word (``Council``, ``Committee``) over capitalised words and the small
words between
them. Only the first lines are read, and each name is short, so the time is bounded whatever the document's length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from council_minutes.values.council import Council, named_council
from council_minutes.values.council_types import is_type_words, name_tokens, types_of
from council_minutes.values.councils import CouncilTable
from council_minutes.values.names import (
    MAX_NAME_CHARS,
    SMALL_WORDS,
    fold,
    mend,
    skeletons,
    without_possessive,
    word_set,
)

OPENING_CHARS: Final = 3000
OPENING_LINES: Final = 40
_HEADING_LINES: Final = 15  # lines with words in them, of which one may be the name alone
_MAX_WORDS: Final = 16
_MAX_LEAD: Final = 90  # characters between `minutes of the meeting of` and the name

_TOKEN: Final = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*['’]?|&|\n|[^\w\s]")
_COUNCIL_HEADS: Final = word_set("council authority corporation")
# What stands before a name in an opening and is no part of it.
OPENING_STOPS: Final = word_set(
    "minutes minute meeting meetings proceedings notes note record held present draft monthly ordinary special annual "
    "extraordinary quarterly statutory report reports agenda decision decisions printed public virtual remote hybrid "
    "apologies attendance venue contact chair chairman councillor councillors cllr leader director representing member "
    "recommended resolved the this at by from kb mb pdf cofnodion cyfarfod "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september "
    "october november december"
)
_CELTIC_TYPES: Final = word_set(
    "cyngor tref cymuned cymunedol"
)  # before the English name: `CYNGOR TREF PORTH CAERWEN TOWN COUNCIL`
_BODY_WORDS: Final = word_set("committee panel board cabinet executive commission forum group partnership subcommittee")
# Councils in name only: a body or an organisation.
_NOT_COUNCILS: Final = word_set("full care arts advisory youth research british privy extraordinary medical")
# A line that says whose meeting it was, and ends before the name does.
_MEETING_LINE: Final = re.compile(
    r"\b(?:minutes|meeting)\s+of\s+(?:(?:the|a|an)\s+)?[^\W\d_][^\n.;:\d]*[\w’'-]\s*\Z", re.IGNORECASE
)
_OF_COUNCIL: Final = re.compile(
    r"(?:\A|(?<=\s))(?:[A-Z&][\w&'’-]*\s+|and\s+|of\s+){1,6}council(?:['’]?s)?\s*\Z", re.IGNORECASE
)
_COUNTIES: Final = frozenset({"county", "city"})  # the councils that have municipal districts
_TYPE_ENDS: Final = word_set("city county borough district metropolitan parish town community")
_HEADED: Final = re.compile(r"(?:MINUTES|Minutes|MEETING|Meeting|AGENDA|Agenda)\b")  # `Hallowick Town Council Minutes`
_FORWARD: Final = re.compile(
    r"\b(?:(?:london|royal|metropolitan|county)\s+borough\s+of|city(?:\s+and\s+county)?\s+of|borough\s+of|comhairle|cyngor)\b",
    re.IGNORECASE,
)
_MEETING_OF: Final = re.compile(
    r"\b(?:minutes?|meeting|proceedings|notes|cofnodion|cyfarfod)\b(?:[\s,-]+(?:of|the|a|an|o|ordinary|monthly|annual|special|"
    r"statutory|extraordinary|meeting|minutes?|proceedings|full|council))*[\s,]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name as it stands in an opening: ``text[start:end]``."""

    text: str
    start: int
    end: int


def opening(text: str) -> str:
    """The first lines of a document, as far as it may say whose minutes it is."""
    return "\n".join(text[:OPENING_CHARS].split("\n")[:OPENING_LINES])


def phrases(text: str, heads: frozenset[str], stops: frozenset[str] = frozenset()) -> Iterator[Phrase]:
    """The capitalised names that end in one of ``heads`` (folded words) and head ``text``, in order.

    A name heads a text where it begins a line and nothing but a dash or a bracket follows, or where it
    comes after `minutes of
    the meeting of`. Names in running text are of others as often as of the host: they are left out.

    Args:
        text: an opening or a title.
        heads: last words of a name.
        stops: further words that no name goes back beyond.
    """
    known = skeletons(heads)
    tokens = list(_TOKEN.finditer(text))
    heading_end = _end_of_headings(text)
    of_councils = heads == _COUNCIL_HEADS
    for index, token in enumerate(tokens):
        last = fold(without_possessive(token[0]) if of_councils else token[0]).split()[-1:]
        if last and token[0][0].isupper() and mend(last, known)[0] in heads:
            if _continues(tokens, index) and not (of_councils and _names_a_body(tokens, index)):
                continue
            first = _first_token(text, tokens, index, stops)
            start, end = tokens[first].start(), token.end()
            if _is_heading(text, start, end, heading_end):
                yield Phrase(without_possessive(text[start:end]) if of_councils else text[start:end], start, end)


def _continues(tokens: list[re.Match[str]], index: int) -> bool:
    """Whether the name goes on after this token: `Cabinet` in `Cabinet Committee`."""
    following = tokens[index + 1][0] if index + 1 < len(tokens) else "\n"
    return following[0].isupper() and len(following) > 1 and fold(following) not in OPENING_STOPS


def _names_a_body(tokens: list[re.Match[str]], index: int) -> bool:
    """Whether the words after a council's name are its body's: ``Orme Town Council Allotments Committee``."""
    for token in tokens[index + 1 : index + 1 + _MAX_WORDS]:
        if fold(token[0]) in _BODY_WORDS:
            return True
        if not (token[0][0].isupper() or fold(token[0]) in SMALL_WORDS or token[0] in {"\n", "&", ","}):
            return False
    return False


def _first_token(text: str, tokens: list[re.Match[str]], index: int, stops: frozenset[str]) -> int:
    """The token at which the name that ends at ``index`` begins."""
    first = at = index
    breaks = 0
    while at > 0 and index - at < _MAX_WORDS:
        at -= 1
        word, folded = tokens[at][0], fold(tokens[at][0])
        if word == "\n":
            after = at + 1
            while at > 0 and tokens[at - 1][0] == "\n":
                at -= 1
            breaks += not is_type_words(name_tokens(fold(text[tokens[first].start() : tokens[index].end()])))
            if breaks > 1 or not _goes_on(text, tokens, at, after, first, index):
                break
        elif folded in OPENING_STOPS or folded in _CELTIC_TYPES or folded in stops:
            break
        elif word in {",", "&"} or folded in SMALL_WORDS:
            continue
        elif word[0].isupper():
            first = at
        else:
            break
    return first


def _goes_on(text: str, tokens: list[re.Match[str]], at: int, after: int, first: int, index: int) -> bool:
    """Whether the name goes on in the line before the breaks from token ``at`` up to token ``after``.

    It does where what stands after the break is no whole name (type words alone, or a small word first), in running
    text, and in a line that says whose meeting it was. Beyond a blank line it does only where the line before it is
    seen to be unfinished.
    """
    following, preceding = tokens[after][0], tokens[at - 1][0] if at > 0 else ""
    if fold(preceding) in SMALL_WORDS or preceding == "&":
        return True
    line = text[text.rfind("\n", 0, tokens[at].start()) + 1 : tokens[at].start()]
    name = text[tokens[first].start() : tokens[index].end()]
    is_part = fold(following) in SMALL_WORDS or following == "&" or is_type_words(name_tokens(fold(name)))
    if after - at > 1:
        return at > 0 and is_part and (fold(preceding) in _TYPE_ENDS or _MEETING_LINE.search(line) is not None)
    is_running = any(word.islower() and word not in SMALL_WORDS for word in line.split())
    return is_part or first == index or is_running or _MEETING_LINE.search(line) is not None


def _end_of_headings(text: str) -> int:
    """Where the lines end in which a name alone is taken for a heading."""
    seen = at = 0
    for line in text.splitlines(keepends=True):
        seen += bool(line.strip())
        if seen > _HEADING_LINES:
            break
        at += len(line)
    return at


def _is_heading(text: str, start: int, end: int, heading_end: int) -> bool:
    lead = text[max(0, start - _MAX_LEAD) : start]
    if _MEETING_OF.search(lead) or _MEETING_OF.search(_OF_COUNCIL.sub("", lead)):
        return True
    before = _OF_COUNCIL.sub("", text[text.rfind("\n", 0, start) + 1 : start].strip())
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)].strip(" .")
    return (
        end <= heading_end
        and set(fold(before).split()) <= _CELTIC_TYPES | {"the"}
        and (not after or after[0] in "-–—:(|/," or _HEADED.match(after) is not None)
    )


def host_from_text(title: str | None, text: str, table: CouncilTable) -> Council | None:
    """The council that a document's title and opening say it is of.

    Args:
        title: the document's title where there is one.
        text: the whole text; only its opening is read.
        table: the councils with codes.

    Returns:
        A council of the table, or a council without a code where the name is spelled out and not in the table
        (``LIMERICK CITY AND COUNTY COUNCIL``, a parish council); None where the opening names none.
    """
    for part in (opening(title or ""), opening(text)):
        found = sorted(_candidates(part, table), key=lambda candidate: candidate[:2])
        if found:
            return found[0][2]
    return None


def host_of_district(mentions: Iterable[str], table: CouncilTable) -> Council | None:
    """The county council whose district met, where the opening names the district alone.

    Args:
        mentions: the councils that the minutes mention, each as often as they do.
        table: the councils with codes.

    Returns:
        The county or city council that is spelled out at least twice as often as any other; None where there
        is none, for the neighbours and the parishes of a district are named in its minutes too.
    """
    counts: Counter[Council] = Counter()
    for words in mentions:
        named = named_council(words) if len(words) <= MAX_NAME_CHARS else None
        tokens = name_tokens(fold(named.name)) if named is not None else ()
        if named is not None and tokens[-1:] == ("council",) and _COUNTIES.issuperset(types_of(tokens) or {"none"}):
            counts[_in_table(words, table) or named] += 1
    ranked = [*counts.most_common(2), (None, 0), (None, 0)]
    return ranked[0][0] if ranked[0][1] >= 2 * ranked[1][1] else None


def _candidates(text: str, table: CouncilTable) -> Iterator[tuple[int, int, Council]]:
    """Councils that head ``text``, each with a rank and its offset: English names before Welsh and Irish ones."""
    for phrase in (*phrases(text, _COUNCIL_HEADS, _BODY_WORDS), *_forward_phrases(text)):
        council = _in_table(phrase.text, table) or _outside_table(phrase.text)
        if council is not None:
            is_celtic = council.name.startswith(("Cyngor", "Comhairle")) and council not in table
            yield int(is_celtic), phrase.start, council


def _in_table(phrase: str, table: CouncilTable) -> Council | None:
    """The council of the table that a phrase ends in: what stands before its name is dropped word by word."""
    words = phrase.split()
    for start in range(len(words)):
        council = table.find(" ".join(words[start:]))
        if council is not None and council in table:
            return council
    return None


def _outside_table(phrase: str) -> Council | None:
    """A council without a code, from a phrase that is a council's name and not that of a body or an organisation."""
    name = phrase.rpartition(",")[2].strip()
    tokens = name_tokens(fold(name))
    is_other = bool(_NOT_COUNCILS & set(tokens)) or (tokens[-1:] == ("authority",) and not types_of(tokens))
    return None if is_other or is_type_words(tokens) else named_council(name)


def _forward_phrases(text: str) -> Iterator[Phrase]:
    """Names that begin with their type: ``London Borough of Pinderwell``, ``Cyngor Sir Glanwydd``."""
    heading_end = _end_of_headings(text)
    for match in _FORWARD.finditer(text):
        end = match.end()
        for token in _TOKEN.finditer(text, end, min(len(text), end + _MAX_LEAD)):
            word = token[0]
            if word == "\n" or fold(word) in OPENING_STOPS | _BODY_WORDS | _COUNCIL_HEADS:
                break
            if word[0].isupper():
                end = token.end()
            elif fold(word) not in SMALL_WORDS and word != "&":
                break
        if end > match.end() and match[0][0].isupper() and _is_heading(text, match.start(), end, heading_end):
            yield Phrase(text[match.start() : end], match.start(), end)
