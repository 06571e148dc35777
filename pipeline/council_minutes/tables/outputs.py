"""What an output folder holds for its readers: the tables in the formats asked for, and their description."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from council_minutes.errors import OutputError
from council_minutes.tables.database import DATABASE, write_database
from council_minutes.tables.package import PACKAGE_FILES, write_package
from council_minutes.tables.schema import TABLES
from council_minutes.tables.spreadsheet import WORKBOOK, write_workbook
from council_minutes.tables.write import Part, write_tables

OutputFormat: TypeAlias = Literal["csv", "parquet", "xlsx", "sqlite"]
OUTPUT_FORMATS: Final[tuple[OutputFormat, ...]] = get_args(OutputFormat)
DEFAULT_FORMATS: Final[tuple[OutputFormat, ...]] = ("csv", "parquet")


@dataclass(frozen=True, slots=True)
class Written:
    """``rows``: table → number of rows; ``notes``: what a format could not hold whole, a sentence each."""

    rows: dict[str, int]
    notes: list[str]


def read_formats(text: str) -> tuple[OutputFormat, ...]:
    """The formats that a list like ``csv,xlsx`` names, each once.

    Raises:
        OutputError: it names another, or none.
    """
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in OUTPUT_FORMATS]
    if unknown or not names:
        cause = f"{', '.join(unknown)} is no format of tables" if unknown else "no format is named"
        raise OutputError("--format", cause, f"Name some of {','.join(OUTPUT_FORMATS)}")
    return tuple(name for name in OUTPUT_FORMATS if name in names)


def write_outputs(
    folder: Path,
    parts: Callable[[], Iterable[Part]],
    formats: Iterable[OutputFormat] = DEFAULT_FORMATS,
    *,
    excel: bool = False,
) -> Written:
    """Write every table in every format asked for, and remove those of other formats that an earlier run left.

    So no folder holds tables of two states. With CSV come ``datapackage.json`` and ``csv-metadata.json``.

    Args:
        folder: where to.
        parts: as for ``write.write_tables``.
        formats: some of ``OUTPUT_FORMATS``.
        excel: begin CSV files with a byte order mark, by which Excel knows that they are UTF-8.

    Raises:
        OutputError: a file cannot be written.
    """
    chosen = frozenset(formats)
    # Workbook and database are made from the Parquet files, which stay only where they are asked for.
    rows = write_tables(folder, parts, ("csv", "parquet") if "csv" in chosen else ("parquet",), byte_order_mark=excel)
    notes = write_workbook(folder).notes() if "xlsx" in chosen else []
    if "sqlite" in chosen:
        write_database(folder)
    if "csv" in chosen:
        write_package(folder)
    for name in OUTPUT_FORMATS:
        if name not in chosen:
            remove_format(folder, name)
    return Written(rows, notes)


def remove_format(folder: Path, name: OutputFormat) -> None:
    """Remove what a run wrote in a format.

    Raises:
        OutputError: a file cannot be removed.
    """
    files = {"xlsx": (WORKBOOK,), "sqlite": (DATABASE,)}.get(name, tuple(f"{table}.{name}" for table in TABLES))
    try:
        for file in (*files, *(PACKAGE_FILES if name == "csv" else ())):
            (folder / file).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(str(folder), f"cannot be changed ({error.strerror})", "Check its permissions") from error
