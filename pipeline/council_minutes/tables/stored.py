"""The tables of a run, read back from the Parquet files of its output folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from council_minutes.errors import OutputError
from council_minutes.tables.columns import Table
from council_minutes.tables.schema import arrow_schema

_BATCH_ROWS: Final = 20_000
_REMEDY: Final = "Give the folder that minutes extract-batch --out wrote, with parquet among its formats"


def stored_batches(folder: Path, table: Table) -> Iterator[pa.RecordBatch]:
    """The rows of a table in order, so many at a time.

    Raises:
        OutputError: there is no such file, or it is damaged or of another version.
    """
    path = folder / f"{table.name}.parquet"
    schema = arrow_schema(table)
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH_ROWS):
                yield from pa.Table.from_batches([batch]).select(schema.names).cast(schema).to_batches()
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise OutputError(str(path), f"cannot be read as the table {table.name} ({error})", _REMEDY) from error


def stored_table(folder: Path, table: Table) -> pa.Table:
    """All rows of a table; raises as ``stored_batches``."""
    return pa.Table.from_batches([*stored_batches(folder, table)], arrow_schema(table))
