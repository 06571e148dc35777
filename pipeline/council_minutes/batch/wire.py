"""What is said between a run and its worker processes, as JSON.

Nothing is pickled: a worker has parsed hostile documents, and its messages are data, never code.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from council_minutes.annotations import DocumentMeta
from council_minutes.batch.attempts import FIRST_ATTEMPT, Attempt
from council_minutes.batch.engine import Job
from council_minutes.batch.models import ModelInfo
from council_minutes.batch.plan import PlannedDocument, Shard
from council_minutes.ingest.archive import ArchiveEntry
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.location import location_of


def encode(message: object) -> bytes:
    """A message of plain data; paths and dates become strings, tuples lists. Odd file names survive as escapes."""
    return json.dumps(message, default=str).encode("ascii")


def job_message(job: Job) -> dict[str, Any]:
    return asdict(job)


def job_of(message: dict[str, Any]) -> Job:
    model = message["model"]
    return Job(
        ModelInfo(Path(model["path"]), model["name"], model["version"], model["sha256"]),
        Limits(**message["limits"]),
        location_of(message["shards"]),
        location_of(message["logs"]),
    )


def task_message(shard: Shard, attempt: Attempt = FIRST_ATTEMPT) -> dict[str, Any]:
    return {
        "number": shard.number,
        "documents": [asdict(document) for document in shard.documents],
        "probe": attempt.probe,
        "alone": sorted(attempt.alone),
        "quarantined": list(attempt.quarantined.items()),
    }


def task_of(message: dict[str, Any]) -> tuple[Shard, Attempt]:
    documents = tuple(_document(document) for document in message["documents"])
    attempt = Attempt(tuple(message["probe"]), frozenset(message["alone"]), dict(message["quarantined"]))
    return Shard(message["number"], documents), attempt


def _document(message: dict[str, Any]) -> PlannedDocument:
    entry = message["entry"]
    day = entry["meta"]["meeting_date"]
    meta = DocumentMeta(**{**entry["meta"], "meeting_date": None if day is None else date.fromisoformat(day)})
    key = tuple(entry["key"]) if isinstance(entry["key"], list) else entry["key"]
    return PlannedDocument(**{**message, "entry": ArchiveEntry(**{**entry, "key": key, "meta": meta})})
