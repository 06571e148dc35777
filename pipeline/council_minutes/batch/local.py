"""The engine of one machine: worker processes, each with a model of its own, watched and replaced by this process."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from council_minutes.batch.attempts import ShardAttempts
from council_minutes.batch.engine import Job, ShardProgress
from council_minutes.batch.files import output_error
from council_minutes.batch.logs import Logs
from council_minutes.batch.plan import Shard
from council_minutes.batch.wire import encode, job_message, task_message
from council_minutes.errors import ArchiveError, CouncilMinutesError, ModelError
from council_minutes.ingest.framing import HEADER, pack

_WORKER: Final = "council_minutes.batch.worker"
_CHUNK: Final = 1 << 16
# A worker uses one core; hashes in a fixed order keep its output the same from run to run.
_ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONHASHSEED": "0",
}
_LONGEST_WAIT: Final = 1.0
_MOST_FAILED_STARTS: Final = 3
_TIME_TO_DIE: Final = 10.0
_REPORT: Final = "What is finished is safe; report it with the log"


class LocalEngine:
    """Runs shards in ``workers`` processes of this machine.

    Workers are fresh Pythons, not forks. One that dies, or takes longer than the documents in hand may take, is
    replaced, and ``ShardAttempts`` says how its shard is tried again.
    """

    def __init__(self, job: Job, workers: int) -> None:
        self._job = job
        self._wanted = workers
        self._logs = Logs(job.logs)
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def run(self, tasks: Sequence[Shard], watch: Callable[[ShardProgress], None]) -> Generator[ShardProgress]:
        """See ``engine.Engine``; however the iteration ends, no worker is left behind."""
        try:
            yield from self.carry_out(tasks, watch)
        finally:
            self.close()

    def carry_out(self, tasks: Sequence[Shard], watch: Callable[[ShardProgress], None]) -> Generator[ShardProgress]:
        """As ``run``, but the workers stay, with their models, for the next call."""
        self._logs.prepare()
        try:
            yield from self._carry_out(tasks, watch)
        finally:
            self._logs.publish()

    def _carry_out(self, tasks: Sequence[Shard], watch: Callable[[ShardProgress], None]) -> Generator[ShardProgress]:
        waiting = deque((shard, ShardAttempts(shard.number)) for shard in tasks)
        while waiting or any(worker.task is not None for worker in self._workers):
            self._start_workers(len(waiting))
            for worker in self._workers:
                if worker.ready and worker.task is None and waiting:
                    worker.give(*waiting.popleft())
            for worker in self._wait():
                for kind, content in worker.messages():
                    finished = self._heard(worker, kind, content, watch)
                    if finished is not None:
                        yield finished
            for worker in [worker for worker in self._workers if worker.is_over()]:
                self._bury(worker, waiting)

    def close(self) -> None:
        """Ends all workers."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        self._logs.publish()

    def _start_workers(self, waiting: int) -> None:
        idle = sum(worker.task is None for worker in self._workers)
        for _ in range(min(self._wanted - len(self._workers), waiting - idle)):
            taken = {worker.number for worker in self._workers}
            number = next(number for number in range(self._wanted) if number not in taken)
            self._workers.append(_Worker(number, self._job, self._logs))

    def _wait(self) -> list[_Worker]:
        """Workers that have something to say, after waiting for it no longer than to the first deadline."""
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        until = min(deadlines, default=time.monotonic() + _LONGEST_WAIT) - time.monotonic()
        ready, _, _ = select.select(self._workers, [], [], min(max(until, 0.0), _LONGEST_WAIT))
        return list(ready)

    def _heard(
        self, worker: _Worker, kind: str, content: Any, watch: Callable[[ShardProgress], None]
    ) -> ShardProgress | None:
        match kind:
            case "ready":
                worker.ready, self._failed_starts = True, 0
            case "no_model":
                raise ModelError(*content)
            case "no_archive":
                raise ArchiveError(*content)
            case "not_written":
                raise output_error(self._job.shards, OSError(*content))
            case "broken":
                raise CouncilMinutesError(worker.log, f"a worker stopped by an error of its own ({content})", _REPORT)
            case "working":
                worker.work_on(content["documents"], content["seconds"])
            case "passed":
                worker.attempts.passed(content)
            case "done":
                worker.progress = ShardProgress(worker.shard.number, **content)
                watch(worker.progress)
            case "finished":
                progress = worker.progress
                worker.finish()
                return progress
        return None

    def _bury(self, worker: _Worker, waiting: deque[tuple[Shard, ShardAttempts]]) -> None:
        how = worker.kill()
        self._workers.remove(worker)
        if worker.task is not None:
            worker.attempts.died(worker.working, how)
            waiting.appendleft(worker.task)
        elif not worker.ready:
            self._failed_starts += 1
            if self._failed_starts == _MOST_FAILED_STARTS:
                cause = f"cannot be loaded: each of {_MOST_FAILED_STARTS} processes that tried {how}"
                remedy = f"Look at {worker.log}; there may be too little memory for so many --workers"
                raise ModelError(str(self._job.model.path), cause, remedy)


