"""Tables as archives: each row of a CSV, JSON Lines or Parquet file is a document, read row by row.

Rows are found again by the byte they begin at (CSV, JSON Lines) or by row group and row (Parquet). A CSV's text is the
file's own bytes, so that a table in another encoding is treated as a text file in that encoding is.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import pyarrow as pa
import pyarrow.parquet as pq

from council_minutes.errors import ArchiveError, ReadError
from council_minutes.ingest.archive_items import Found, Items, Key, Skipped
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.readers import check_size
from council_minutes.ingest.row_meta import meta_of, source_of

_DELIMITERS: Final = ",;\t"
_PARQUET_ROWS: Final = 64
# a row holds its text, escaped (JSON writes a character in up to six bytes), and its other columns
_ROW_TO_TEXT: Final = 6
_RAISE: Final = "Check the quotes around it, or raise max_bytes"


def list_csv(path: Path, text_column: str, limits: Limits) -> Items:
    """A document a row; raises ArchiveError without the text column or where the quoting breaks."""
    with path.open("rb") as file:
        lines = _Lines(file, str(path), limits)
        rows, header = _csv_reader(lines, str(path), limits)
        columns = _columns(str(path), header, text_column)
        names = _SourceNames(path.name)
        start = lines.position
        for number, row in enumerate(_csv_rows(rows, str(path)), 1):
            if row:
                values = {
                    name: _decoded(value) for name, value in zip(columns, row, strict=False) if name != text_column
                }
                yield from names.found(values, number, (start, text_column))
            start = lines.position


def read_csv_row(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The text of the row that begins at the key's byte."""
    start, text_column = cast("tuple[int, str]", key)
    with Path(archive).open("rb") as file:
        rows, header = _csv_reader(_Lines(file, archive, limits), archive, limits)
        columns = _columns(archive, header, text_column)
        delimiter = rows.dialect.delimiter
        file.seek(start)
        row = next(_csv_rows(csv.reader(_Lines(file, archive, limits), delimiter=delimiter), archive), [])
    index = columns.index(text_column)
    if index >= len(row):
        raise ReadError(source, f"its row has no {text_column!r}", "Check the row's commas and quotes")
    return _checked(source, row[index].encode("utf-8", "surrogateescape"), limits)


def list_jsonl(path: Path, text_column: str, limits: Limits) -> Items:
    """A document a line; a line that is no JSON object is a document that cannot be read, not one passed over."""
    names = _SourceNames(path.name)
    seen_text = documents = 0
    with path.open("rb") as file:
        lines = _Lines(file, str(path), limits)
        start = 0
        for number, line in enumerate(lines, 1):
            if line.strip():
                row = _json_object(line)
                documents += 1
                seen_text += text_column in row
                values = {
                    str(name).strip().lower(): _shown(value) for name, value in row.items() if name != text_column
                }
                yield from names.found(values, number, (start, text_column))
            start = lines.position
    if documents and not seen_text:
        raise _no_column(str(path), text_column, [])


