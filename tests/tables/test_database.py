from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from corpus_output import corpus_part, write_corpus_output

from council_minutes.errors import OutputError
from council_minutes.tables.database import DATABASE, VIEWS, write_database
from council_minutes.tables.schema import TABLES


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("database")
    write_corpus_output(folder, corpus_part(["finance-05", "inquiry-07"]), ["parquet", "sqlite"])
    return folder


@pytest.fixture
def database(out: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{out / DATABASE}?mode=ro", uri=True)) as connection:
        yield connection


def test_tables_have_all_rows_in_order_with_types_and_keys(out: Path, database: sqlite3.Connection):
    types = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "DATE", "boolean": "BOOLEAN"}
    for name, table in TABLES.items():
        told = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        assert [(row[1], row[2]) for row in told] == [(c.name, types[c.type]) for c in table.columns]
        assert {row[1] for row in told if row[5]} == set(table.primary_key)
        links = {(row[3], row[2], row[4]) for row in database.execute(f'PRAGMA foreign_key_list("{name}")')}
        assert links == {(key.column, key.table, key.references) for key in table.foreign_keys}
        stored = pq.read_table(out / f"{name}.parquet")
        keys = list(zip(*(stored[column].to_pylist() for column in table.primary_key), strict=True))
        columns = ", ".join(f'"{column}"' for column in table.primary_key)
        assert database.execute(f'SELECT {columns} FROM "{name}" ORDER BY rowid').fetchall() == keys


def test_every_key_leads_somewhere_and_the_file_is_sound(database: sqlite3.Connection):
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_days_and_yes_and_no_can_be_asked_for(database: sqlite3.Connection):
    query = "SELECT DISTINCT meeting_date, typeof(meeting_date) FROM decisions WHERE meeting_date < '2016-01-01'"
    assert database.execute(query).fetchall() == [("2015-02-24", "text")]
    assert {row[0] for row in database.execute("SELECT unanimous FROM decisions")} <= {0, 1, None}


def test_the_view_of_votes_says_who_voted_how_on_what(database: sqlite3.Connection):
    query = (
        "SELECT vote, votes_for, votes_against, votes_abstained, source FROM voting_records WHERE person = 'L Oakes'"
    )
    assert database.execute(f"{query} ORDER BY start").fetchall() == [
        ("for", 5, 9, 1, "finance-05.txt"),
        ("abstained", 10, 3, 2, "finance-05.txt"),
    ]


def test_the_view_of_findings_says_what_rose_and_where_it_stands(database: sqlite3.Connection):
    query = "SELECT value, unit, direction, source FROM finding_sources WHERE indicator_name LIKE '%agency spend%'"
    assert database.execute(query).fetchall() == [(1900000.0, "GBP", "up", "inquiry-07.txt")]


def test_a_look_up_by_a_key_uses_an_index(database: sqlite3.Connection):
    for query in ("SELECT * FROM spans WHERE doc_id = ?", "SELECT * FROM votes WHERE decision_id = ?"):
        plan = " ".join(row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", ["x"]))
        assert "USING INDEX" in plan
    assert {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")} == set(VIEWS)


def test_rows_that_break_a_key_make_no_database(out: Path, tmp_path: Path):
    for path in out.glob("*.parquet"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    twice = pq.read_table(tmp_path / "documents.parquet")
    pq.write_table(twice.slice(0, 1), tmp_path / "documents.parquet")
    with pq.ParquetWriter(tmp_path / "documents.parquet", twice.schema) as writer:
        writer.write_table(twice)
        writer.write_table(twice)
    with pytest.raises(OutputError, match="break a key"):
        write_database(tmp_path)
    assert not list(tmp_path.glob("*.sqlite*"))
