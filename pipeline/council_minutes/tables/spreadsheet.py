"""All tables of a run as one Excel workbook, written row by row; no cell of it is ever a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from council_minutes.errors import OutputError
from council_minutes.tables.columns import Column, ColumnType, Table
from council_minutes.tables.reading_schema import READING_TABLES
from council_minutes.tables.schema import AGGREGATE_TABLES, DOCUMENT_TABLES, TABLES
from council_minutes.tables.stored import stored_batches

WORKBOOK: Final = "tables.xlsx"
# Limits of the format: https://support.microsoft.com/office (Excel specifications and limits).
MAX_ROWS: Final = 1_048_576
MAX_CELL: Final = 32_767  # UTF-16 code units
_FIRST_DAY: Final = date(1900, 3, 1)  # before it Excel's calendar is a day out
_MAKING: Final = datetime(2000, 1, 1)  # the same in every file: equal tables are equal bytes
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WIDTHS: Final[dict[ColumnType, int]] = {"string": 24, "integer": 10, "number": 12, "date": 11, "boolean": 10}
_TEXT_WIDTH: Final = 60
_LEGEND: Final = "columns"
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(slots=True)
class Cuts:
    """What did not fit: ``column`` → cells that were cut, as ``table.column``; tables that went on on another sheet."""

    cells: dict[str, int] = field(default_factory=dict)
    continued: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        """One sentence for each."""
        limit = f"{MAX_CELL:,} characters, the most that a cell of a spreadsheet holds"
        cut = [f"{WORKBOOK}: {count:,} cells of {name} were cut at {limit}" for name, count in self.cells.items()]
        return cut + [f"{WORKBOOK}: {name} goes on on further sheets" for name in self.continued]


def write_workbook(folder: Path, max_rows: int = MAX_ROWS) -> Cuts:
    """Write ``tables.xlsx`` from the Parquet files of its folder: a sheet a table, and one that explains the columns.

    A few rows are in memory at a time. Texts are written as texts whatever they begin with; dates and numbers as such,
    days before March 1900 as ISO texts. The bytes depend on the tables alone.

    Args:
        folder: an output folder with its Parquet files.
        max_rows: rows of a sheet, the header included; a longer table goes on on ``<table> 2`` and so on.

    Raises:
        OutputError: a table cannot be read, or the workbook cannot be written.
    """
    target = folder / WORKBOOK
    cuts = Cuts()
    try:
        with TemporaryDirectory(dir=folder, prefix=".xlsx-") as work:
            partial = Path(work) / WORKBOOK
            with xlsxwriter.Workbook(str(partial), {**_OPTIONS, "tmpdir": work}) as book:
                book.set_properties({"title": "Tables from council minutes", "created": _MAKING})
                book.use_zip64()
                _legend(book)
                for table in _reading_order():
                    _sheets(book, table, folder, max_rows, cuts)
            partial.replace(target)
    except (OSError, XlsxWriterException) as error:
        raise OutputError(str(target), f"cannot be written ({error})", "Is the disk full?") from error
    return cuts


def _reading_order() -> Sequence[Table]:
    """What a researcher opens first comes first."""
    first = (DOCUMENT_TABLES["documents"], *READING_TABLES, *AGGREGATE_TABLES)
    return (*first, *(table for table in TABLES.values() if table not in first))


class _Sheet:
    """One worksheet with a header that stays in sight."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column]) -> None:
        self._sheet = book.add_worksheet(name)
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._n_columns = len(columns)
        self.n_rows = 1
        for at, column in enumerate(columns):
            long = column.name in {"text", "description", "decision", "error"}
            self._sheet.set_column(at, at, _TEXT_WIDTH if long else _WIDTHS[column.type])
        self._sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for at, column in enumerate(columns):
            self._sheet.write_string(0, at, column.name, bold)

    def append(self, cells: Sequence[object]) -> list[int]:
        """Writes a row; returns the places of cells that were cut."""
        cut = []
        for at, value in enumerate(cells):
            match value:
                case None:
                    pass
                case bool():
                    self._sheet.write_boolean(self.n_rows, at, value)
                case int() | float():
                    self._sheet.write_number(self.n_rows, at, value)
                case date() if value >= _FIRST_DAY:
                    self._sheet.write_datetime(self.n_rows, at, value, self._day)
                case _:
                    text = _NOT_XML.sub("\ufffd", value.isoformat() if isinstance(value, date) else str(value))
                    fitting = _fitting(text)
                    cut += [at] if len(fitting) < len(text) else []
                    self._sheet.write_string(self.n_rows, at, fitting)
        self.n_rows += 1
        return cut

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self.n_rows - 1, self._n_columns - 1)


def _legend(book: Any) -> None:
    columns = [Column(name, "string", "") for name in ("table", "column", "type", "unit", "description")]
    sheet = _Sheet(book, _LEGEND, columns)
    for table in _reading_order():
        sheet.append([table.name, None, None, None, table.description])
        for column in table.columns:
            sheet.append([table.name, column.name, column.type, column.unit or None, column.description])
    sheet.close()


def _sheets(book: Any, table: Table, folder: Path, max_rows: int, cuts: Cuts) -> None:
    sheet, number = _Sheet(book, table.name, table.columns), 1
    for row in _rows(folder, table):
        if sheet.n_rows == max_rows:
            sheet.close()
            number += 1
            sheet = _Sheet(book, f"{table.name} {number}", table.columns)
        for at in sheet.append(row):
            name = f"{table.name}.{table.columns[at].name}"
            cuts.cells[name] = cuts.cells.get(name, 0) + 1
    sheet.close()
    if number > 1:
        cuts.continued.append(table.name)


def _rows(folder: Path, table: Table) -> Iterator[tuple[object, ...]]:
    batches = stored_batches(folder, table)
    return chain.from_iterable(zip(*(column.to_pylist() for column in batch.columns), strict=True) for batch in batches)


def _fitting(text: str) -> str:
    """As much of a text as a cell holds, counted in UTF-16 code units."""
    if len(text) * 2 <= MAX_CELL:
        return text
    units = text.encode("utf-16-le")
    return units[: MAX_CELL * 2].decode("utf-16-le", "ignore")
