from __future__ import annotations

import base64
import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_folders import Minutes, write_output
from typer.testing import CliRunner

from council_minutes.annotations import DocumentMeta
from council_minutes.cli.report import app
from council_minutes.errors import ArchiveError, OutputError
from council_minutes.report.payload import packed_columns, script_json
from council_minutes.report.views import VIEWS
from council_minutes.report.write import write_report
from council_minutes.tables.schema import TABLES


def _unpacked(file: Path, name: str) -> Any:
    packed = re.search(rf'<script type="[^"]+" id="{name}">([^<]*)</script>', file.read_text(encoding="utf-8"))
    assert packed is not None
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def _documents(file: Path) -> list[dict[str, Any]]:
    return list(_unpacked(file, "chunk-0"))


def test_every_shown_column_is_one_of_its_table() -> None:
    for view in VIEWS:
        names = {name for column in view.columns for name in (column.name, *column.parts)}
        assert names | {*view.days, *view.searched} <= {*TABLES[view.table].column_names}
        assert [column.kind for column in view.columns].count("words") == 1


def test_the_same_run_gives_the_same_bytes(corpus_out: Path, tmp_path: Path) -> None:
    first, second = (write_report(corpus_out, tmp_path / name).file for name in ("a.html", "b.html"))
    assert first.read_bytes() == second.read_bytes()


def test_the_file_loads_nothing_and_tells_no_path(corpus_out: Path, corpus_report: Path) -> None:
    content = corpus_report.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", content)
    assert "sourceMappingURL" not in content
    assert str(corpus_out.parent) not in content


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(_JSON)
def test_json_in_a_script_element_cannot_end_it(value: object) -> None:
    text = script_json(value)
    assert json.loads(text) == value
    assert not {"<", ">", "&", "\u2028", "\u2029"} & {*text}


_CELLS = {
    "words": (pa.string(), st.none() | st.text(st.characters(exclude_categories=["Cs"]))),
    "count": (pa.int64(), st.none() | st.integers(-(2**53), 2**53)),
    "value": (pa.float64(), st.none() | st.floats(allow_nan=False, allow_infinity=False)),
    "day": (pa.date32(), st.none() | st.dates()),
}


@settings(deadline=None)
@given(st.lists(st.tuples(*(cells for _, cells in _CELLS.values())), max_size=20))
def test_a_packed_table_holds_every_cell(rows: list[tuple[object, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in _CELLS]
    arrays = [pa.array(column, kind) for column, (kind, _) in zip(columns, _CELLS.values(), strict=True)]
    packed = packed_columns(pa.table(arrays, [*_CELLS]), {})
    found = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert found["rows"] == len(rows)
    for name, column in zip(_CELLS, columns, strict=True):
        told = found["columns"][name]
        values = told["v"] if "v" in told else [None if code < 0 else told["d"][code] for code in told["c"]]
        assert values == [cell.isoformat() if isinstance(cell, date) else cell for cell in column]


def test_a_run_over_real_files(undisturbed: Any, tmp_path: Path) -> None:
    """Plain text comes from the archive, other formats from the kept texts; failed documents say why."""
    report = write_report(undisturbed.out, tmp_path / "report.html")
    assert report.without_text == 0
    rows = pq.read_table(undisturbed.out / "documents.parquet").to_pylist()
    shown = dict(zip((row["source"] for row in rows), _documents(report.file), strict=True))
    assert shown["page.html"]["text"] == (undisturbed.out / "texts" / f"{_id(rows, 'page.html')}.txt").read_text(
        "utf-8"
    )
    assert shown["2024/cabinet-03.txt"]["text"].startswith("Cabinet, 3 March 2024\n\n")
    assert shown["damaged.pdf"]["text"] is None
    assert shown["damaged.pdf"]["why"].startswith("The document could not be read: ")
    for entity in pq.read_table(undisturbed.out / "entities.parquet").to_pylist():
        document = shown[next(row["source"] for row in rows if row["doc_id"] == entity["doc_id"])]
        assert document["text"][entity["start"] : entity["end"]] == entity["text"]


def _id(rows: list[dict[str, Any]], source: str) -> str:
    return next(str(row["doc_id"]) for row in rows if row["source"] == source)


def test_a_text_that_is_not_the_runs_is_not_shown(tmp_path: Path) -> None:
    out = write_output(tmp_path, [Minutes("a.txt", "One."), Minutes("b.txt", "Two."), Minutes("c.txt", "Three.")])
    (tmp_path / "archive" / "a.txt").write_text("Another.")
    (tmp_path / "archive" / "b.txt").unlink()
    report = write_report(out)
    assert report.without_text == 2
    assert [(document["text"], document["why"]) for document in _documents(report.file)] == [
        (None, "a.txt has changed since the run."),
        (None, "The archive has no document b.txt any more."),
        ("Three.", ""),
    ]


def test_an_archive_that_has_moved(tmp_path: Path) -> None:
    out = write_output(tmp_path, [Minutes("a.txt", "One.")])
    moved = (tmp_path / "archive").rename(tmp_path / "elsewhere")
    assert write_report(out).without_text == 1
    assert "--archive" in _documents(out / "report.html")[0]["why"]
    assert write_report(out, archive=moved).without_text == 0
    with pytest.raises(ArchiveError):
        write_report(out, archive=tmp_path / "nowhere")


@pytest.mark.parametrize("spoil", ["documents", "entities"])
def test_a_folder_without_a_table_is_no_runs(tmp_path: Path, spoil: str) -> None:
    out = write_output(tmp_path, [Minutes("a.txt", "One.")])
    (out / f"{spoil}.parquet").unlink()
    with pytest.raises(OutputError, match=f"lacks the Parquet files of {spoil}"):
        write_report(out)


def test_tables_of_two_runs_are_refused(tmp_path: Path, corpus_out: Path) -> None:
    out = write_output(tmp_path, [Minutes("a.txt", "One.")])
    (out / "spans.parquet").write_bytes((corpus_out / "spans.parquet").read_bytes())
    with pytest.raises(OutputError, match="not in the order of the documents table"):
        write_report(out)
    assert not (out / "report.html").exists()


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    out = write_output(tmp_path, [Minutes("a.txt", "One.")])
    (out / "decisions.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(OutputError, match=r"decisions\.parquet"):
        write_report(out)


def test_the_command(tmp_path: Path) -> None:
    out = write_output(tmp_path, [Minutes("a.txt", "One.", meta=DocumentMeta(title="A meeting"))])
    done = CliRunner().invoke(app, [str(out), "--file", str(tmp_path / "r.html")])
    assert done.exit_code == 0
    assert "documents 1, " in done.output
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")

    refused = CliRunner().invoke(app, [str(tmp_path / "nowhere")])
    assert refused.exit_code == 1
    assert "is no folder" in refused.output
