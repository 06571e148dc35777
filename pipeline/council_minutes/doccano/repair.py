"""Which copies of a document to keep where an upload was interrupted or came twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any


class State(Enum):
    """What stands on the server of a document that was uploaded."""

    WORKED_ON = 0  #: marks that were not uploaded, or confirmed: a person's work
    WHOLE = 1  #: exactly what was uploaded
    SHORT = 2  #: some of what was uploaded: the import stopped, or a person removed the rest


@dataclass(frozen=True, slots=True)
class Copy:
    """One document on the server: its number there, its key, the upload it came with, its state."""

    id: int
    key: str
    batch: str
    state: State


def state_of(line: Mapping[str, Any], uploaded: Mapping[str, Any]) -> State:
    """Compare a line of an export with the line that was uploaded, by offsets and labels; ids differ."""
    there, wanted = _facts(line), _facts(uploaded)
    if there == wanted:
        return State.WHOLE
    return State.SHORT if there <= wanted else State.WORKED_ON


def _facts(line: Mapping[str, Any]) -> Counter[Any]:
    extents = {
        entity["id"]: (entity["label"], entity["start_offset"], entity["end_offset"])
        for entity in line.get("entities") or ()
    }
    facts: Counter[Any] = Counter(extents.values())
    facts.update(
        (relation["type"], extents.get(relation["from_id"]), extents.get(relation["to_id"]))
        for relation in line.get("relations") or ()
    )
    return facts


def surplus(copies: Iterable[Copy], unfinished: Collection[str]) -> tuple[set[int], list[str]]:
    """Choose the copies to remove so that each key stands once, whole, and nothing of a person's is lost.

    A short copy of an unfinished upload goes. One of a finished upload is a person's work. Of whole copies beside
    others one stays, and none where a person has worked on another.

    Returns:
        The numbers of the copies to remove, and the keys that a person has to settle: work stands in more than one
        copy, or in one of an unfinished upload, which may lack marks.
    """
    doomed: set[int] = set()
    unsettled: list[str] = []
    for key, group in groupby(sorted(copies, key=lambda copy: (copy.key, copy.id)), key=lambda copy: copy.key):
        ours: list[Copy] = []
        theirs: list[Copy] = []
        for copy in group:
            if copy.state is State.SHORT and copy.batch in unfinished:
                doomed.add(copy.id)
            elif copy.state is State.WHOLE:
                ours.append(copy)
            else:
                theirs.append(copy)
        doomed.update(copy.id for copy in (ours if theirs else ours[1:]))
        if len(theirs) > 1 or any(copy.batch in unfinished for copy in theirs):
            unsettled.append(key)
    return doomed, unsettled
