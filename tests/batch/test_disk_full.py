"""A disk that is full when the tables are put together."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from council_minutes.batch.options import RunOptions
from council_minutes.batch.run import extract_batch
from council_minutes.errors import OutputError

Files = Callable[[Path], Mapping[str, bytes]]
_DISK_MB = 16
_LEFT = 4_000  # bytes: less than any table of entities or spans takes
_FILLER = "filler"


class _WhenAssembling:
    """A watcher that does something at the moment the tables begin to be written."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.assembling_begun = 0
        self._act = act

    def assembling(self, documents: int) -> None:
        self.assembling_begun += 1
        self._act()

    def listed(self, documents: int) -> None: ...
    def planned(self, documents: int, done_before: int) -> None: ...
    def progress(self, documents: int, words: int, failed: int) -> None: ...
    def assembled(self, documents: int) -> None: ...


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, which only root can mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a file system can be mounted by root alone")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _fill(disk: Path) -> None:
    free = shutil.disk_usage(disk).free
    (disk / _FILLER).write_bytes(bytes(free - _LEFT))


def _half_written(out: Path) -> list[str]:
    return [path.name for path in out.rglob("*.part*") if path.suffix in {".part", ".partial"}]


def test_a_disk_that_fills_up_while_the_tables_are_written_costs_nothing_but_a_second_call(
    undisturbed: Any, rule_model: Path, files_of: Files, small_disk: Path
):
    out = small_disk / "out"
    options = RunOptions(undisturbed.archive, out, rule_model, workers=1)
    full = _WhenAssembling(lambda: _fill(small_disk))
    with pytest.raises(OutputError, match=r"No space left on device|no space left"):
        extract_batch(options, full)
    assert full.assembling_begun == 1
    assert not (out / "entities.csv").exists()
    assert _half_written(out) == []
    (small_disk / _FILLER).unlink()
    report = extract_batch(options, _WhenAssembling(lambda: None))
    assert (report.state, report.done) == ("complete", 0), "every document was done before, and none twice"
    assert files_of(out) == files_of(undisturbed.out)


def test_tables_of_an_earlier_run_stay_whole_where_there_is_no_space_for_new_ones(
    again: Any, rule_model: Path, files_of: Files
):
    before = files_of(again.out)
    options = RunOptions(again.archive, again.out, rule_model, workers=1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    no_more = _WhenAssembling(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (_LEFT, limits[1])))
    try:
        with pytest.raises(OutputError, match=r"File too large|no space left"):
            extract_batch(options, no_more)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert _half_written(again.out) == []
    for name in ("entities.csv", "entities.parquet", "spans.csv"):
        assert (again.out / name).read_bytes() == before[name]
    assert json.loads((again.out / "run.json").read_text(encoding="utf-8"))["state"] != "complete"
    report = extract_batch(options, _WhenAssembling(lambda: None))
    assert (report.state, report.done) == ("complete", 0)
    assert files_of(again.out) == before
