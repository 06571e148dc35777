from __future__ import annotations

import csv
import io
import json
import pickle
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.errors import ArchiveError, LimitError, ReadError
from council_minutes.ingest.archive import ArchiveEntry, open_archive
from council_minutes.ingest.archive_tables import list_csv, read_csv_row
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.loading import load

Rows = Sequence[dict[str, str]]
ROWS: Rows = [
    {"source": "one.pdf", "text": 'First, with "quotes"\nand\r\nlines', "council": "Ambleford", "date": "2024-03-04"},
    {"source": "", "text": "Second £5 – é", "council": "", "date": ""},
    {"source": "one.pdf", "text": "<html>Third", "council": "", "date": "5 May 2021"},
]


def write_csv(path: Path, rows: Rows) -> Path:
    with (path / "rows.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path / "rows.csv"


def write_jsonl(path: Path, rows: Rows) -> Path:
    (path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path / "rows.jsonl"


def write_parquet(path: Path, rows: Rows) -> Path:
    pq.write_table(pa.Table.from_pylist(list(rows)), path / "rows.parquet", row_group_size=2)
    return path / "rows.parquet"


@pytest.fixture(params=[write_csv, write_jsonl, write_parquet], ids=["csv", "jsonl", "parquet"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Rows], Path]:
    return lambda rows: request.param(tmp_path, rows)


def test_each_row_is_a_document(write: Callable[[Rows], Path]) -> None:
    path = write(ROWS)
    entries = list(open_archive(path))
    assert [entry.source for entry in entries] == ["one.pdf", f"{path.name}#2", "one.pdf#3"], "each source once"
    assert [entry.read().decode() for entry in entries] == [row["text"] for row in ROWS]
    assert entries[0].meta.council == "Ambleford"
    assert [entry.meta.meeting_date for entry in entries] == [date(2024, 3, 4), None, date(2021, 5, 5)]
    document = load(entries[2])
    assert document.text == "<html>Third", "a row is plain text, whatever its source is called and it looks like"


def test_rows_are_read_by_workers_in_any_order(write: Callable[[Rows], Path]) -> None:
    rows = [{"id": f"{number}", "text": f"Text {number} " * number} for number in range(1, 200)]
    entries: list[ArchiveEntry] = pickle.loads(pickle.dumps(list(open_archive(write(rows)))))  # noqa: S301
    for index in (0, 150, 3, 198, 197, 64, 63):
        assert entries[index].source == rows[index]["id"]
        assert entries[index].read().decode() == rows[index]["text"]


def test_a_missing_text_column_is_named_with_the_others(write: Callable[[Rows], Path]) -> None:
    with pytest.raises(ArchiveError, match="has no column 'words'") as caught:
        list(open_archive(write(ROWS), text_column="words"))
    assert "--text-column" in caught.value.remedy


def test_another_text_column(write: Callable[[Rows], Path]) -> None:
    (entry,) = open_archive(write([{"Minutes": "Words", "text": "other"}]), text_column="Minutes")
    assert entry.read() == b"Words"


def test_a_row_that_is_too_long_is_one_failed_document(tmp_path: Path) -> None:
    for write in (write_jsonl, write_parquet):
        long, short = open_archive(write(tmp_path, [{"text": "x" * 500}, {"text": "y"}]))
        assert short.read(Limits(max_bytes=100)) == b"y"
        with pytest.raises(LimitError, match="more than"):
            long.read(Limits(max_bytes=100))


def test_lines_that_are_no_json_are_failed_documents_and_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "one"}\nnot json\n\n[1]\n{"text": 5}\n{"text": "six"}\n')
    entries = list(open_archive(path))
    assert [entry.source for entry in entries] == [f"rows.jsonl#{number}" for number in (1, 2, 4, 5, 6)]
    assert (entries[0].read(), entries[4].read()) == (b"one", b"six")
    for entry in entries[1:4]:
        with pytest.raises(ReadError, match=r"no JSON object|no text in 'text'"):
            entry.read()


def test_a_csv_in_windows_1252_is_read_like_a_text_file_in_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("text;council\nThe Chair’s report – £5 was noted by the Café Panel.;Cafédale\n".encode("cp1252"))
    (entry,) = open_archive(path)
    document = load(entry)
    assert document.text == "The Chair’s report – £5 was noted by the Café Panel."
    assert document.meta.council == "Cafédale"
    assert "by detection" in document.notes[0]


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('text\n"open ' + "word " * 1_000)
    with pytest.raises(ArchiveError, match="cannot be read as CSV"):
        list(open_archive(path, limits=Limits(max_bytes=1_000)))


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_an_empty_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ArchiveError, match=r"no column 'text'|no document to read"):
        list(open_archive(tmp_path / name))


def test_what_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "rows.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(ArchiveError, match="cannot be read as Parquet"):
        list(open_archive(tmp_path / "rows.parquet"))


CELLS = st.text(st.sampled_from('ab,"\n\r; é'), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS.filter(lambda cell: bool(cell.strip()))), min_size=1, max_size=8))
def test_any_csv_gives_back_its_texts(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("council", "text"), *rows])
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_bytes(out.getvalue().encode())
    found = [item for item in list_csv(path, "text", DEFAULT_LIMITS) if hasattr(item, "key")]
    assert [read_csv_row(str(path), item.key, item.source, DEFAULT_LIMITS).decode() for item in found] == [
        text for _, text in rows
    ]
