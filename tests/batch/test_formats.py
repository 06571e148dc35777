from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from council_minutes.batch.report import RunReport
from council_minutes.cli.main import app
from council_minutes.tables.outputs import OUTPUT_FORMATS


def test_a_run_called_again_changes_the_formats_and_does_no_document_again(again: Any, run: Callable[..., RunReport]):
    assert {"datapackage.json", "csv-metadata.json"} <= {path.name for path in again.out.iterdir()}
    report = run(again.archive, again.out, formats=("xlsx", "sqlite"))
    assert report.done == 0
    assert report.rows == again.report.rows
    left = {path.name for path in again.out.iterdir()}
    assert left == {".run", "run.json", "texts", "tables.xlsx", "tables.sqlite"}
    assert json.loads((again.out / "run.json").read_text(encoding="utf-8"))["options"]["formats"] == ["xlsx", "sqlite"]


def test_overwrite_takes_every_format_away(again: Any, run: Callable[..., RunReport], tmp_path: Path):
    run(again.archive, again.out, formats=OUTPUT_FORMATS)
    run(again.archive, again.out, overwrite=True, limit=1, formats=("parquet",))
    assert {path.suffix for path in again.out.iterdir() if path.name not in {".run", "run.json", "texts"}} == {
        ".parquet"
    }


def test_the_command_has_the_options(again: Any, rule_model: Path):
    arguments = ["extract-batch", str(again.archive), "--out", str(again.out), "--model", str(rule_model), "-w", "1"]
    result = CliRunner().invoke(app, [*arguments, "--format", "csv,xlsx", "--excel"])
    assert result.exit_code == 0, result.output
    assert (again.out / "documents.csv").read_bytes().startswith(b"\xef\xbb\xbfdoc_id")
    assert (again.out / "tables.xlsx").is_file()
    assert not (again.out / "documents.parquet").exists()


@pytest.mark.parametrize("text", ["excel", ""])
def test_an_unknown_format_is_one_line_before_anything_is_done(again: Any, rule_model: Path, tmp_path: Path, text: str):
    out = tmp_path / "new"
    result = CliRunner().invoke(app, ["extract-batch", str(again.archive), "--out", str(out), "--format", text])
    assert result.exit_code == 1
    assert "csv,parquet,xlsx,sqlite" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not out.exists()
