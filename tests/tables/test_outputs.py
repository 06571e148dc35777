from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from corpus_output import corpus_part, write_corpus_output

from council_minutes.errors import OutputError
from council_minutes.tables.outputs import OUTPUT_FORMATS, read_formats
from council_minutes.tables.package import PACKAGE_FILES
from council_minutes.tables.schema import TABLES
from council_minutes.tables.write import Part


@pytest.fixture(scope="module")
def part() -> Part:
    return corpus_part(["finance-05"])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


CSV = {*(f"{name}.csv" for name in TABLES), *PACKAGE_FILES}
PARQUET = {f"{name}.parquet" for name in TABLES}


@pytest.mark.parametrize(
    ("formats", "files"),
    [
        ("csv,parquet", CSV | PARQUET),
        ("csv", CSV),
        ("xlsx", {"tables.xlsx"}),
        ("sqlite,parquet", PARQUET | {"tables.sqlite"}),
        ("csv,parquet,xlsx,sqlite", CSV | PARQUET | {"tables.xlsx", "tables.sqlite"}),
    ],
)
def test_a_folder_holds_the_formats_asked_for_and_none_of_an_earlier_call(
    part: Part, tmp_path: Path, formats: str, files: set[str]
):
    (tmp_path / "notes.txt").write_text("a person's own")
    write_corpus_output(tmp_path, part, OUTPUT_FORMATS)
    write_corpus_output(tmp_path, part, read_formats(formats))
    assert names(tmp_path) == files | {"notes.txt"}


def test_equal_tables_are_equal_bytes_in_every_format(part: Part, tmp_path: Path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_corpus_output(tmp_path / folder, part, OUTPUT_FORMATS)
    for name in sorted(names(tmp_path / "one")):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("csv", ("csv",)),
        ("xlsx, CSV", ("csv", "xlsx")),
        ("parquet,parquet,", ("parquet",)),
        ("sqlite,xlsx,parquet,csv", OUTPUT_FORMATS),
    ],
)
def test_formats_are_a_list_in_any_order(text: str, formats: tuple[str, ...]):
    assert read_formats(text) == formats


@pytest.mark.parametrize("text", ["", ",", "xls", "csv,excel"])
def test_other_formats_are_refused_with_those_there_are(text: str):
    with pytest.raises(OutputError, match="csv,parquet,xlsx,sqlite"):
        read_formats(text)


def test_duckdb_reads_the_parquet_files_with_their_types(part: Part, tmp_path: Path):
    write_corpus_output(tmp_path, part, ["parquet"])
    connection = duckdb.connect()
    rows = connection.execute(
        "SELECT v.person, v.vote, v.meeting_date FROM read_parquet(?) v JOIN read_parquet(?) d USING (doc_id)"
        " WHERE v.person = 'M Iyer' ORDER BY v.start",
        [str(tmp_path / "votes.parquet"), str(tmp_path / "documents.parquet")],
    ).fetchall()
    assert rows == [("M Iyer", "for", date(2015, 2, 24)), ("M Iyer", "abstained", date(2015, 2, 24))]
    types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
    for name, table in TABLES.items():
        told = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(tmp_path / f"{name}.parquet")])
        assert [row[:2] for row in told.fetchall()] == [(c.name, types[c.type]) for c in table.columns]
