"""People across the documents of a run: linked by council, with the posts they are said to hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from council_minutes.tables.columns import Row
from council_minutes.tables.meetings import Meeting, Seen
from council_minutes.tables.selection import rows_where
from council_minutes.values.names import fold, title_case
from council_minutes.values.people import link_names, person_id
from council_minutes.values.roles import role_family

# Columns that name people in each table, with the column of their ids.
_NAMED: Final[Mapping[str, Sequence[tuple[str, str]]]] = MappingProxyType(
    {
        "entities": (("canonical_name", "canonical_id"),),
        "attendance": (("person", "person_id"),),
        "votes": (("person", "person_id"),),
        "decisions": (("mover", "mover_id"), ("seconder", "seconder_id"), ("decided_by", "decided_by_id")),
        "actions": (("owner", "owner_id"),),
        "questions": (("asker", "asker_id"),),
    }
)
# Wordings of one role that differ in number or are short for it.
_ONE_ROLE: Final = MappingProxyType(
    {
        "cllr": "Councillor",
        "cllrs": "Councillor",
        "cr": "Councillor",
        "crs": "Councillor",
        "cnllr": "Councillor",
        "councillors": "Councillor",
        "councillor": "Councillor",
        "aldermen": "Alderman",
        "ald": "Alderman",
        "members": "Member",
        "officers": "Officer",
    }
)
_SEPARATOR: Final = "; "
_ID_DIGITS: Final = 16


@dataclass(slots=True)
class _Post:
    spellings: Counter[str] = field(default_factory=Counter)
    of: str | None = None
    seen: Seen = field(default_factory=Seen)


@dataclass(slots=True, eq=False)
class _Person:
    meeting: Meeting  # any of the council's: for its key, code and name
    names: set[str] = field(default_factory=set)
    seen: Seen = field(default_factory=Seen)
    posts: dict[tuple[str, str], _Post] = field(default_factory=dict)


class PeopleIndex:
    """The people of the documents added so far, by their ids in the documents."""

    def __init__(self) -> None:
        self._people: dict[str, _Person] = {}

    def add(self, meetings: Mapping[str, Meeting], entities: pa.Table, relations: pa.Table) -> None:
        """Take in whole documents.

        Args:
            meetings: doc_id → meeting.
            entities, relations: tables of ``schema.TABLES``.
        """
        mentions: dict[str, dict[str, Any]] = {}
        for row in rows_where(entities, "label", ["PERSON"]):
            if row["canonical_id"] is None:
                continue  # the name fits several people of the document: it is nobody's mention
            mentions[row["entity_id"]] = row
            meeting = meetings[row["doc_id"]]
            person = self._people.setdefault(row["canonical_id"], _Person(meeting))
            person.names.add(row["canonical_name"])
            person.seen.add(meeting, row)
        held_of = _tails(relations, "OF")
        names = _names_of(entities, {tail["tail_id"] for tail in held_of.values()})
        for relation in rows_where(relations, "relation", ["HOLDS"]):
            mention = mentions.get(relation["head_id"])
            if mention is not None:
                of = held_of.get(relation["tail_id"])
                name = None if of is None else names.get(of["tail_id"], " ".join(of["tail_text"].split()))
                self._hold(meetings[mention["doc_id"]], mention, relation["tail_text"], name)

    def _hold(self, meeting: Meeting, mention: Mapping[str, Any], words: str, of: str | None) -> None:
        role = _role(words)
        post = self._people[mention["canonical_id"]].posts.setdefault((fold(role), fold(of or "")), _Post(of=of))
        post.spellings[role] += 1
        post.seen.add(meeting, mention)

    def link(self) -> LinkedPeople:
        """Join the people of each council whose names are forms of one name."""
        names: dict[str, set[str]] = defaultdict(set)
        for person in self._people.values():
            names[person.meeting.council_key] |= person.names
        linked = {key: link_names(found) for key, found in names.items()}
        namesakes: dict[tuple[str, str], list[_Person]] = defaultdict(list)
        for person in self._people.values():
            key = person.meeting.council_key
            namesakes[key, linked[key][min(person.names)]].append(person)
        apart = {id(person) for group in namesakes.values() if len(group) > 1 for person in _told_apart(group)}
        merged: dict[str, _Person] = {}
        new: dict[str, tuple[str, str]] = {}
        for old_id, person in self._people.items():
            key = person.meeting.council_key
            name = linked[key][min(person.names)]
            if id(person) in apart:
                name = min(person.names)
            linked_id = person_id(key, name)
            new_id = linked_id if linked_id is not None else old_id
            if (new_id, {name}) != (old_id, person.names):
                new[old_id] = (new_id, name)
            whole = merged.setdefault(new_id, _Person(person.meeting, {name}))
            whole.seen.merge(person.seen)
            for post_key, post in person.posts.items():
                own = whole.posts.setdefault(post_key, _Post(of=post.of))
                own.spellings.update(post.spellings)
                own.seen.merge(post.seen)
        return LinkedPeople(merged, PeopleLabels(new))


class PeopleLabels:
    """The ids and names that people have in the run.

    Args:
        new: id in the documents → id and name in the run, where they differ.
    """

    def __init__(self, new: Mapping[str, tuple[str, str]]) -> None:
        self._new = new

    def relabel(self, name: str, table: pa.Table) -> pa.Table:
        """A table of ``schema.TABLES`` with the ids and names that its people have in the run."""
        for name_column, id_column in _NAMED.get(name, ()):
            ids, names = table[id_column].to_pylist(), table[name_column].to_pylist()
            pairs = [self._pair(i, n) for i, n in zip(ids, names, strict=True)]
            table = _with(table, id_column, [pair[0] for pair in pairs])
            table = _with(table, name_column, [pair[1] for pair in pairs])
        return table

    def _pair(self, ids: str | None, names: str | None) -> tuple[str | None, str | None]:
        if ids is None or names is None:
            return ids, names
        whole = self._new.get(ids)
        if whole is not None:
            return whole
        each_id, each_name = ids.split(_SEPARATOR), names.split(_SEPARATOR)
        if len(each_id) != len(each_name):  # one of them could not be linked: which, the ids do not tell
            return _SEPARATOR.join(self._new.get(i, (i, ""))[0] for i in each_id), names
        pairs = [self._new.get(i, (i, n)) for i, n in zip(each_id, each_name, strict=True)]
        return _SEPARATOR.join(p[0] for p in pairs), _SEPARATOR.join(p[1] for p in pairs)


class LinkedPeople:
    """The people of a run, each once.

    Args:
        people: id → person with one name.
        labels: what they are called in the run.
    """

    def __init__(self, people: Mapping[str, _Person], labels: PeopleLabels) -> None:
        self._people = sorted(people.items(), key=lambda item: (_council(item[1]), min(item[1].names), item[0]))
        self.labels = labels

    def rows(self) -> Iterator[Row]:
        """Rows of the people table."""
        for person_key, person in self._people:
            yield {
                "council_code": person.meeting.council_code,
                "council": person.meeting.council,
                "person_id": person_key,
                "name": min(person.names),
                "roles": _SEPARATOR.join(_told(post) for post in _in_order(person)) or None,
                **person.seen.cells(),
            }

    def post_rows(self) -> Iterator[Row]:
        """Rows of the posts table."""
        for person_key, person in self._people:
            for post in _in_order(person):
                role = _spelling(post)
                content = "\0".join((person_key, fold(role), fold(post.of or "")))
                yield {
                    "council_code": person.meeting.council_code,
                    "council": person.meeting.council,
                    "post_id": f"post:{sha256(content.encode()).hexdigest()[:_ID_DIGITS]}",
                    "person_id": person_key,
                    "name": min(person.names),
                    "role": role,
                    "role_family": role_family(role),
                    "of": post.of,
                    **post.seen.cells(),
                }


def _told_apart(namesakes: Sequence[_Person]) -> list[_Person]:
    """Those of the people of one name whom the minutes of a meeting know as another person: ``Mr Pell`` beside
    ``Ms J Pell``. The longer name is the one that keeps its namesakes."""
    seen: set[int] = set()
    apart = []
    for person in sorted(namesakes, key=lambda p: (-len(min(p.names)), min(p.names))):
        if seen.isdisjoint(person.seen.orders):
            seen.update(person.seen.orders)
        else:
            apart.append(person)
    return apart


def _tails(relations: pa.Table, name: str) -> dict[str, dict[str, Any]]:
    """Head id → the first relation of that name."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows_where(relations, "relation", [name]):
        found.setdefault(row["head_id"], row)
    return found


