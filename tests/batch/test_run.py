"""Whole runs with real worker processes."""

from __future__ import annotations

import csv
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from council_minutes.batch.store import ShardStore
from council_minutes.errors import ModelError, OutputError
from council_minutes.ingest.limits import Limits

Files = Callable[[Path], Mapping[str, bytes]]
Run = Callable[..., Any]


def rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def statuses(out: Path) -> dict[str, str]:
    return {row["source"]: row["status"] for row in rows(out, "documents")}


def test_every_row_has_the_words_that_the_document_has_at_its_offsets(undisturbed: Any):
    texts = {}
    for row in rows(undisturbed.out, "documents"):
        own = undisturbed.archive / row["source"]
        kept = undisturbed.out / "texts" / f"{row['doc_id']}.txt"
        assert kept.exists() == (row["status"] == "ok" and own.suffix != ".txt")
        text = kept if kept.exists() else own
        texts[row["doc_id"]] = text.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    checked = 0
    for table in ("entities", "spans", "decisions", "findings"):
        for row in rows(undisturbed.out, table):
            assert texts[row["doc_id"]][int(row["start"]) : int(row["end"])] == row["text"]
            checked += 1
    assert checked > 200


def test_a_broken_document_is_a_failed_row_with_its_reason_and_no_row_elsewhere(undisturbed: Any):
    failed = {row["source"]: row for row in rows(undisturbed.out, "documents") if row["status"] == "failed"}
    assert set(failed) == {"raises.txt", "damaged.pdf"}
    assert "ValueError: asked to raise" in failed["raises.txt"]["error"]
    assert "PDF" in failed["damaged.pdf"]["error"]
    ids = {row["doc_id"] for row in failed.values()}
    for table in ("entities", "spans", "relations", "decisions"):
        assert not ids & {row["doc_id"] for row in rows(undisturbed.out, table)}


def test_run_json_tells_what_was_done(undisturbed: Any):
    told = json.loads((undisturbed.out / "run.json").read_text(encoding="utf-8"))
    assert told["state"] == "complete"
    assert told["documents"] == {"total": 22, "done_in_this_call": 22, "ok": 20, "failed": 2}
    assert told["rows"]["documents"] == 22
    assert told["rows"]["entities"] == len(rows(undisturbed.out, "entities"))
    assert told["texts"] == 1
    assert {failure["source"] for failure in told["failures"]} == {"raises.txt", "damaged.pdf"}
    assert told["skipped"] == [{"source": "picture.png", "reason": "unknown suffix .png"}]
    assert told["model"]["name"] == "en_rules"
    assert len(told["model"]["sha256"]) == 64
    assert told["options"]["workers"] == 1
    assert told["words_per_second"] > 0


def test_two_workers_write_the_same_bytes_as_one(undisturbed: Any, run: Run, files_of: Files, tmp_path: Path):
    run(undisturbed.archive, tmp_path / "out", workers=2)
    assert files_of(tmp_path / "out") == files_of(undisturbed.out)


def test_a_second_call_does_nothing_and_writes_the_same_bytes(again: Any, run: Run, files_of: Files):
    before = files_of(again.out)
    report = run(again.archive, again.out)
    assert (report.done, report.state) == (0, "complete")
    assert files_of(again.out) == before


def test_only_documents_that_are_new_or_changed_are_done(undisturbed: Any, run: Run, files_of: Files, tmp_path: Path):
    archive, out = tmp_path / "archive", tmp_path / "out"
    shutil.copytree(undisturbed.archive, archive)
    (archive / "2024" / "cabinet-07.txt").unlink()
    (archive / "2024" / "cabinet-11.txt").write_text("RESOLVED otherwise.")
    (archive / "2024" / "later.txt").write_text("Cllr Later RESOLVED this.")
    assert run(archive, out).done == 22
    for name in ("cabinet-07.txt", "cabinet-11.txt"):
        shutil.copy(undisturbed.archive / "2024" / name, archive / "2024")
    (archive / "2024" / "later.txt").unlink()
    report = run(archive, out)
    assert (report.done, report.documents) == (2, 22)
    assert files_of(out) == files_of(undisturbed.out)


