"""A worker process: loads the model once, then does shards until its standard input closes.

Run as ``python -m council_minutes.batch.worker``. Messages are frames of ``ingest.framing``: first the job, then a
shard at a time; back come reports on what it is working on, and the count of a finished shard.
"""

from __future__ import annotations

import faulthandler
import json
import os
import queue
import resource
import signal
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

from council_minutes.batch.annotate import Annotator, Passed, Report, Result, Working
from council_minutes.batch.loading import load_model
from council_minutes.batch.store import ShardStore
from council_minutes.batch.wire import encode, job_of, task_of
from council_minutes.errors import ArchiveError, ModelError
from council_minutes.ingest.framing import HEADER, pack
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import MEGABYTE
from council_minutes.tables.schema import Row

# The run ends a worker that is late; a worker whose run is gone ends itself after this much more.
_ORPHAN_FACTOR: Final = 2.0
_ORPHAN_EXTRA: Final = 30.0


class _Channel:
    """Frames to and from the run. Once the run is gone the process ends, whatever it is doing."""

    def __init__(self) -> None:
        self._out: BinaryIO = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no message
        self._received: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(sys.stdin.buffer,), daemon=True).start()

    def receive(self) -> dict[str, Any]:
        return self._received.get()

    def send(self, kind: str, content: object) -> None:
        self._out.write(pack(encode([kind, content])))
        self._out.flush()

    def _listen(self, requests: BinaryIO) -> None:
        while len(header := requests.read(HEADER.size)) == HEADER.size:
            length, _ = HEADER.unpack(header)
            self._received.put(json.loads(requests.read(length)))
        os._exit(0)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which then ends its workers
    channel = _Channel()
    try:
        _work(channel)
    except Exception as error:  # an error of this package: no document is to be blamed for it
        traceback.print_exc()
        channel.send("broken", f"{type(error).__name__}: {error}")
    sys.stderr.flush()
    os._exit(1)  # past the thread that waits for standard input


def _work(channel: _Channel) -> None:
    """Serves the run until it closes the channel, or until there is no use in going on."""
    job = job_of(channel.receive())
    try:
        nlp = load_model(job.model.path, job.limits.max_chars)
    except ModelError as error:
        channel.send("no_model", [error.where, error.cause, error.remedy])
        return
    store = ShardStore(job.shards)  # before the limit: a URL has the libraries for it loaded
    _limit_memory(job.limits.max_memory_mb)
    with IsolatedReader(job.limits) as reader:
        annotator = Annotator(nlp, job.model, job.limits, reader, lambda report: _tell(channel, report))
        channel.send("ready", None)
        while True:
            shard, attempt = task_of(channel.receive())
            try:
                results = annotator.annotate(shard.documents, attempt)
            except ArchiveError as error:
                channel.send("no_archive", [error.where, error.cause, error.remedy])
                return
            faulthandler.cancel_dump_traceback_later()
            channel.send("working", asdict(Working((), 0.0)))
            try:
                _store(store, shard.number, results)
            except OSError as error:
                channel.send("not_written", [error.errno, error.strerror])
                return
            channel.send("finished", None)


def _tell(channel: _Channel, report: Report) -> None:
    match report:
        case Working():
            # a thread in C, which ends the process even where Python does not get a turn any more
            faulthandler.dump_traceback_later(_ORPHAN_FACTOR * report.seconds + _ORPHAN_EXTRA, exit=True)
            channel.send("working", asdict(report))
        case Passed():
            channel.send("passed", report.document)
        case _:
            channel.send("done", asdict(report))


def _store(store: ShardStore, number: int, results: list[Result]) -> None:
    rows: dict[str, list[Row]] = {}
    for _, document_rows in results:
        for name, table_rows in document_rows.items():
            rows.setdefault(name, []).extend(table_rows)
    store.write(number, [entry for entry, _ in results], rows)


def _limit_memory(megabytes: int) -> None:
    """Lets the process have so much more memory than the loaded model takes; beyond it allocation fails.

    Only Linux says how much a process has (``VmData``) in the terms of ``RLIMIT_DATA``; elsewhere there is no limit.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii", errors="replace").splitlines())
    used = int(lines["VmData"].split()[0]) * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    main()
