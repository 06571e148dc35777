"""The child process of ``isolated.IsolatedReader``: reads documents from standard input until it closes.

Run as ``python -m council_minutes.ingest.isolated_child``; the exchange is described in ``framing``.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from council_minutes.errors import LimitError, ReadError
from council_minutes.ingest.framing import HEADER, pack
from council_minutes.ingest.limits import MEGABYTE, Limits
from council_minutes.ingest.readers import read_document


def main() -> None:
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    while header := requests.read(HEADER.size):
        head_length, body_length = HEADER.unpack(header)
        request = json.loads(requests.read(head_length))
        answer = _answer(request, requests.read(body_length))
        _send(answers, answer)


def _answer(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    limits = Limits(**request["limits"])
    _limit_process(limits)
    try:
        document = read_document(request["source"], data, limits=limits, format_name=request["format"])
    except LimitError as error:
        return {"error": "limit", "cause": error.cause, "remedy": error.remedy}
    except ReadError as error:
        return {"error": "read", "cause": error.cause, "remedy": error.remedy}
    except MemoryError:
        return {"error": "memory"}
    meta = asdict(document.meta)
    meta["meeting_date"] = None if document.meta.meeting_date is None else document.meta.meeting_date.isoformat()
    return {
        "text": document.text,
        "offset_map": None if document.offset_map is None else asdict(document.offset_map),
        "meta": meta,
        "sha256": document.sha256,
        "notes": document.notes,
    }


def _limit_process(limits: Limits) -> None:
    """Address space for the process, and processor time for this document on top of what is used up."""
    _lower(resource.RLIMIT_AS, limits.max_memory_mb * MEGABYTE)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + limits.max_seconds) + 1)


def _lower(what: int, soft: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _send(answers: BinaryIO, answer: dict[str, Any]) -> None:
    try:
        message = pack(json.dumps(answer).encode("ascii"))
    except MemoryError:
        message = pack(b'{"error": "memory"}')
    answers.write(message)
    answers.flush()


if __name__ == "__main__":
    main()
