"""What an archive's lister finds: documents to read, and what is passed over with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from council_minutes.annotations import DocumentMeta
from council_minutes.ingest.readers import SUFFIXES, suffix_of
from council_minutes.ingest.source import NO_META

METADATA_NAME: Final = "metadata.csv"
TABLE_SUFFIXES: Final = frozenset({".csv", ".jsonl", ".ndjson", ".parquet"})
ARCHIVE_SUFFIXES: Final = frozenset({".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".7z", ".rar"})

# where an entry is found in its archive: plain data, so that entries can be sent to worker processes
Key = str | int | tuple[int, int] | tuple[int, int, str] | tuple[int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A document of an archive: its source, the key that a worker finds it by, its size in bytes where known."""

    source: str
    key: Key
    size: int | None = None
    meta: DocumentMeta = NO_META


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in an archive that is not read, and why."""

    source: str
    reason: str


Items = Iterator[Found | Skipped]


def shown(name: str) -> str:
    """A file name that can be written to a table: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def why_skipped(source: str) -> str | None:
    """The reason to pass a member over by its name alone; None where it is to be read."""
    parts = PurePosixPath(source).parts
    if source.startswith("/") or ".." in parts or "\\" in source or (len(source) > 1 and source[1] == ":"):
        return "its name leads out of the archive"
    if any(part.startswith(".") for part in parts):
        return "hidden"
    suffix = suffix_of(source)
    if suffix in SUFFIXES:
        return None
    if suffix in TABLE_SUFFIXES:
        return "a table within the archive: give it as an archive of its own"
    if suffix in ARCHIVE_SUFFIXES:
        return "an archive within the archive: give it as an archive of its own"
    return f"unknown suffix {suffix}" if suffix else "no suffix"