def test_glob_and_limit_choose_documents_and_lose_nothing_that_was_done(again: Any, run: Run, files_of: Files):
    before = files_of(again.out)
    assert run(again.archive, again.out, glob="*.html").done == 0
    assert statuses(again.out) == {"page.html": "ok"}
    assert run(again.archive, again.out, limit=2).done == 0
    assert list(statuses(again.out)) == ["2024/cabinet-01.txt", "2024/cabinet-02.txt"]
    assert not list((again.out / "texts").iterdir())
    assert run(again.archive, again.out).done == 0
    assert files_of(again.out) == before


def test_failed_documents_are_done_again_where_asked_for(again: Any, run: Run, files_of: Files):
    before = files_of(again.out)
    assert run(again.archive, again.out, retry_failed=True).done == 2
    assert files_of(again.out) == before


def test_a_shard_that_was_damaged_is_done_again(again: Any, run: Run, files_of: Files):
    before = files_of(again.out)
    table = again.out / ".run" / "shards" / "000002" / "entities.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    assert run(again.archive, again.out).done == 8
    assert files_of(again.out) == before


def test_poison_is_quarantined_and_its_neighbours_are_done(run: Run, files_of: Files, tmp_path: Path):
    archive = tmp_path / "archive"
    archive.mkdir()
    documents = {
        "a.txt": "RESOLVED one",
        "b-once.txt": f"RESOLVED two ONCE:{tmp_path / 'was-here'} ",
        "c-abort.txt": "RESOLVED ABORT",
        "d-endless.txt": "RESOLVED ENDLESS",
        "e-hungry.txt": "RESOLVED HUNGRY",
        "f.txt": "RESOLVED three",
    }
    for name, text in documents.items():
        (archive / name).write_text(text)
    limits = Limits(max_seconds=1.5)
    report = run(archive, tmp_path / "out", workers=2, limits=limits)
    assert (tmp_path / "was-here").exists()
    assert report.state == "complete"
    expected = {"a": "ok", "b-once": "ok", "c-abort": "failed", "d-endless": "failed", "e-hungry": "failed", "f": "ok"}
    assert statuses(tmp_path / "out") == {f"{name}.txt": status for name, status in expected.items()}
    errors = {row["source"]: row["error"] for row in rows(tmp_path / "out", "documents")}
    assert "SIGABRT" in errors["c-abort.txt"]
    assert "more than 1.5 seconds" in errors["d-endless.txt"]
    assert "memory" in errors["e-hungry.txt"]
    assert [row["text"] for row in rows(tmp_path / "out", "spans")] == [
        documents[f"{n}.txt"].strip() for n in ("a", "b-once", "f")
    ]

    before = files_of(tmp_path / "out")
    assert run(archive, tmp_path / "out", limits=limits).done == 0
    assert files_of(tmp_path / "out") == before
    for name in ("c-abort", "d-endless"):
        (archive / f"{name}.txt").unlink()
    more = Limits(max_seconds=1.5, max_memory_mb=2_500)
    assert run(archive, tmp_path / "out", limits=more).done == 1, "of the failed ones, after a limit was raised"


_RUN = """
import sys
from pathlib import Path
from council_minutes.batch.options import RunOptions
from council_minutes.batch.run import extract_batch
from council_minutes.cli.progress import LineWatcher
from rich.console import Console
archive, out, model = map(Path, sys.argv[1:])
extract_batch(RunOptions(archive, out, model, workers=2), LineWatcher(Console(quiet=True)))
"""


