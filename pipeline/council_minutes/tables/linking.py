"""What the mentions of one document mean, and whose minutes it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from council_minutes.annotations import DocumentMeta, Mark
from council_minutes.ingest.opening import describe
from council_minutes.tables.meetings import council_key_of
from council_minutes.tables.record import DocumentRecord
from council_minutes.values.bodies import body_id, body_name, host_body_from_text, is_district, resolve_body
from council_minutes.values.council import Council, meant_by_type
from council_minutes.values.councils import CouncilLink, CouncilTable
from council_minutes.values.definitions import collect_definitions, definition_key
from council_minutes.values.links import LinkStatus
from council_minutes.values.names import HONORIFICS
from council_minutes.values.openings import host_from_text, host_of_district
from council_minutes.values.people import PersonMention, cluster_people, is_post_nominal, person_id
from council_minutes.values.roles import role_family, role_id

_HONORIFIC: Final = re.compile(rf"\b(?:{HONORIFICS})\.?\s+\Z")
_TITLE_REACH: Final = 16  # code points before a name in which its honorific stands


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a mention means: an id that is the same in every document, and the name to show."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Links:
    """Whose minutes a document is, and what its mentions mean.

    Attributes:
        title: of the document.
        council_code, council: code and name of the host council.
        council_key: what stands for the host council in ids; the document's own id where the council is not known, so
            that people of unknown councils are not taken for one another.
        body: name of the host body.
        meeting_date: the metadata's, else the opening's.
        meanings: mark id → meaning; mentions that could not be linked are not in it.
    """

    title: str | None
    council_code: str | None
    council: str | None
    council_key: str
    body: str | None
    meeting_date: date | None
    meanings: Mapping[str, Meaning]


def link_document(
    record: DocumentRecord, entities: Sequence[Mark], tails: Mapping[tuple[str, str], Sequence[Mark]]
) -> Links:
    """Find the hosts of a document and link its people, councils, bodies and roles.

    Args:
        record: the document.
        entities: its entity mentions.
        tails: (relation, id of the head) → the tails; HOLDS tells the titles of people.
    """
    meta, text = _described(record.meta, record.text), record.text
    title, meeting_date = meta.title, meta.meeting_date
    table = CouncilTable.load()
    host = table.find(meta.council) if meta.council is not None else None
    if host is None:
        host = host_from_text(title, text, table)
    body = _named_body(meta.body) if meta.body is not None else host_body_from_text(title, text)
    councils = [text[mark.start : mark.end] for mark in entities if mark.label == "COUNCIL"]
    if host is None and meta.council is None and body is not None and is_district(body):
        host = host_of_district(councils, table)
    code, name = (host.code, host.name) if host is not None else (None, meta.council)
    key = council_key_of(record.doc_id, code, name)
    linker = _Linker(
        text, table, host, key, body, meeting_date, collect_definitions(text), meant_by_type(councils, host)
    )
    meanings = {mark.id: meaning for mark in entities if (meaning := linker.meaning(mark)) is not None}
    meanings |= _people(text, entities, tails, key)
    return Links(
        title=title,
        council_code=code,
        council=name,
        council_key=key,
        body=body,
        meeting_date=meeting_date,
        meanings=meanings,
    )


def _described(meta: DocumentMeta, text: str) -> DocumentMeta:
    """The metadata, with the title and date that the opening says where they are missing."""
    if meta.title is not None and meta.meeting_date is not None:
        return meta
    seen = describe(text)
    return replace(
        meta,
        title=meta.title if meta.title is not None else seen.title,
        meeting_date=meta.meeting_date if meta.meeting_date is not None else seen.meeting_date,
    )


def _named_body(name: str) -> str:
    link = resolve_body(name, None)
    return link.name if link.name is not None else body_name(name)


class _Linker:
    """Links councils, bodies and roles; every wording once."""

    def __init__(
        self,
        text: str,
        table: CouncilTable,
        host: Council | None,
        key: str,
        body: str | None,
        meeting_date: date | None,
        definitions: Mapping[str, str],
        by_type: Mapping[str, str],
    ) -> None:
        self.text = text
        self.table = table
        self.host = host
        self.key = key
        self.body = body
        self.meeting_date = meeting_date
        self.definitions = definitions
        self.by_type = by_type
        self.known: dict[tuple[str, str], Meaning | None] = {}

    def meaning(self, mark: Mark) -> Meaning | None:
        wording = (mark.label, self.text[mark.start : mark.end])
        if wording not in self.known:
            self.known[wording] = self._link(*wording)
        return self.known[wording]

    def _council(self, words: str) -> CouncilLink:
        return self.table.resolve(words, host=self.host, on=self.meeting_date, definitions=self.definitions)

    def _link(self, label: str, words: str) -> Meaning | None:
        match label:
            case "COUNCIL":
                link = self._council(words)
                named = self.by_type.get(definition_key(words))
                if named is not None and link.status is not LinkStatus.RESOLVED:
                    link = self._council(named)
                return Meaning(link.canonical_id, link.name) if link.name is not None else None
            case "BODY":
                name = resolve_body(words, self.body, self.definitions).name
                return Meaning(body_id(self.key, name), name) if name is not None else None
            case "ROLE":
                return Meaning(role_id(words), role_family(words))
        return None


def _people(
    text: str, entities: Sequence[Mark], tails: Mapping[tuple[str, str], Sequence[Mark]], key: str
) -> dict[str, Meaning]:
    """The people of a document; a mention whose name fits several of them has a name and no id.

    Letters after a name that were marked as a name of their own (``Mr Orr, OBE``) are nobody.
    """
    people = [mark for mark in entities if mark.label == "PERSON"]
    letters = {after.id for name, after in pairwise(people) if _is_letters_after(text, name, after)}
    marks = {(m.start, text[m.start : m.end]): m for m in people if m.id not in letters}
    mentions = [PersonMention(words, start, _titles(text, mark, tails)) for (start, words), mark in marks.items()]
    meanings: dict[str, Meaning] = {}
    for cluster in cluster_people(mentions):
        meaning = Meaning(None if cluster.ambiguous else person_id(key, cluster.name), cluster.name)
        meanings |= {marks[mention.start, mention.text].id: meaning for mention in cluster.mentions}
    return meanings


def _is_letters_after(text: str, name: Mark, after: Mark) -> bool:
    is_joined = not text[name.end : after.start].strip(" ,\n")
    # After another's initials they may be initials too: `KC, JP`.
    return is_joined and not text[name.start : name.end].isupper() and is_post_nominal(text[after.start : after.end])


def _titles(text: str, person: Mark, tails: Mapping[tuple[str, str], Sequence[Mark]]) -> tuple[str, ...]:
    honorific = _HONORIFIC.search(text[max(0, person.start - _TITLE_REACH) : person.start])
    roles = tuple(text[role.start : role.end] for role in tails.get(("HOLDS", person.id), ()))
    return roles if honorific is None else (honorific[0].strip(), *roles)
