"""What carries out a run's shards: the interface that engines share.

An engine gives each shard to a process that holds a loaded model and an ``annotate.Annotator``; results go from there
to the shard store, not through the engine. ``local.LocalEngine`` uses processes of this machine,
``ray_engine.RayEngine`` those of a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from council_minutes.batch.models import ModelInfo
from council_minutes.batch.plan import Shard
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.location import Location


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all shards of a run.

    Attributes:
        model: the pipeline that each worker loads once.
        limits: for each document; ``max_seconds`` to read it, and to annotate every 100,000 characters of it;
            ``max_memory_mb`` to read it, and for what annotating adds to a worker's memory.
        shards: the folder of the shard store, whose URL means the same on every machine.
        logs: the folder that workers write what they have to say to.
    """

    model: ModelInfo
    limits: Limits
    shards: Location
    logs: Location


@dataclass(frozen=True, slots=True)
class ShardProgress:
    """How far a shard is: documents and words done so far in the current attempt, and how many of them failed."""

    shard: int
    documents: int
    words: int
    failed: int


class Engine(Protocol):
    """Carries out shards in any order."""

    def run(self, tasks: Sequence[Shard], watch: Callable[[ShardProgress], None]) -> Generator[ShardProgress]:
        """Yields the final count of each shard once it is in the store.

        Args:
            watch: called with the state of a shard whenever that has changed.

        Raises:
            ArchiveError: the archive cannot be read any more.
            ModelError: the workers cannot load the model.
            OutputError: results cannot be written (no space left, no permission).
        """
        ...
