"""Finished shards on disk: a folder a shard, with a Parquet file a table and a manifest of its documents.

A shard's folder appears under its number only once everything in it is on the disk. Tables hold the documents' rows
in the manifest's order; the manifest tells how many rows of each table belong to each document.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from council_minutes.batch.files import PARTIAL_SUFFIX, sync_file, write_json
from council_minutes.tables.schema import DOCUMENT_TABLES, Row, arrow_schema

MANIFEST: Final = "manifest.json"
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
    """The folder of all shards of an output."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, number: int, entries: Sequence[ManifestEntry], rows: Mapping[str, list[Row]]) -> None:
        """Puts a shard into the store, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        final = self._path(number)
        partial = final.with_name(f"{final.name}.{os.getpid()}{PARTIAL_SUFFIX}")
        partial.mkdir()
        try:
            sizes = {}
            for name, table_rows in rows.items():
                if table_rows:
                    file = partial / f"{name}.parquet"
                    table = pa.Table.from_pylist(table_rows, schema=SCHEMAS[name])
                    pq.write_table(table, file, compression="zstd")
                    sync_file(file)
                    sizes[file.name] = file.stat().st_size
            documents = [asdict(entry) for entry in entries]
            write_json(partial / MANIFEST, {"format": _FORMAT, "files": sizes, "documents": documents})
            try:
                partial.rename(final)
            except OSError:
                if not final.is_dir():  # a worker that outlived its run was quicker with the same shard
                    raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        sync_file(self.folder)

    def numbers(self) -> list[int]:
        """Shards that were begun or finished, in order."""
        found = {path.name.partition(".")[0] for path in self.folder.iterdir()}
        return sorted(int(name) for name in found if name.isdecimal())

    def sweep(self) -> None:
        """Removes what a run left half written, and shards that have been damaged since: they are done again."""
        for path in self.folder.glob(f"*{PARTIAL_SUFFIX}"):
            shutil.rmtree(path, ignore_errors=True)
        for number in self.numbers():
            if self.manifest(number) is None:
                # a worker of a run that was just killed may still be about to put it here, and then it is not there
                shutil.rmtree(self._path(number), ignore_errors=True)

    def manifests(self) -> Iterator[tuple[int, list[ManifestEntry]]]:
        """Number and documents of every whole shard, in order of number."""
        for number in self.numbers():
            entries = self.manifest(number)
            if entries is not None:
                yield number, entries

    def manifest(self, number: int) -> list[ManifestEntry] | None:
        """The documents of a shard; None where it is not whole."""
        folder = self._path(number)
        try:
            content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            whole = content["format"] == _FORMAT and all(
                (folder / name).stat().st_size == size for name, size in content["files"].items()
            )
            return [_entry(document) for document in content["documents"]] if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def table(self, number: int, name: str) -> pa.Table:
        """A table of a shard; without rows where the shard has none."""
        file = self._path(number) / f"{name}.parquet"
        return pq.read_table(file, schema=SCHEMAS[name]) if file.exists() else SCHEMAS[name].empty_table()

    def remove(self, number: int) -> None:
        shutil.rmtree(self._path(number))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}"


def _entry(document: Mapping[str, Any]) -> ManifestEntry:
    under = document["under"]
    changed = {"under": None if under is None else (under[0], under[1]), "notes": tuple(document["notes"])}
    return ManifestEntry(**{**document, **changed})
