"""The output folder of `minutes extract-batch`, as the report reads it.

``<table>.parquet``, ``texts/<doc_id>.txt``, ``run.json``. Rows stand in the order of their documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from council_minutes.errors import OutputError
from council_minutes.tables.schema import TABLES, Row, arrow_schema

_REMEDY = "Give the folder that `minutes extract-batch --out` wrote"
_BATCH_ROWS = 20_000


class OutputFolder:
    """Tables, texts and facts of one run, read only."""

    def __init__(self, folder: Path) -> None:
        """
        Raises:
            OutputError: there is no such folder, or a table is missing.
        """
        self.folder = folder
        self.texts = folder / "texts"
        if not folder.is_dir():
            raise OutputError(str(folder), "is no folder", _REMEDY)
        missing = [name for name in TABLES if not self._path(name).is_file()]
        if missing:
            raise OutputError(str(folder), f"lacks the Parquet files of {', '.join(missing)}", _REMEDY)

    def run(self) -> dict[str, Any]:
        """What ``run.json`` says of the run; empty where there is none.

        Raises:
            OutputError: it cannot be read.
        """
        path = self.folder / "run.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise OutputError(str(path), f"cannot be read ({error})", "Run the extraction again") from error
        return content if isinstance(content, dict) else {}

    def table(self, name: str, columns: Sequence[str]) -> pa.Table:
        """Some columns of a table."""
        batches = [*self.batches(name, columns)]
        return pa.Table.from_batches(batches, _schema(name, columns))

    def batches(self, name: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The same in pieces, in order, without holding the table.

        Raises:
            OutputError: the file is damaged or lacks a column.
        """
        path = self._path(name)
        schema = _schema(name, columns)
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(_BATCH_ROWS, columns=[*columns]):
                    yield from pa.Table.from_batches([batch]).select([*columns]).cast(schema).to_batches()
        except (pa.ArrowException, OSError, KeyError, ValueError) as error:
            raise OutputError(str(path), f"cannot be read as the table {name} ({error})", _REMEDY) from error

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


def _schema(name: str, columns: Sequence[str]) -> pa.Schema:
    fields = arrow_schema(TABLES[name])
    return pa.schema([fields.field(column) for column in columns])


class RowsByDocument:
    """The rows of one table, handed out document by document in the order of the documents table."""

    def __init__(self, folder: OutputFolder, name: str, columns: Sequence[str]) -> None:
        self._where = f"{folder.folder}: table {name}"
        self._rows = (row for batch in folder.batches(name, ("doc_id", *columns)) for row in batch.to_pylist())
        self._next: Row | None = next(self._rows, None)

    def take(self, doc_id: str) -> list[Row]:
        """The rows of the next document; none where the table's next row is another document's."""
        taken = []
        while self._next is not None and self._next["doc_id"] == doc_id:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    def finish(self) -> None:
        """
        Raises:
            OutputError: rows are left: the table is in another order than the documents, or of another run.
        """
        if self._next is not None:
            cause = f"has rows of {self._next['doc_id']} that are not in the order of the documents table"
            raise OutputError(self._where, cause, "Run the extraction again: the tables are not of one run")