def _names_of(entities: pa.Table, ids: set[str]) -> dict[str, str]:
    wanted = rows_where(entities.select(["entity_id", "canonical_name"]), "entity_id", ids)
    return {row["entity_id"]: row["canonical_name"] for row in wanted if row["canonical_name"] is not None}


def _role(words: str) -> str:
    plain = title_case(" ".join(words.split()))
    return _ONE_ROLE.get(fold(plain), plain)


def _spelling(post: _Post) -> str:
    return min(post.spellings, key=lambda words: (-post.spellings[words], words))


def _in_order(person: _Person) -> list[_Post]:
    return sorted(person.posts.values(), key=lambda post: (-post.seen.mentions, _spelling(post), post.of or ""))


def _told(post: _Post) -> str:
    """``Chair of the Planning Committee (2023-05-02 to 2024-01-09)``."""
    role = _spelling(post) + (f", {post.of}" if post.of is not None else "")
    first, last = post.seen.first_meeting, post.seen.last_meeting
    if first is None or last is None:
        return role
    return f"{role} ({first.isoformat()})" if first == last else f"{role} ({first.isoformat()} to {last.isoformat()})"


def _council(person: _Person) -> tuple[str, str]:
    return person.meeting.council or "", person.meeting.council_key


def _with(table: pa.Table, column: str, values: Sequence[str | None]) -> pa.Table:
    index = table.schema.get_field_index(column)
    return table.set_column(index, table.schema.field(index), pa.array(values, pa.string()))
