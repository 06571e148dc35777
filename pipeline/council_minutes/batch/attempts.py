"""What to do with a shard after the process that worked on it died, until the document that kills it is found.

A process can die of a document (a crash in compiled code, no memory, a loop without end) or of something else (a
person, the kernel). The documents it was working on are each tried once more alone, as a probe. One that kills its
process again is quarantined: it becomes a failed row. If all pass, the batch is worked on again as before, so that what
is written is the same as if nothing had happened; a batch that kills again though its documents pass is split up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from council_minutes.errors import OutputError

MOST_IDLE_DEATHS: Final = 3
_TWICE: Final = (
    "and so when it was tried once more alone. Split or remove it, or raise --max-seconds or --max-memory-mb"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a worker goes about a shard; documents are numbered from 0 in the shard's order.

    Attributes:
        probe: documents to annotate alone first, only to see whether the process survives.
        alone: documents that go through the pipeline in no batch with others.
        quarantined: documents not to be touched, with the reason.
    """

    probe: tuple[int, ...]
    alone: frozenset[int]
    quarantined: Mapping[int, str]


FIRST_ATTEMPT: Final = Attempt((), frozenset(), MappingProxyType({}))


class ShardAttempts:
    """The history of one shard."""

    def __init__(self, shard: int) -> None:
        self._shard = shard
        self._probe: list[int] = []
        self._passed: set[int] = set()
        self._alone: set[int] = set()
        self._quarantined: dict[int, str] = {}
        self._idle_deaths = 0

    def next(self) -> Attempt:
        return Attempt(tuple(self._probe), frozenset(self._alone), MappingProxyType(dict(self._quarantined)))

    def passed(self, document: int) -> None:
        """A probe survived."""
        self._probe.remove(document)
        self._passed.add(document)

    def died(self, working: Sequence[int], how: str) -> None:
        """The process died while it worked on these documents.

        Args:
            how: completes the sentence "the process ...".

        Raises:
            OutputError: it died several times while it worked on none, so no document is the cause.
        """
        if not working:
            self._idle_deaths += 1
            if self._idle_deaths == MOST_IDLE_DEATHS:
                cause = f"the worker process {how}, as did {MOST_IDLE_DEATHS - 1} before it, while writing its results"
                raise OutputError(f"shard {self._shard}", cause, "Look at the log beside the shards, and run it again")
            return
        new = [document for document in working if document not in self._passed]
        if len(working) == 1 and (not new or new[0] in self._probe):
            self._quarantined[working[0]] = f"the process that worked on it {how}, {_TWICE}"
            self._probe = [document for document in self._probe if document != working[0]]
        elif new:
            self._probe = new
        else:
            self._alone |= set(working)