class _Worker:
    """One process, the shard it has, and the documents it last said it is working on."""

    def __init__(self, number: int, job: Job, logs: Logs) -> None:
        self.number = number
        self.ready = False
        self.task: tuple[Shard, ShardAttempts] | None = None
        self.working: list[int] = []
        self.deadline: float | None = None
        log = logs.path / f"worker-{number}.log"
        self.log = logs.shown(log)
        self._allowed = 0.0
        self._closed = False
        self._received = bytearray()
        self._process = _start(log)
        self._send(job_message(job))

    @property
    def shard(self) -> Shard:
        return self._task()[0]

    @property
    def attempts(self) -> ShardAttempts:
        return self._task()[1]

    def fileno(self) -> int:
        """For ``select``: where the worker's messages come in."""
        return self._pipes()[1]

    def give(self, shard: Shard, attempts: ShardAttempts) -> None:
        self.task = (shard, attempts)
        self.progress = ShardProgress(shard.number, 0, 0, 0)
        self._send(task_message(shard, attempts.next()))

    def work_on(self, documents: list[int], seconds: float) -> None:
        self.working, self._allowed = documents, seconds
        self.deadline = time.monotonic() + seconds if documents else None

    def finish(self) -> None:
        self.task, self.working, self.deadline = None, [], None

    def messages(self) -> Iterator[tuple[str, Any]]:
        """All messages that are complete by now."""
        chunk = os.read(self.fileno(), _CHUNK)
        self._closed = not chunk
        self._received += chunk
        while len(self._received) >= HEADER.size:
            length, _ = HEADER.unpack_from(self._received)
            if len(self._received) < HEADER.size + length:
                return
            kind, content = json.loads(self._received[HEADER.size : HEADER.size + length])
            del self._received[: HEADER.size + length]
            yield kind, content

    def is_late(self) -> bool:
        return self.deadline is not None and time.monotonic() > self.deadline

    def is_over(self) -> bool:
        """Whether the process has ended, or has to be ended because it is late."""
        return self._closed or self.is_late()

    def kill(self) -> str:
        """Ends the process, and says how it ended: completes the sentence "the process ..."."""
        if not self._closed:
            self._process.kill()
        try:
            code = self._process.wait(_TIME_TO_DIE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        if not self._closed and self.is_late():
            return f"took more than {self._allowed:g} seconds"
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"

    def _task(self) -> tuple[Shard, ShardAttempts]:
        if self.task is None:
            raise RuntimeError("a worker without a shard spoke of one")
        return self.task

    def _send(self, message: object) -> None:
        out, _ = self._pipes()
        data = memoryview(pack(encode(message)))
        try:
            while data:
                data = data[os.write(out, data) :]
        except BrokenPipeError:
            pass  # it has died; its messages end, which is_over sees

    def _pipes(self) -> tuple[int, int]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("a worker was started without pipes")
        return self._process.stdin.fileno(), self._process.stdout.fileno()


def _start(log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with log.open("ab") as stderr:
        return subprocess.Popen(
            [sys.executable, "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment,
            bufsize=0,
            start_new_session=True,  # Ctrl-C at the terminal reaches this process alone
        )