def read_jsonl_row(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The text of the line that begins at the key's byte."""
    start, text_column = cast("tuple[int, str]", key)
    with Path(archive).open("rb") as file:
        file.seek(start)
        row = _json_object(next(iter(_Lines(file, archive, limits)), ""))
    text = row.get(text_column)
    if not isinstance(text, str):
        cause = "its line is no JSON object" if not row else f"its line has no text in {text_column!r}"
        raise ReadError(source, cause, "Write one JSON object a line, the text as a string")
    return _checked(source, text.encode("utf-8", "replace"), limits)


def list_parquet(path: Path, text_column: str, limits: Limits) -> Items:
    """A document a row; the text column itself is not read."""
    names = _SourceNames(path.name)
    with _parquet(str(path)) as file:
        columns = _columns(str(path), file.schema_arrow.names, text_column)
        others = [name for name, lower in zip(file.schema_arrow.names, columns, strict=True) if lower != text_column]
        number = 0
        for group in range(file.num_row_groups):
            in_group = 0
            for batch in file.iter_batches(row_groups=[group], columns=others):
                for row in batch.to_pylist() if others else [{}] * batch.num_rows:
                    number += 1
                    values = {name.strip().lower(): _shown(value) for name, value in row.items()}
                    yield from names.found(values, number, (group, in_group, text_column))
                    in_group += 1


def read_parquet_row(archive: str, key: Key, source: str, limits: Limits) -> bytes:
    """The text of a row; rows read in order are read in batches, once."""
    group, row, text_column = cast("tuple[int, int, str]", key)
    text = _ROWS.text(archive, group, row, text_column)
    if not isinstance(text, str):
        raise ReadError(source, f"its row has no text in {text_column!r}", "Fill the column, or remove the row")
    return _checked(source, text.encode("utf-8", "replace"), limits)


class _Lines:
    """Lines of a file with the byte position after the last one taken; bytes that are no UTF-8 are kept by escape."""

    def __init__(self, file: BinaryIO, where: str, limits: Limits) -> None:
        self._file, self._where = file, where
        self._most = limits.max_bytes * _ROW_TO_TEXT
        self.position = file.tell()

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(self._most + 1):
            if len(line) > self._most:
                raise ArchiveError(self._where, f"has a line of more than {self._most:,} bytes", _RAISE)
            self.position += len(line)
            yield line.decode("utf-8", "surrogateescape")


class _SourceNames:
    """Gives every row a source of its own: the row's word, or the file's name with the row's number."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._given: set[bytes] = set()

    def found(self, values: Mapping[str, str], number: int, key: Key) -> Iterator[Found | Skipped]:
        meta, _ = meta_of(values)
        named = source_of(values)
        source = f"{self._file_name}#{number}" if named is None else named
        if self._digest(source) in self._given:
            source = f"{source}#{number}"
        self._given.add(self._digest(source))
        yield Found(source, key, None, meta)

    @staticmethod
    def _digest(source: str) -> bytes:
        return blake2b(source.encode("utf-8", "replace"), digest_size=8).digest()


class _ParquetRows:
    """The batch of rows read last, and the stream it came from: rows are mostly asked for in order."""

    def __init__(self) -> None:
        self._at: tuple[str, int, str, int] | None = None
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._first = 0
        self._texts: list[object] = []

    def text(self, archive: str, group: int, row: int, text_column: str) -> object:
        at = (archive, group, text_column, os.getpid())
        if at != self._at or row < self._first:
            self._at, self._first, self._texts = at, 0, []
            self._batches = _text_batches(archive, group, text_column)
        while row >= self._first + len(self._texts):
            self._first += len(self._texts)
            batch = next(self._batches, None)
            if batch is None:
                return None
            self._texts = batch.column(0).to_pylist()
        return self._texts[row - self._first]


_ROWS: Final = _ParquetRows()


def _text_batches(archive: str, group: int, text_column: str) -> Iterator[pa.RecordBatch]:
    with _parquet(archive) as file:
        names = file.schema_arrow.names
        column = names[_columns(archive, names, text_column).index(text_column)]
        yield from file.iter_batches(batch_size=_PARQUET_ROWS, row_groups=[group], columns=[column])


def _parquet(path: str) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise ArchiveError(path, f"cannot be read as Parquet ({error})", "Write the file again") from error


def _csv_reader(lines: _Lines, where: str, limits: Limits) -> tuple[Any, list[str]]:
    csv.field_size_limit(limits.max_bytes)
    header_line = next(iter(lines), "").removeprefix("\ufeff")
    delimiter = max(_DELIMITERS, key=header_line.count)
    header = next(_csv_rows(csv.reader([header_line], delimiter=delimiter), where), [])
    return csv.reader(iter(lines), delimiter=delimiter), header


def _csv_rows(rows: Any, where: str) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise ArchiveError(where, f"row {rows.line_num} cannot be read as CSV ({error})", _RAISE) from error


def _columns(where: str, header: list[str], text_column: str) -> list[str]:
    """Column names in lower case, but the text column as it is asked for."""
    columns = [name.strip() if name.strip() == text_column else name.strip().lower() for name in header]
    if text_column not in columns:
        raise _no_column(where, text_column, columns)
    return columns


def _no_column(where: str, text_column: str, columns: list[str]) -> ArchiveError:
    cause = f"has no column {text_column!r}" + (f", only {', '.join(columns)}" if columns else "")
    return ArchiveError(where, cause, "Name the column that holds the text (--text-column)")


def _json_object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _decoded(value: str) -> str:
    """A cell of metadata: escaped bytes as Windows-1252, which is what spreadsheets save in when not in UTF-8."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _checked(source: str, data: bytes, limits: Limits) -> bytes:
    check_size(source, len(data), limits)
    return data
