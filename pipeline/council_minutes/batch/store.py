"""Finished shards: a folder a shard, with a Parquet file a table and a manifest of its documents.

A shard's folder appears under its number only once everything in it is there. Tables hold the documents' rows
in the manifest's order; the manifest tells how many rows of each table belong to each document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from council_minutes.batch.files import sync_file, write_json
from council_minutes.batch.shard_folders import MANIFEST, ShardFolder, shard_folders
from council_minutes.ingest.location import Location
from council_minutes.tables.schema import DOCUMENT_TABLES, Row, arrow_schema

#: The texts that offsets refer to, where the input is no plain text: a table of the shards only.
TEXTS: Final = "texts"
SCHEMAS: Final[Mapping[str, pa.Schema]] = {
    **{name: arrow_schema(table) for name, table in DOCUMENT_TABLES.items()},
    TEXTS: pa.schema([("text", pa.string())]),
}
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What a shard knows of one of its documents.

    Attributes:
        key: see ``plan.PlannedDocument``.
        doc_id, source, status, error: as in the documents table.
        under: ``max_seconds`` and ``max_memory_mb`` where the document failed by a limit or a crash; None elsewhere.
        chars, words, tokens: of its text.
        notes: what a person should know about its reading.
        rows: table -> number of its rows.
    """

    key: str
    doc_id: str
    source: str
    status: str
    error: str
    under: tuple[float, int] | None
    chars: int
    words: int
    tokens: int
    notes: tuple[str, ...]
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finished document's rows are: its shard's number and its own in the shard."""

    shard: int
    index: int


class ShardStore:
    """All shards of an output."""

    def __init__(self, folder: Location) -> None:
        self.folder = folder
        self._folders = shard_folders(folder)

    def write(self, number: int, entries: Sequence[ManifestEntry], rows: Mapping[str, list[Row]]) -> None:
        """Puts a shard into the store, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        with self._folders.draft(number) as folder:
            sizes = {}
            for name, table_rows in rows.items():
                if table_rows:
                    file = folder / f"{name}.parquet"
                    table = pa.Table.from_pylist(table_rows, schema=SCHEMAS[name])
                    pq.write_table(table, file, compression="zstd")
                    sync_file(file)
                    sizes[file.name] = file.stat().st_size
            documents = [asdict(entry) for entry in entries]
            write_json(folder / MANIFEST, {"format": _FORMAT, "files": sizes, "documents": documents})

    def numbers(self) -> list[int]:
        """Shards that were begun or finished, in order."""
        return self._folders.numbers()

    def sweep(self) -> None:
        """Removes what a run left half written, and shards that have been damaged since: they are done again."""
        self._folders.sweep()
        for number, folder in self._folders.folders():
            if _entries(folder) is None:
                self._folders.remove(number)

    def manifests(self) -> Iterator[tuple[int, list[ManifestEntry]]]:
        """Number and documents of every whole shard, in order of number."""
        for number, folder in self._folders.folders():
            entries = _entries(folder)
            if entries is not None:
                yield number, entries

    def manifest(self, number: int) -> list[ManifestEntry] | None:
        """The documents of a shard; None where it is not whole."""
        return _entries(self._folders.folder(number))

    def table(self, number: int, name: str) -> pa.Table:
        """A table of a shard; without rows where the shard has none."""
        file = self._folders.file(number, f"{name}.parquet")
        return SCHEMAS[name].empty_table() if file is None else pq.read_table(file, schema=SCHEMAS[name])

    def remove(self, number: int) -> None:
        self._folders.remove(number)


def _entries(folder: ShardFolder | None) -> list[ManifestEntry] | None:
    """The documents of a shard that is whole: each file as large as the manifest says."""
    if folder is None:
        return None
    try:
        content: dict[str, Any] = json.loads(folder.manifest)
        whole = content["format"] == _FORMAT and all(
            folder.sizes.get(name) == size for name, size in content["files"].items()
        )
        return [_entry(document) for document in content["documents"]] if whole else None
    except (ValueError, KeyError, TypeError):
        return None


def _entry(document: Mapping[str, Any]) -> ManifestEntry:
    under = document["under"]
    changed = {"under": None if under is None else (under[0], under[1]), "notes": tuple(document["notes"])}
    return ManifestEntry(**{**document, **changed})
