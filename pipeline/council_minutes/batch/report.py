"""What a run was and how it went, for ``run.json`` and for the person at the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from council_minutes.batch.models import ModelInfo
from council_minutes.batch.options import RunOptions
from council_minutes.batch.plan import package_digest
from council_minutes.batch.store import ManifestEntry
from council_minutes.batch.versions import versions
from council_minutes.ingest.archive_items import Skipped

State = Literal["running", "complete", "stopped", "failed"]


@dataclass(slots=True)
class RunReport:
    """One call of the command.

    Attributes:
        state: ``complete`` only where the tables are whole and belong to this call.
        started, finished: points in time, UTC.
        seconds: how long annotating took, without listing the archive and assembling the tables.
        documents, words: of the whole run.
        done, words_done: in this call; the rest was done before.
        statuses: status -> documents.
        rows: table -> rows.
        texts: files in ``texts/``.
        table_notes: what a format of the tables could not hold whole.
        failures, notes: (source, reason or note) of each document that has one.
        skipped: what the archive holds that was not read.
        archive_notes: what there is to know about the archive.
    """

    options: RunOptions
    model: ModelInfo
    started: datetime
    state: State = "running"
    finished: datetime | None = None
    seconds: float = 0.0
    documents: int = 0
    words: int = 0
    done: int = 0
    words_done: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)
    texts: int = 0
    table_notes: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    archive_notes: list[str] = field(default_factory=list)
    error: str = ""

    def count(self, entries: Iterable[ManifestEntry]) -> None:
        """Counts the documents that the tables hold."""
        for entry in entries:
            self.statuses[entry.status] += 1
            self.words += entry.words
            if entry.error:
                self.failures.append((entry.source, entry.error))
            self.notes += [(entry.source, note) for note in entry.notes]

    def end(self, state: State, error: str = "") -> None:
        self.state, self.error, self.finished = state, error, datetime.now(UTC)

    def skipped_by_reason(self) -> list[tuple[str, int]]:
        return Counter(skipped.reason for skipped in self.skipped).most_common()

    def as_json(self) -> dict[str, Any]:
        """The content of ``run.json``."""
        return {
            "state": self.state,
            "error": self.error,
            "started": self.started.isoformat(timespec="seconds"),
            "finished": None if self.finished is None else self.finished.isoformat(timespec="seconds"),
            "seconds_annotating": round(self.seconds, 3),
            "words_per_second": round(self.words_done / self.seconds, 1) if self.seconds > 0 else None,
            "documents": {"total": self.documents, "done_in_this_call": self.done, **self.statuses},
            "words": {"total": self.words, "done_in_this_call": self.words_done},
            "rows": self.rows,
            "texts": self.texts,
            "table_notes": self.table_notes,
            "model": _plain(asdict(self.model)),
            "versions": {**versions(), "package_sha256": package_digest()},
            "options": _plain(asdict(self.options)),
            "failures": [{"source": source, "reason": reason} for source, reason in self.failures],
            "notes": [{"source": source, "note": note} for source, note in self.notes],
            "skipped": [{"source": skipped.source, "reason": skipped.reason} for skipped in self.skipped],
            "archive_notes": self.archive_notes,
        }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
