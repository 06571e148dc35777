"""Whole runs on a Ray cluster of two nodes."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from council_minutes.batch.options import RunOptions
from council_minutes.batch.run import extract_batch
from council_minutes.errors import CouncilMinutesError, ModelError
from council_minutes.ingest.limits import Limits

pytest.importorskip("ray", reason="the extra [ray] is not installed")
pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
pytest.importorskip("moto", reason="the server for tests is not installed")
from ray.cluster_utils import Cluster

pytestmark = pytest.mark.ray
Files = Callable[[Path], Mapping[str, bytes]]
Run = Callable[..., Any]
_EXAMPLES = Path(__file__).parents[2] / "examples" / "archive"


@pytest.fixture(scope="module")
def address(plugins: Path, object_store: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a cluster of two nodes with a core each, whose environment leads to the object store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(plugins), *(path for path in sys.path if path)]))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))  # where Ray keeps the token of its cluster
        node = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}
        cluster = Cluster(initialize_head=True, head_node_args=node)
        cluster.add_node(num_cpus=1, object_store_memory=80_000_000)
        cluster.wait_for_nodes()
        yield cluster.address
        cluster.shutdown()


def test_a_cluster_writes_the_same_bytes_as_one_worker(
    undisturbed: Any, run: Run, files_of: Files, address: str, tmp_path: Path
):
    out = tmp_path / "out"
    report = run(undisturbed.archive, out, engine="ray", ray_address=address, workers=None)
    assert (report.state, report.done) == ("complete", 22)
    assert report.words_done == undisturbed.report.words_done
    assert files_of(out) == files_of(undisturbed.out)
    assert len(list((out / ".run" / "logs").iterdir())) == 2, "an actor on each node"


def test_nodes_that_share_an_object_store_alone_write_the_same_bytes(
    undisturbed: Any, run: Run, files_of: Files, address: str, object_store: Any
):
    bucket = object_store.bucket()
    archive, out = object_store.upload(undisturbed.archive, bucket / "minutes"), bucket / "tables"
    report = run(archive, out, engine="ray", ray_address=address, workers=None)
    assert (report.state, report.done) == ("complete", 22)
    stored = object_store.stored(out)
    expected = files_of(undisturbed.out)
    assert {name: stored[name] for name in expected} == expected
    assert len([name for name in stored if name.endswith("manifest.json")]) == 3
    assert ".run/lock" not in stored


def test_the_default_model_gives_the_same_bytes_with_one_worker_two_workers_and_a_cluster(
    run: Run, files_of: Files, address: str, tmp_path: Path
):
    model = {"model": _EXAMPLES.parents[1] / "models" / "default", "limit": 10}
    for name, how in {
        "one": {"workers": 1},
        "two": {"workers": 2},
        "cluster": {"engine": "ray", "ray_address": address},
    }.items():
        run(_EXAMPLES, tmp_path / name, **model, **how)
    expected = files_of(tmp_path / "one")
    assert len(expected["entities.csv"]) > 10_000
    assert files_of(tmp_path / "two") == expected
    assert files_of(tmp_path / "cluster") == expected


def test_a_document_that_kills_its_process_is_quarantined_as_on_one_machine(
    run: Run, files_of: Files, address: str, tmp_path: Path
):
    archive = tmp_path / "archive"
    archive.mkdir()
    for name, text in {
        "a": "RESOLVED one",
        "b-once": f"RESOLVED two ONCE:{tmp_path / 'was-here'} ",
        "c-abort": "RESOLVED ABORT",
        "d-endless": "RESOLVED ENDLESS",
        "e": "RESOLVED three",
    }.items():
        (archive / f"{name}.txt").write_text(text)
    limits = Limits(max_seconds=1.5)
    report = run(archive, tmp_path / "cluster", engine="ray", ray_address=address, limits=limits)
    assert (tmp_path / "was-here").exists()
    assert dict(report.statuses) == {"ok": 3, "failed": 2}
    assert [source for source, _ in report.failures] == ["c-abort.txt", "d-endless.txt"]
    run(archive, tmp_path / "local", limits=limits)
    assert files_of(tmp_path / "cluster") == files_of(tmp_path / "local")


class _KillAnActor:
    """A watcher that kills an actor's process as soon as the first shard is finished."""

    def __init__(self) -> None:
        self.killed: list[int] = []

    def progress(self, documents: int, words: int, failed: int) -> None:
        if not self.killed:
            actors = [int(path.name) for path in Path("/proc").glob("[0-9]*") if b"ray::MapWorker" in _command(path)]
            self.killed = actors[:1]
            for process in self.killed:
                os.kill(process, signal.SIGKILL)

    def listed(self, documents: int) -> None: ...
    def planned(self, documents: int, done_before: int) -> None: ...
    def assembling(self, documents: int) -> None: ...
    def assembled(self, documents: int) -> None: ...


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds actors in /proc")
def test_an_actor_that_is_killed_is_replaced_and_nothing_is_lost(
    undisturbed: Any, rule_model: Path, files_of: Files, address: str, tmp_path: Path
):
    watcher = _KillAnActor()
    options = RunOptions(undisturbed.archive, tmp_path / "out", rule_model, engine="ray", ray_address=address)
    report = extract_batch(options, watcher)
    assert len(watcher.killed) == 1
    assert report.done == 22
    assert files_of(tmp_path / "out") == files_of(undisturbed.out)


def test_what_one_engine_has_finished_the_other_goes_on_from(again: Any, run: Run, files_of: Files, address: str):
    before = files_of(again.out)
    shutil.rmtree(again.out / ".run" / "shards" / "000002")
    assert run(again.archive, again.out, engine="ray", ray_address=address).done == 8
    assert files_of(again.out) == before


def test_a_model_that_a_node_cannot_load_ends_the_run(
    undisturbed: Any, run: Run, rule_model: Path, address: str, tmp_path: Path
):
    shutil.copytree(rule_model, tmp_path / "model")
    (tmp_path / "model" / "config.cfg").unlink()
    with pytest.raises(ModelError, match=r"cannot be loaded.*Give the folder of a trained pipeline"):
        run(undisturbed.archive, tmp_path / "out", model=tmp_path / "model", engine="ray", ray_address=address)


def test_an_address_without_the_engine_is_refused(undisturbed: Any, run: Run, tmp_path: Path):
    with pytest.raises(CouncilMinutesError, match=r"Add --engine ray"):
        run(undisturbed.archive, tmp_path / "out", ray_address="localhost:6379")
