"""What a table is: its columns with their types and units, its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

ColumnType: TypeAlias = Literal["string", "integer", "number", "date", "boolean"]
Cell: TypeAlias = str | int | float | date | bool | None
Row: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: as it stands in the header.
        type: ``string``, ``integer``, ``number``, ``date`` or ``boolean``; empty means unknown, and no
            column of the primary key is.
        description: one sentence for the reader of the table.
        unit: what a number counts or measures (``code points``, ``documents``); empty where it has none.
    """

    name: str
    type: ColumnType
    description: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``column`` holds values of ``references`` in ``table``, or is empty."""

    column: str
    table: str
    references: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns in order, the columns that identify a row, and what it points to."""

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
