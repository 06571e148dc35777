"""Reading in a child process with limits on time and memory, so that no document stops or kills a run.

The child is a fresh Python that reads one document after another (``isolated_child``). Messages are JSON in frames:
nothing that comes back from a process that parsed hostile input is executed or unpickled.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from types import TracebackType
from typing import Any, Final, Self

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.framing import HEADER, pack
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.offsets import OffsetMap
from council_minutes.ingest.readers import BY_NAME, check_size, read_document, reader_for
from council_minutes.ingest.source import SourceDocument

_CHILD: Final = "council_minutes.ingest.isolated_child"
_CHUNK: Final = 1 << 16
# time for a fresh Python to import the readers, on top of a document's own
_START_SECONDS: Final = 60.0
_SPLIT_OR_RAISE: Final = "Split the document, remove it, or raise {}"


class IsolatedReader:
    """Reads documents as ``read_document`` does, and enforces ``max_seconds`` and ``max_memory_mb`` as well.

    Make one in each worker process and keep it: the child starts with the first document that needs it and serves all
    that follow; it is replaced after a crash or an overrun. Plain text is read in the calling process, as nothing
    parses it. Not for use by several threads, nor across a fork.

        with IsolatedReader(limits) as reader:
            document = reader.read("2024/cabinet.pdf", data)
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, source: str, data: bytes, *, format_name: str | None = None) -> SourceDocument:
        """Reads one document.

        Raises:
            ReadError: as ``read_document``, or the reading process died of the document.
            LimitError: as ``read_document``, or it took more than ``max_seconds`` or ``max_memory_mb``.
        """
        check_size(source, len(data), self._limits)
        if format_name is None and data:
            format_name = reader_for(source, data).name
        if format_name is None or not BY_NAME[format_name].parses:
            return read_document(source, data, limits=self._limits, format_name=format_name)
        fresh = self._served == 0
        answer = self._ask(source, data, format_name)
        if answer.get("error") == "memory" and not fresh:
            # memory that earlier documents left behind is not this document's fault: once more in a fresh process
            self.close()
            answer = self._ask(source, data, format_name)
        return _document(source, answer, self._limits)

    def close(self) -> None:
        """Ends the child process; the next document starts another."""
        child, self._child, self._served = self._child, None, 0
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def _ask(self, source: str, data: bytes, format_name: str) -> Mapping[str, Any]:
        allowed = self._limits.max_seconds + (_START_SECONDS if self._child is None else 0.0)
        child = self._child if self._child is not None else self._start()
        request = {"source": source, "format": format_name, "limits": asdict(self._limits)}
        try:
            answer = _exchange(child, pack(json.dumps(request).encode("ascii"), data), time.monotonic() + allowed)
        except TimeoutError:
            self.close()
            return {"error": "time"}
        except (BrokenPipeError, EOFError):
            self.close()
            return {"error": "died"}
        self._served += 1
        if answer.get("error") == "memory":
            self.close()
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        return self._child


def _exchange(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> Mapping[str, Any]:
    """Writes the request and reads the answer, both at once, until the deadline of the monotonic clock."""
    if child.stdin is None or child.stdout is None:
        raise EOFError
    out, back = child.stdin.fileno(), child.stdout.fileno()
    os.set_blocking(out, False)
    unsent, received = memoryview(request), bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        readable, writable, _ = select.select([back], [out] if unsent else [], [], left)
        if writable:
            unsent = unsent[os.write(out, unsent[:_CHUNK]) :]
        if readable:
            chunk = os.read(back, _CHUNK)
            if not chunk:
                raise EOFError
            received += chunk
        if len(received) >= HEADER.size:
            length, _ = HEADER.unpack_from(received)
            if len(received) >= HEADER.size + length:
                answer: Mapping[str, Any] = json.loads(received[HEADER.size : HEADER.size + length])
                return answer


def _document(source: str, answer: Mapping[str, Any], limits: Limits) -> SourceDocument:
    match answer.get("error"):
        case None:
            pass
        case "time":
            cause = f"took more than {limits.max_seconds:g} seconds to read"
            raise LimitError(source, cause, _SPLIT_OR_RAISE.format("max_seconds"))
        case "memory":
            cause = f"needed more than {limits.max_memory_mb} MB of memory to read"
            raise LimitError(source, cause, _SPLIT_OR_RAISE.format("max_memory_mb"))
        case "died":
            cause = "ended the process that read it: it is damaged, or needs more time or memory than allowed"
            raise ReadError(source, cause, "Open the document and save it again, or remove it")
        case "limit":
            raise LimitError(source, answer["cause"], answer["remedy"])
        case _:
            raise ReadError(source, answer["cause"], answer["remedy"])
    meta, mapped = answer["meta"], answer["offset_map"]
    day = meta.pop("meeting_date")
    return SourceDocument(
        source,
        answer["text"],
        None if mapped is None else _offset_map(mapped),
        DocumentMeta(**meta, meeting_date=None if day is None else date.fromisoformat(day)),
        answer["sha256"],
        tuple(answer["notes"]),
    )


def _offset_map(mapped: Mapping[str, Any]) -> OffsetMap:
    starts, sources, lengths = (tuple(mapped[name]) for name in ("text_starts", "source_starts", "source_lengths"))
    return OffsetMap(starts, sources, lengths, mapped["text_length"], mapped["source_length"])
