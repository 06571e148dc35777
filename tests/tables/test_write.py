from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from council_minutes.errors import OutputError
from council_minutes.tables.columns import Column, Table
from council_minutes.tables.csv_cells import csv_cell
from council_minutes.tables.schema import TABLES, arrow_schema
from council_minutes.tables.table_files import GROUP_ROWS, TableFiles
from council_minutes.tables.write import write_tables

NOTES = Table(
    "notes",
    "Notes.",
    (
        Column("id", "string", "Id."),
        Column("n", "integer", "Number.", "notes"),
        Column("x", "number", "Value."),
        Column("day", "date", "Day."),
        Column("told", "boolean", "Whether told."),
    ),
    ("id",),
)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        ("Councillor Lee", "Councillor Lee"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-3, "-3"),
        (97.0, "97"),
        (0.5, "0.5"),
        (-0.25, "-0.25"),
        (1e21, "1e+21"),
        (date(2024, 5, 1), "2024-05-01"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-2", "-2"),
        ("+1.5", "+1.5"),
        ("-5%", "'-5%"),
        ("'quoted", "'quoted"),
    ],
)
def test_a_cell_is_shown_and_never_run(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def write_notes(folder: Path, rows: list[dict[str, object]], step: int | None = None) -> None:
    with TableFiles(NOTES, folder) as files:
        for start in range(0, len(rows), step or max(1, len(rows))):
            files.write(rows[start : start + (step or len(rows))])


def note(number: int, text: str = "") -> dict[str, object]:
    return {"id": f"{text}{number}", "n": number, "x": number / 4, "day": date(2024, 5, 1), "told": number % 2 == 0}


def test_csv_is_rfc_4180_and_parquet_has_types(tmp_path: Path) -> None:
    rows = [note(1, 'a "b", c\nd'), {"id": "=1+1", "n": None, "x": None, "day": None, "told": None}]
    write_notes(tmp_path, rows)
    assert (tmp_path / "notes.csv").read_bytes() == (
        b'id,n,x,day,told\r\n"a ""b"", c\nd1",1,0.25,2024-05-01,false\r\n\'=1+1,,,,\r\n'
    )
    table = pq.read_table(tmp_path / "notes.parquet")
    assert table.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_()]
    assert table.schema.field("n").metadata == {b"description": b"Number.", b"unit": b"notes"}
    assert table.to_pylist() == rows, "Parquet has the true text"


@pytest.mark.parametrize("step", [1_999, GROUP_ROWS, GROUP_ROWS * 2 + 1])
def test_the_bytes_depend_on_the_rows_alone(tmp_path: Path, step: int) -> None:
    rows = [note(number, "note ") for number in range(GROUP_ROWS * 2 + 7)]
    for folder, size in (("whole", None), ("parts", step)):
        (tmp_path / folder).mkdir()
        write_notes(tmp_path / folder, rows, size)
    for name in ("notes.csv", "notes.parquet"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "parts" / name).read_bytes()
    assert pq.read_table(tmp_path / "parts" / "notes.parquet").num_rows == len(rows)


def test_a_table_without_rows_has_its_header_and_its_types(tmp_path: Path) -> None:
    write_notes(tmp_path, [])
    assert (tmp_path / "notes.csv").read_bytes() == b"id,n,x,day,told\r\n"
    assert pq.read_schema(tmp_path / "notes.parquet").equals(arrow_schema(NOTES))


def test_files_appear_only_once_they_are_whole(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("of an earlier run")
    with pytest.raises(KeyboardInterrupt), TableFiles(NOTES, tmp_path) as files:
        files.write([note(1)])
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["notes.csv"]
    assert (tmp_path / "notes.csv").read_text() == "of an earlier run"


def test_a_row_that_does_not_fit_is_refused_with_the_tables_name(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="notes"), TableFiles(NOTES, tmp_path) as files:
        files.write([{**note(1), "n": "many"}])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        TableFiles(NOTES, tmp_path / "nowhere")


def test_all_tables_are_written_alike_however_the_run_was_divided(tmp_path: Path, tables_of, as_part) -> None:
    documents = [
        tables_of(
            f'<ATTENDANCE>Present: <PERSON HOLDS="r1">{name} Lee</PERSON>, <ROLE id="r1">Chair</ROLE></ATTENDANCE>.'
            ' <FINDING ABOUT="i1"><INDICATOR id="i1">visits</INDICATOR>:'
            f' <FIGURE VALUE_OF="i1">{number}</FIGURE></FINDING>',
            source=f"{number}.txt",
        )
        for number, name in enumerate(("J", "Jane", "Jane", "Sam", "S", "Jane"))
    ]
    written = []
    for size in (1, 4, 6):
        folder = tmp_path / str(size)
        folder.mkdir()
        parts = [as_part(*documents[at : at + size]) for at in range(0, 6, size)]
        counts = write_tables(folder, lambda parts=parts: iter(parts))
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1] == written[2]
    assert set(written[0]) == {f"{name}.{suffix}" for name in TABLES for suffix in ("csv", "parquet")}
    assert (counts["documents"], counts["attendance"], counts["people"]) == (6, 6, 2)
    with (tmp_path / "6" / "attendance.csv").open(encoding="utf-8", newline="") as handle:
        assert {row["person"] for row in csv.DictReader(handle)} == {"Jane Lee", "Sam Lee"}


def test_only_the_formats_asked_for_are_written(tmp_path: Path, tables_of, as_part) -> None:
    part = as_part(tables_of("<PERSON>A Lee</PERSON>"))
    write_tables(tmp_path, lambda: [part], ["csv"])
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv"}
