"""All tables of a run as one SQLite database, with types, keys, indices, and views that join what is asked for most."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final

from council_minutes.errors import OutputError
from council_minutes.tables.columns import Column, ColumnType, Table
from council_minutes.tables.schema import TABLES
from council_minutes.tables.stored import stored_batches

DATABASE: Final = "tables.sqlite"
_PARTIAL: Final = ".part"
# DATE and BOOLEAN are what readers (pandas, R, DBeaver, SQLAlchemy) know; SQLite keeps ISO texts and 0 or 1 in them.
_TYPES: Final[Mapping[ColumnType, str]] = MappingProxyType(
    {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "DATE", "boolean": "BOOLEAN"}
)
VIEWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "voting_records": """
SELECT v.council, v.body, v.meeting_date, v.person, v.vote, v.decision, d.mover, d.seconder, v.outcome,
       d.votes_for, d.votes_against, d.votes_abstained, o.source, v.doc_id, v.start, v."end"
FROM votes AS v JOIN documents AS o USING (doc_id) LEFT JOIN decisions AS d ON d.span_id = v.decision_id""",
        "finding_sources": """
SELECT f.council, f.body, f.meeting_date, f.indicator_name, f.indicator, f.value, f.unit, f.period, f.direction,
       f.against, f.stands, f.text, o.source, o.title, f.doc_id, f.start, f."end"
FROM findings AS f JOIN documents AS o USING (doc_id)""",
    }
)


def write_database(folder: Path) -> None:
    """Write ``tables.sqlite`` from the Parquet files of the same folder, a few rows in memory at a time.

    Rows keep their order (``rowid``). Every column of a foreign key and every ``meeting_date`` and ``person_id`` has an
    index. The bytes depend on the tables and the version of SQLite alone.

    Raises:
        OutputError: a table cannot be read, its rows break its keys, or the database cannot be written.
    """
    target = folder / DATABASE
    partial = target.with_name(target.name + _PARTIAL)
    try:
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
            # The file is thrown away if anything goes wrong: no journal is needed.
            connection.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096; BEGIN"
            )
            for table in TABLES.values():
                connection.execute(create_statement(table))
            for table in TABLES.values():
                places = ", ".join("?" * len(table.columns))
                connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", _rows(folder, table))
            for statement in chain.from_iterable(_index_statements(table) for table in TABLES.values()):
                connection.execute(statement)
            for name, query in VIEWS.items():
                connection.execute(f"CREATE VIEW {_quoted(name)} AS {query}")
            connection.execute("COMMIT")
        partial.replace(target)
    except sqlite3.IntegrityError as error:
        cause = f"the rows break a key of their table ({error})"
        raise OutputError(str(target), cause, "Run the extraction again into an empty folder") from error
    except (sqlite3.Error, OSError) as error:
        raise OutputError(str(target), f"cannot be written ({error})", "Is the disk full?") from error
    finally:
        partial.unlink(missing_ok=True)


def create_statement(table: Table) -> str:
    """The SQL that makes a table: declared types, keys, and what each column means as a comment."""
    lines = [(_column(column, column.name in table.primary_key), column.description) for column in table.columns]
    keys = [f"PRIMARY KEY ({', '.join(map(_quoted, table.primary_key))})"]
    keys += [
        f"FOREIGN KEY ({_quoted(key.column)}) REFERENCES {_quoted(key.table)} ({_quoted(key.references)})"
        for key in table.foreign_keys
    ]
    columns = "\n".join(f"  {line}, -- {description}" for line, description in lines)
    joined = ",\n  ".join(keys)
    return f"CREATE TABLE {_quoted(table.name)} ( -- {table.description}\n{columns}\n  {joined}\n)"


def _column(column: Column, required: bool) -> str:
    return f"{_quoted(column.name)} {_TYPES[column.type]}" + (" NOT NULL" if required else "")


def _index_statements(table: Table) -> Iterator[str]:
    keys = dict.fromkeys(key.column for key in table.foreign_keys)
    searched = (name for name in ("meeting_date", "person_id") if name in table.column_names)
    for name in dict.fromkeys((*keys, *searched)):
        if (name,) != table.primary_key:
            index = _quoted(f"{table.name}_{name}")
            yield f"CREATE INDEX {index} ON {_quoted(table.name)} ({_quoted(name)})"


def _rows(folder: Path, table: Table) -> Iterator[tuple[object, ...]]:
    for batch in stored_batches(folder, table):
        yield from zip(*(_values(column.to_pylist()) for column in batch.columns), strict=True)


def _values(column: Iterable[object]) -> list[object]:
    return [value.isoformat() if isinstance(value, date) else value for value in column]


def _quoted(name: str) -> str:
    return f'"{name}"'
