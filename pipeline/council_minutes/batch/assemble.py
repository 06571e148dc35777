"""The rows of all shards in the archive's order, a few shards in memory at a time.

The order of documents, and with it every byte of the tables, does not depend on which shard a document was done in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

import pyarrow as pa

from council_minutes.batch.files import write_atomically
from council_minutes.batch.store import TEXTS, ManifestEntry, Place, ShardStore
from council_minutes.errors import OutputError
from council_minutes.tables.schema import DOCUMENT_TABLES

# Documents added later lie in shards of their own, between those of older shards: so many are kept open at a time.
_OPEN_SHARDS: Final = 16
_Stretch = tuple[int, int, int]


class Assembly:
    """The finished documents of a run.

    Args:
        order: for each document of the run, in order, where its rows are.
        step: called with the number of documents that each part of a table holds, as it is handed out.
    """

    def __init__(self, store: ShardStore, order: Sequence[Place], step: Callable[[int], None]) -> None:
        self._store = store
        self._order = order
        self._step = step
        # manifests are read again for each use: those of a large run take as much memory as its tables
        self._manifest = lru_cache(_OPEN_SHARDS)(self._read_manifest)

    def entries(self) -> Iterator[ManifestEntry]:
        """What is known of each document, in order."""
        return (self._manifest(place.shard)[place.index] for place in self._order)

    def parts(self) -> Iterator[dict[str, pa.Table]]:
        """The tables of ``DOCUMENT_TABLES``, of documents that follow one another in one shard."""

        @lru_cache(_OPEN_SHARDS)
        def starts(shard: int) -> dict[str, list[int]]:
            entries = self._manifest(shard)
            return {name: [0, *accumulate(entry.rows.get(name, 0) for entry in entries)] for name in DOCUMENT_TABLES}

        @lru_cache(_OPEN_SHARDS)
        def tables(shard: int) -> dict[str, pa.Table]:
            return {name: self._store.table(shard, name) for name in DOCUMENT_TABLES}

        for shard, first, last in _stretches(self._order):
            part = {}
            for name, table in tables(shard).items():
                begin, end = starts(shard)[name][first], starts(shard)[name][last]
                part[name] = table.slice(begin, end - begin)
            yield part
            self._step(last - first)

    def write_texts(self, folder: Path) -> int:
        """Writes the texts that offsets refer to, and removes those of documents that are gone.

        The files' names are the documents' ids, so that no name in an archive can lead anywhere.

        Returns:
            How many there are.
        """
        wanted = {f"{entry.doc_id}.txt" for entry in self.entries() if entry.rows.get(TEXTS)}
        if wanted:
            folder.mkdir(exist_ok=True)
        for file in folder.glob("*.txt"):
            if file.name not in wanted:
                file.unlink()
        shards = {place.shard for place in self._order if TEXTS in self._manifest(place.shard)[place.index].rows}
        for shard in sorted(shards):
            having = [entry for entry in self._manifest(shard) if entry.rows.get(TEXTS)]
            texts = [str(text) for text in self._store.table(shard, TEXTS).column("text").to_pylist()]
            for entry, text in zip(having, texts, strict=True):
                name = f"{entry.doc_id}.txt"
                if name in wanted:
                    _write_text(folder / name, text)
        return len(wanted)

    def _read_manifest(self, shard: int) -> list[ManifestEntry]:
        entries = self._store.manifest(shard)
        if entries is None:
            raise OutputError(f"shard {shard}", "is gone or damaged since it was written", "Run the same command again")
        return entries


def _write_text(path: Path, text: str) -> None:
    content = text.encode("utf-8")

    def write(partial: Path) -> None:
        partial.write_bytes(content)

    if not path.exists() or path.read_bytes() != content:
        write_atomically(path, write)


def _stretches(order: Sequence[Place]) -> Iterator[_Stretch]:
    """Shard, first and last + 1 index of documents that follow one another in one shard."""
    at = 0
    while at < len(order):
        begin = at
        shard, first = order[at].shard, order[at].index
        while at < len(order) and order[at] == Place(shard, first + at - begin):
            at += 1
        yield shard, first, first + at - begin
