"""All tables of a run, from those of its parts: links people across documents, aggregates, writes CSV and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from council_minutes.tables.aggregate import Aggregates
from council_minutes.tables.people_index import PeopleLabels
from council_minutes.tables.schema import AGGREGATE_TABLES, DOCUMENT_TABLES, Table
from council_minutes.tables.table_files import FORMATS, Format, TableFiles

Part: TypeAlias = Mapping[str, pa.Table]


def write_tables(
    folder: Path,
    parts: Callable[[], Iterable[Part]],
    formats: Iterable[Format] = FORMATS,
    *,
    byte_order_mark: bool = False,
) -> dict[str, int]:
    """Write every table of ``schema.TABLES`` into a folder, one file a table and format.

    Only one part and the aggregates are in memory at a time. The bytes depend on the rows and their order, not on how
    they are divided into parts.

    Args:
        folder: where to; existing files of the same names are replaced once the new ones are whole.
        parts: called twice; each call goes through the same parts in the same order. A part holds the tables of
            ``schema.DOCUMENT_TABLES`` of whole documents: all rows of a document are in one part.
        formats: any of ``table_files.FORMATS``.
        byte_order_mark: begin CSV files with one, by which Excel knows that they are UTF-8.

    Returns:
        Table name → number of rows.

    Raises:
        OutputError: a file cannot be written.
    """
    chosen = tuple(formats)
    with ExitStack() as stack:

        def opened(table: Table) -> TableFiles:
            return stack.enter_context(TableFiles(table, folder, chosen, byte_order_mark=byte_order_mark))

        aggregated = {table.name: opened(table) for table in AGGREGATE_TABLES}
        labels = _write_aggregates(parts(), aggregated)
        files = {name: opened(table) for name, table in DOCUMENT_TABLES.items()}
        for part in parts():
            for name, file in files.items():
                file.write(labels.relabel(name, part[name]))
        return {name: file.n_rows for name, file in (files | aggregated).items()}


def _write_aggregates(parts: Iterable[Part], files: Mapping[str, TableFiles]) -> PeopleLabels:
    """Write what needs all documents. It is more than the rest of a run has in memory, and gone on return."""
    aggregates = Aggregates()
    for part in parts:
        aggregates.add(part)
    for name, file in files.items():
        file.write(aggregates.rows(name))
    return aggregates.people().labels
