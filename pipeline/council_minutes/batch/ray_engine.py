"""The engine of a cluster: Ray Data maps the shards over actors, one a core.

An actor reads no document. It watches a worker process of its own, which holds the model, through the local engine:
so a document is limited, tried again and quarantined as on one machine, and nothing is unpickled that comes from a
process that has parsed hostile input. Where an actor or its node is lost, Ray has another one do the shard.

Every node needs this package in the same version, the model, and the archive and the output under the same paths or
URLs.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from typing import Any, Final

import ray
import ray.data
from ray.exceptions import RayError

from council_minutes.batch.engine import Job, ShardProgress
from council_minutes.batch.files import output_error
from council_minutes.batch.local import LocalEngine
from council_minutes.batch.logs import Logs
from council_minutes.batch.models import describe_model
from council_minutes.batch.options import available_cores
from council_minutes.batch.plan import Shard, package_digest
from council_minutes.batch.store import ShardStore
from council_minutes.batch.versions import versions
from council_minutes.batch.wire import encode, job_message, job_of, task_message, task_of
from council_minutes.errors import ArchiveError, CouncilMinutesError, ModelError, OutputError
from council_minutes.ingest.location import location_of

# Times that Ray does a shard again after the actor that had it was lost.
_MOST_LOST_ACTORS: Final = 5
# A shard in hand and one that waits for the same actor, so that no core waits for the driver.
_IN_FLIGHT: Final = 2
# Bytes for what passes through Ray on one machine: descriptions of documents, never their text.
_OBJECT_STORE: Final = 200_000_000
_ERRORS: Final = {error.__name__: error for error in (CouncilMinutesError, ArchiveError, ModelError, OutputError)}
_AGAIN: Final = "What is finished is safe: run the same command again once the cluster is well"


class RayEngine:
    """Runs shards on Ray.

    Args:
        workers: actors, each with a worker process; None for one a core of the cluster.
        address: of a running cluster; None starts Ray on this machine, and ends it with the run.
    """

    def __init__(self, job: Job, workers: int | None, address: str | None) -> None:
        self._job = job
        self._workers = workers
        self._address = address

    def run(self, tasks: Sequence[Shard], watch: Callable[[ShardProgress], None]) -> Generator[ShardProgress]:
        """See ``engine.Engine``; ``watch`` hears of a shard when it is finished."""
        if not tasks:
            return
        try:
            # rows are closed before Ray is: what they hold would call for it, and Ray start itself anew
            with _connected(self._address, self._workers), closing(iter(self._results(tasks).iter_rows())) as rows:
                for row in rows:
                    progress = _progress(json.loads(row["answer"]))
                    watch(progress)
                    yield progress
        except (RayError, ConnectionError) as error:
            cause = f"the run on it ended ({type(error).__name__}: {_first_line(error)})"
            raise CouncilMinutesError(f"Ray at {self._address or 'this machine'}", cause, _AGAIN) from error

    def _results(self, tasks: Sequence[Shard]) -> ray.data.Dataset:
        cores = int(ray.cluster_resources().get("CPU", 1)) if self._workers is None else self._workers
        messages = [{"task": encode(task_message(_absolute(shard))).decode("ascii")} for shard in tasks]
        shards = ray.data.from_items(messages, override_num_blocks=len(messages))
        return shards.map_batches(
            ShardActor,
            fn_constructor_args=(encode(job_message(self._job)).decode("ascii"), _software()),
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(
                size=max(1, min(cores, len(tasks))), max_tasks_in_flight_per_actor=_IN_FLIGHT
            ),
            num_cpus=1,
            ray_remote_args_fn=_bounded_retries,
        )


class ShardActor:
    """One core of the cluster: does shards one after another with one worker process, which keeps its model.

    Args:
        job: the message that a worker begins with.
        software: what the run is made with; rows of another version must not get among its own.
    """

    def __init__(self, job: str, software: Mapping[str, str]) -> None:
        sent = job_of(json.loads(job))
        self._software = software
        self._logs = sent.logs / f"{os.uname().nodename}-{os.getpid()}"
        self._job = replace(sent, logs=self._logs)
        self._engine = LocalEngine(self._job, workers=1)
        self._checked = False

    def __call__(self, batch: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """``task``: messages; ``answer``: for each its final count, or the error that ends the run."""
        return {"answer": [encode(self._answer(str(task))).decode("ascii") for task in batch["task"]]}

    def _answer(self, task: str) -> dict[str, Any]:
        # errors go back as data: one of this package cannot be made again from its message alone
        try:
            self._check()
            shard, _ = task_of(json.loads(task))
            before = self._done_before(shard)
            return {"done": asdict(self._do(shard) if before is None else before)}
        except CouncilMinutesError as error:
            name = type(error).__name__
            return {"error": name, "told": [error.where, error.cause, error.remedy]}

    def _do(self, shard: Shard) -> ShardProgress:
        (progress,) = self._engine.carry_out([shard], lambda _: None)
        return progress

    def _done_before(self, shard: Shard) -> ShardProgress | None:
        """The count of a shard that an actor finished before it was lost."""
        entries = ShardStore(self._job.shards).manifest(shard.number)
        if entries is None:
            return None
        failed = sum(entry.status == "failed" for entry in entries)
        return ShardProgress(shard.number, len(entries), sum(entry.words for entry in entries), failed)

    def _check(self) -> None:
        """Raises where this node cannot do what the run wants, or would do it otherwise."""
        if self._checked:
            return
        node = f"node {os.uname().nodename}"
        other = sorted(name for name, version in _software().items() if self._software.get(name) != version)
        if other:
            cause = f"has another version of {', '.join(other)} than the machine that started the run"
            raise CouncilMinutesError(node, cause, "Install the same versions on every node")
        if describe_model(self._job.model.path).sha256 != self._job.model.sha256:
            raise ModelError(str(self._job.model.path), f"is another model on {node}", "Copy the model to every node")
        try:
            Logs(self._logs).prepare()
        except OSError as error:
            raise output_error(self._logs, error) from error
        self._checked = True


def _bounded_retries() -> dict[str, int]:
    """Options of an actor: Ray starts lost ones anew by itself, but would give them the same shard for ever."""
    return {"max_task_retries": _MOST_LOST_ACTORS}


def _software() -> dict[str, str]:
    return {**versions(), "the package's own files": package_digest()}


def _progress(answer: Mapping[str, Any]) -> ShardProgress:
    if "error" in answer:
        raise _ERRORS.get(answer["error"], CouncilMinutesError)(*answer["told"])
    return ShardProgress(**answer["done"])


def _absolute(shard: Shard) -> Shard:
    """An actor works in another folder than the command that started the run."""
    documents = (
        replace(document, entry=replace(document.entry, archive=str(location_of(document.entry.archive).resolve())))
        for document in shard.documents
    )
    return Shard(shard.number, tuple(documents))


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]


@contextmanager
def _connected(address: str | None, workers: int | None) -> Iterator[None]:
    """Ray, as quiet as the rest of the run."""
    own: dict[str, Any] = {
        "num_cpus": available_cores() if workers is None else workers,
        "object_store_memory": _OBJECT_STORE,
        "include_dashboard": False,
        "runtime_env": {"env_vars": {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}},
    }
    ray.init(
        address="local" if address is None else address,
        log_to_driver=False,
        logging_level=logging.ERROR,
        **(own if address is None else {}),
    )
    try:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        yield
    finally:
        ray.shutdown()
