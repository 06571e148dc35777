"""Files of one table, written as its rows come: CSV and Parquet."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Protocol, Self, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from council_minutes.errors import OutputError
from council_minutes.tables.csv_cells import csv_cell
from council_minutes.tables.schema import Row, Table, arrow_schema

Format: TypeAlias = Literal["csv", "parquet"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "parquet")
# Rows are handed on in groups of this many, whatever pieces they came in, so that the bytes depend on the rows alone.
GROUP_ROWS: Final = 20_000
# So many rows at a time are Python objects.
_PYTHON_ROWS: Final = 1_000
_MOST_PIECES: Final = 32
_PARTIAL: Final = ".part"


class _Sink(Protocol):
    def write(self, group: pa.Table) -> None: ...

    def close(self) -> None: ...


class TableFiles:
    """The files ``<table>.csv`` and ``<table>.parquet`` in a folder, open for writing.

    A file appears under its name once it is whole: on leaving the ``with`` block without an error.
    """

    def __init__(
        self, table: Table, folder: Path, formats: Iterable[Format] = FORMATS, *, byte_order_mark: bool = False
    ) -> None:
        """
        Args:
            byte_order_mark: begin the CSV file with one, by which Excel knows that it is UTF-8.

        Raises:
            OutputError: a file cannot be opened.
        """
        self.schema = arrow_schema(table)
        self.n_rows = 0
        self._paths = [folder / f"{table.name}.{name}" for name in formats]
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        try:
            self._sinks = [_open(path, self.schema, byte_order_mark) for path in self._paths]
        except OSError as error:
            raise OutputError(str(folder), f"cannot be written: {error}", "Choose a folder you may write to") from error

    def write(self, rows: pa.Table | Iterable[Row]) -> None:
        """Append rows, as an Arrow table with the table's columns or as mappings.

        Raises:
            OutputError: they cannot be written, or a cell has not its column's type.
        """
        if isinstance(rows, pa.Table):
            self._append(rows)
            return
        waiting = iter(rows)
        while some := list(islice(waiting, _PYTHON_ROWS)):
            self._append(some)

    def _append(self, rows: pa.Table | list[Row]) -> None:
        try:
            added = rows.cast(self.schema) if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows, self.schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
            cause = f"a row does not fit the table's columns: {error}"
            raise OutputError(self._paths[0].stem, cause, "Run again into an empty folder") from error
        if added.num_rows == 0:
            return
        self.n_rows += added.num_rows
        self._n_pending += added.num_rows
        self._pending.append(added)
        if self._n_pending >= GROUP_ROWS:
            self._hand_on_groups()
        elif len(self._pending) == _MOST_PIECES:
            self._pending = [_whole(self._pending)]

    def _hand_on_groups(self) -> None:
        whole = _whole(self._pending)
        n_left = whole.num_rows % GROUP_ROWS
        for start in range(0, whole.num_rows - n_left, GROUP_ROWS):
            self._hand_on(whole.slice(start, GROUP_ROWS))
        # a slice would keep all that it is cut from
        left = whole.take(list(range(whole.num_rows - n_left, whole.num_rows))) if n_left else None
        self._pending, self._n_pending = [] if left is None else [left], n_left

    def _hand_on(self, group: pa.Table) -> None:
        try:
            for sink in self._sinks:
                sink.write(group)
        except OSError as error:
            raise OutputError(str(self._paths[0].parent), f"cannot be written: {error}", "Is the disk full?") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        partials = [path.with_name(path.name + _PARTIAL) for path in self._paths]
        try:
            if kind is None and self._pending:
                self._hand_on(_whole(self._pending))
            self._close()
            if kind is None:
                for partial, path in zip(partials, self._paths, strict=True):
                    _sync(partial)
                    partial.replace(path)
        finally:
            for partial in partials:
                partial.unlink(missing_ok=True)

    def _close(self) -> None:
        """Closes every file, though one has no space left for what it still has to write."""
        with ExitStack() as stack:
            for sink in self._sinks:
                stack.callback(sink.close)


def _whole(pieces: list[pa.Table]) -> pa.Table:
    """The rows of several tables in one piece: every piece has some hundred bytes a column beside its values."""
    return pa.concat_tables(pieces).combine_chunks()


def _sync(path: Path) -> None:
    """Waits until a file's content is on the disk: its name must not get there before."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _open(path: Path, schema: pa.Schema, byte_order_mark: bool) -> _Sink:
    partial = path.with_name(path.name + _PARTIAL)
    if path.suffix == ".csv":
        return _CsvSink(partial, schema.names, "utf-8-sig" if byte_order_mark else "utf-8")
    return _ParquetSink(partial, schema)


class _CsvSink:
    """RFC 4180: a header row, CRLF between records, quotes where a cell needs them."""

    def __init__(self, path: Path, header: Iterable[str], encoding: str) -> None:
        self._handle = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._handle, lineterminator="\r\n")
        self._writer.writerow(header)

    def write(self, group: pa.Table) -> None:
        for batch in group.to_batches(max_chunksize=_PYTHON_ROWS):
            columns = [column.to_pylist() for column in batch.columns]
            self._writer.writerows([csv_cell(value) for value in row] for row in zip(*columns, strict=True))

    def close(self) -> None:
        self._handle.close()


class _ParquetSink:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def write(self, group: pa.Table) -> None:
        self._writer.write_table(group, row_group_size=GROUP_ROWS)

    def close(self) -> None:
        self._writer.close()
