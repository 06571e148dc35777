"""Every table that a run writes: the one place that names tables, columns, types, units and keys.

The contract with the tables' readers: columns may be added, none may go or change its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from council_minutes.tables.aggregate_schema import AGGREGATE_TABLES
from council_minutes.tables.columns import Cell, Column, ColumnType, ForeignKey, Row, Table
from council_minutes.tables.layer_schema import LAYER_TABLES
from council_minutes.tables.reading_schema import READING_TABLES

__all__ = [
    "AGGREGATE_TABLES",
    "DOCUMENT_TABLES",
    "TABLES",
    "Cell",
    "Column",
    "ColumnType",
    "ForeignKey",
    "Row",
    "Table",
    "arrow_schema",
]

# The tables that one document fills alone, and all tables, in the order in which they are written.
DOCUMENT_TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {table.name: table for table in (*LAYER_TABLES, *READING_TABLES)}
)
TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {**DOCUMENT_TABLES, **{table.name: table for table in AGGREGATE_TABLES}}
)

_ARROW_TYPES: Final[Mapping[ColumnType, pa.DataType]] = MappingProxyType(
    {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
)


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns as Arrow fields, description and unit in each field's metadata."""
    return pa.schema([_field(column) for column in table.columns], metadata={"description": table.description})


def _field(column: Column) -> pa.Field[pa.DataType]:
    about = {"description": column.description} | ({"unit": column.unit} if column.unit else {})
    return pa.field(column.name, _ARROW_TYPES[column.type], metadata=about)
