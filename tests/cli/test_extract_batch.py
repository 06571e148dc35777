from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from council_minutes.cli.main import app
from council_minutes.cli.progress import BarWatcher, LineWatcher, clock


@pytest.fixture(autouse=True)
def same_signals_afterwards() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def minutes(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["extract-batch", *map(str, arguments)])


def test_the_summary_says_what_was_done_what_failed_and_what_was_passed_over(again: Any, rule_model: Path):
    result = minutes(again.archive, "--out", again.out, "--model", rule_model)
    assert result.exit_code == 0, "failed documents do not fail the run"
    assert "22 documents: 20 ok, 0 partial, 2 failed" in result.stdout
    assert "documents 22, entities" in result.stdout
    assert "raises.txt: could not be annotated (ValueError: asked to raise)" in result.stdout
    assert "1 × unknown suffix .png" in result.stdout
    assert "nothing to do" in result.stdout
    assert "22 documents, 22 done before" in result.stderr


def test_strict_exits_with_1_where_a_document_failed_and_only_there(again: Any, rule_model: Path):
    assert minutes(again.archive, "--out", again.out, "--model", rule_model, "--strict").exit_code == 1
    glob = ("--glob", "2024/*")
    assert minutes(again.archive, "--out", again.out, "--model", rule_model, "--strict", *glob).exit_code == 0


def test_limit_and_glob_choose_documents(again: Any, rule_model: Path):
    common = (again.archive, "--out", again.out, "--model", rule_model)
    assert "3 documents: 3 ok" in minutes(*common, "--limit", "3").stdout
    assert "1 documents: 1 ok" in minutes(*common, "--glob", "*.html").stdout
    assert "holds no document to read" in minutes(*common, "--glob", "*.rtf").stderr


def test_progress_lines_and_words_a_second_where_there_is_work(undisturbed: Any, rule_model: Path, tmp_path: Path):
    result = minutes(undisturbed.archive, "--out", tmp_path, "--model", rule_model, "--limit", "2", "--workers", "1")
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    assert lines[0] == "2 documents, 0 done before"
    assert lines[-2].startswith("2 of 2 documents, ")
    assert lines[-2].endswith("documents/s, 0:00 left")
    assert lines[-1] == "writing the tables of 2 documents"
    assert "words/s" in result.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--out", "{tmp}/out", "--model", "{tmp}/none"], "none: is no folder with a model. Give the folder"),
        (["--out", "{archive}/out"], "lies within the archive"),
        (["--out", "{archive}/page.html"], "is a file"),
    ],
)
def test_an_error_is_one_line_with_its_remedy(
    undisturbed: Any, rule_model: Path, tmp_path: Path, options: list[str], says: str
):
    given = [option.format(tmp=tmp_path, archive=undisturbed.archive) for option in options]
    result = minutes(undisturbed.archive, "--model", rule_model, *given)
    assert result.exit_code == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_names_of_files_cannot_take_over_the_terminal(rule_model: Path, again: Any, tmp_path: Path):
    result = minutes(tmp_path / "evil\x1b]0;title\x07[red].zip", "--out", again.out, "--model", rule_model)
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    assert "[red]" in result.stderr


@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--limit", "0"], ["--max-seconds", "0"]])
def test_numbers_that_make_no_sense_are_usage_errors(tmp_path: Path, arguments: list[str]):
    assert minutes(tmp_path, "--out", tmp_path / "out", *arguments).exit_code == 2


def test_help_has_examples():
    for command in ("extract-batch", "extract"):
        assert f"minutes {command} " in CliRunner().invoke(app, [command, "--help"]).stdout


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(
    undisturbed: Any, rule_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out, archive = tmp_path / "out", tmp_path / "archive"
    shutil.copytree(undisturbed.archive, archive)
    (archive / "zz-last.txt").write_text("RESOLVED ENDLESS")  # so that the run is not over before it is stopped
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    options = ["--out", str(out), "--model", str(rule_model), "--workers", "1"]
    command = [sys.executable, "-m", "council_minutes.cli.main", "extract-batch", str(archive), *options]
    # Tests that run in the background of a shell are deaf to Ctrl-C, and so would be what they start.
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **pipes, text=True, preexec_fn=hears)  # noqa: PLW1509  no threads here
    until = time.monotonic() + 60
    while not list((out / ".run" / "shards").glob("??????")):
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Run the same command again to go on" in output
    assert "Traceback" not in errors
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert told["state"] == "stopped"
    assert 0 < told["documents"]["done_in_this_call"] < 23


def test_the_bar_shows_how_far_the_run_is():
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=120, markup=False, highlight=False)
    with BarWatcher(console) as bar:
        bar.listed(5)
        bar.planned(20, 5)
        bar.progress(6, 1_000, 2)
    shown = screen.getvalue()
    for words in ("5 of 20 documents were done before", "Annotating", "6/15", "documents/s", "2 failed"):
        assert words in shown


def test_lines_are_few_and_the_last_one_is_always_there():
    screen = StringIO()
    lines = LineWatcher(Console(file=screen, width=120))
    lines.planned(30, 10)
    for documents in range(1, 21):
        lines.progress(documents, documents, 1)
    assert screen.getvalue().splitlines()[0] == "30 documents, 10 done before"
    assert screen.getvalue().splitlines()[-1].startswith("20 of 20 documents")
    assert screen.getvalue().endswith("0:00 left, 1 failed\n")
    assert len(screen.getvalue().splitlines()) == 2


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (75, "1:15"), (3_725, "1:02:05")])
def test_clock(seconds: float, shown: str):
    assert clock(seconds) == shown


def test_overwrite_takes_the_place_of_another_archives_tables(again: Any, rule_model: Path, tmp_path: Path):
    archive = tmp_path / "one"
    archive.mkdir()
    shutil.copy(again.archive / "page.html", archive)
    common = (archive, "--out", again.out, "--model", rule_model, "--workers", "1")
    refused = minutes(*common)
    assert refused.exit_code == 1
    assert "holds the tables of another archive" in refused.stderr
    assert json.loads((again.out / "run.json").read_text(encoding="utf-8"))["documents"]["total"] == 22
    assert minutes(*common, "--overwrite").exit_code == 0
    assert json.loads((again.out / "run.json").read_text(encoding="utf-8"))["documents"]["total"] == 1