@pytest.fixture
def start(rule_model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, Path], subprocess.Popen[str]]]:
    """Starts a run as a process of its own."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    started: list[subprocess.Popen[str]] = []

    def popen(archive: Path, out: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _RUN, str(archive), str(out), str(rule_model)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield popen
    for process in started:
        process.kill()
        process.communicate()


def _wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def _children(process: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{process}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def _finished_shards(out: Path) -> int:
    return len(list((out / ".run" / "shards").glob("??????")))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes in /proc")
def test_a_second_run_is_refused_while_the_first_one_writes(undisturbed: Any, start: Any, run: Run, tmp_path: Path):
    out = tmp_path / "out"
    process = start(undisturbed.archive, out)
    _wait_for(lambda: _text(out / ".run" / "lock") == str(process.pid))
    with pytest.raises(OutputError, match=rf"another run is writing to it \(process {process.pid}\)"):
        run(undisturbed.archive, out)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


# What a run is at when the kill comes: it has the output, workers load, shards are done, tables are written.
_MOMENTS: Mapping[str, Callable[[Path, int], object]] = {
    "claimed": lambda out, process: _text(out / ".run" / "lock") == str(process),
    "working": lambda out, process: _children(process),
    "shards": lambda out, process: _finished_shards(out) >= 1 and _children(process),
    "tables": lambda out, process: list(out.glob("*.part")),
}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes in /proc")
def test_killed_at_ten_random_moments_a_run_goes_on_and_writes_the_same_bytes(
    undisturbed: Any, start: Any, run: Run, files_of: Files, tmp_path: Path
):
    out = tmp_path / "out"
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    kills: list[str] = []
    while len(kills) < 10:
        moment = chance.choice(list(_MOMENTS))
        process = start(undisturbed.archive, out)
        _wait_for(lambda m=moment, p=process: _MOMENTS[m](out, p.pid) or p.poll() is not None)
        time.sleep(chance.uniform(0.0, 0.3))
        process.kill()
        if process.wait() == -9:
            kills.append(moment)
        else:
            assert process.returncode == 0, process.communicate()
            assert files_of(out) == files_of(undisturbed.out), f"after {kills}, seed {seed}"
            shutil.rmtree(out)
    # a worker that outlived its run may still be writing: the next call must not mind
    report = run(undisturbed.archive, out, workers=2)
    assert report.state == "complete"
    assert files_of(out) == files_of(undisturbed.out), f"after {kills}, seed {seed}"
    assert not [path for path in out.rglob("*") if path.suffix in {".part", ".partial"}]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes in /proc")
def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(
    undisturbed: Any, start: Any, files_of: Files, tmp_path: Path
):
    out = tmp_path / "out"
    process = start(undisturbed.archive, out)
    _wait_for(lambda: out.exists() and _finished_shards(out) >= 1)
    victims = _children(process.pid)
    assert victims
    subprocess.run(["kill", "-9", str(victims[-1])], check=True)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert files_of(out) == files_of(undisturbed.out)


def test_a_full_disk_is_reported_and_finished_shards_are_safe(
    undisturbed: Any, run: Run, files_of: Files, tmp_path: Path
):
    out = tmp_path / "out"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, limits[1]))  # less than a shard's table, more than run.json
    try:
        with pytest.raises(OutputError, match=r"no space left.*run the same command again"):
            run(undisturbed.archive, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["state"] == "failed"
    assert not list((out / ".run" / "shards").glob("*.partial"))


@pytest.mark.parametrize("broken", ["missing", "no meta.json", "no config"])
def test_a_model_that_cannot_be_loaded_ends_the_run(
    undisturbed: Any, run: Run, rule_model: Path, tmp_path: Path, broken: str
):
    model = tmp_path / "model"
    if broken != "missing":
        shutil.copytree(rule_model, model)
        (model / ("meta.json" if broken == "no meta.json" else "config.cfg")).unlink()
    with pytest.raises(ModelError, match=r"Give the folder of a trained pipeline"):
        run(undisturbed.archive, tmp_path / "out", model=model)


def test_a_model_that_changed_has_every_document_done_again(again: Any, run: Run, rule_model: Path, tmp_path: Path):
    model = tmp_path / "model"
    shutil.copytree(rule_model, model)
    meta = json.loads((model / "meta.json").read_text())
    (model / "meta.json").write_text(json.dumps({**meta, "version": "2.0"}))
    assert run(again.archive, again.out, model=model, limit=3).done == 3
    assert {row["model_version"].split("+")[0] for row in rows(again.out, "documents")} == {"2.0"}
    assert len(list(ShardStore(again.out / ".run" / "shards").manifests())) == 4, (
        "the first run's shards may serve again"
    )
