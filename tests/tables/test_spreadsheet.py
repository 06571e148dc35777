from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus_output import corpus_part, write_corpus_output
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from council_minutes.errors import OutputError
from council_minutes.tables.schema import TABLES, arrow_schema
from council_minutes.tables.spreadsheet import MAX_CELL, WORKBOOK, write_workbook

_EMPTY: dict[str, Any] = {}


def parquet(folder: Path, **rows: list[dict[str, Any]]) -> Path:
    for name, table in TABLES.items():
        full = [dict.fromkeys(table.column_names) | row for row in rows.get(name, [])]
        pq.write_table(pa.Table.from_pylist(full, arrow_schema(table)), folder / f"{name}.parquet")
    return folder


def sheet(folder: Path, name: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(folder / WORKBOOK)
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_table_has_a_sheet_with_all_rows_and_one_explains_the_columns(tmp_path: Path):
    part = corpus_part(["finance-05", "quarter-23"])
    write_corpus_output(tmp_path, part, ["parquet", "xlsx"])
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    assert book.sheetnames[:3] == ["columns", "documents", "attendance"]
    assert set(book.sheetnames) == {"columns", *TABLES}
    for name in TABLES:
        assert book[name].max_row - 1 == pq.read_metadata(tmp_path / f"{name}.parquet").num_rows
    told = {(row["table"], row["column"]): row["description"] for row in sheet(tmp_path, "columns")}
    assert all(told[name, c.name] == c.description for name, table in TABLES.items() for c in table.columns)


def test_cells_have_the_types_of_their_columns(tmp_path: Path):
    row = {"span_id": "s", "meeting_date": date(2024, 5, 1), "unanimous": True, "votes_for": 12, "text": "12"}
    write_workbook(parquet(tmp_path, decisions=[row], findings=[{"span_id": "f", "value": 97.5}]))
    (found,) = sheet(tmp_path, "decisions")
    assert found["meeting_date"] == datetime(2024, 5, 1)
    assert found["unanimous"] is True
    assert (found["votes_for"], found["text"], found["mover"]) == (12, "12", None)
    assert sheet(tmp_path, "findings")[0]["value"] == 97.5


def test_a_day_before_excels_calendar_is_its_iso_text(tmp_path: Path):
    write_workbook(parquet(tmp_path, decisions=[{"span_id": "s", "meeting_date": date(1895, 4, 1)}]))
    assert sheet(tmp_path, "decisions")[0]["meeting_date"] == "1895-04-01"


RISKY = [
    "=1+1",
    '=HYPERLINK("http://a.example")',
    "{=SUM(A1)}",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://a.example",
    "internal:A1",
    "00123",
]


@pytest.mark.parametrize("text", [*RISKY, "\tx", "_x0041_", "a\x01b", "line\nbreak", "😀", " spaced "])
def test_texts_are_texts_whatever_they_begin_with(tmp_path: Path, text: str):
    write_workbook(parquet(tmp_path, decisions=[{"span_id": "s", "text": text}]))
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    at = TABLES["decisions"].column_names.index("text") + 1
    cell = book["decisions"].cell(2, at)
    assert cell.data_type == "s"
    assert unescape(cell.value) == text
    assert cell.hyperlink is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_text_makes_a_formula_or_a_workbook_that_does_not_open(tmp_path: Path, text: str):
    write_workbook(parquet(tmp_path, actions=[{"span_id": "s", "text": text}]))
    at = TABLES["actions"].column_names.index("text") + 1
    assert openpyxl.load_workbook(tmp_path / WORKBOOK)["actions"].cell(2, at).data_type in {"s", "inlineStr", "n"}


@pytest.mark.parametrize("character", ["a", "é", "😀"])
def test_a_cell_that_is_too_long_is_cut_and_reported(tmp_path: Path, character: str):
    text = character * (MAX_CELL + 10)
    cuts = write_workbook(parquet(tmp_path, decisions=[{"span_id": "s", "text": text}, {"span_id": "t", "text": "x"}]))
    found = [row["text"] for row in sheet(tmp_path, "decisions")]
    assert text.startswith(found[0])
    assert MAX_CELL - 1 <= len(found[0].encode("utf-16-le")) // 2 <= MAX_CELL
    assert cuts.cells == {"decisions.text": 1}
    assert cuts.notes() == [
        "tables.xlsx: 1 cells of decisions.text were cut at 32,767 characters,"
        " the most that a cell of a spreadsheet holds"
    ]


def test_a_table_longer_than_a_sheet_goes_on_on_the_next(tmp_path: Path):
    rows = [{"entity_id": str(number)} for number in range(7)]
    cuts = write_workbook(parquet(tmp_path, entities=rows), max_rows=4)
    sheets = ("entities", "entities 2", "entities 3")
    assert [[row["entity_id"] for row in sheet(tmp_path, name)] for name in sheets] == [
        ["0", "1", "2"],
        ["3", "4", "5"],
        ["6"],
    ]
    assert cuts.continued == ["entities"]


def test_nothing_is_left_beside_the_workbook_when_a_table_is_damaged(tmp_path: Path):
    parquet(tmp_path)
    (tmp_path / "votes.parquet").write_bytes(b"no table")
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match=r"votes\.parquet: cannot be read"):
        write_workbook(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == before
