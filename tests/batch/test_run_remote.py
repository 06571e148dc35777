"""Whole runs whose archive, output or both are in an object store: the tables are those of a run over paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from council_minutes.errors import ArchiveError, CouncilMinutesError, OutputError
from council_minutes.ingest.location import Url, location_of

pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
pytest.importorskip("moto", reason="the server for tests is not installed")
from object_store import SECRET, ObjectStore, forget_connections

Files = Callable[[Path], Mapping[str, bytes]]
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def minutes(undisturbed: Any, object_store: ObjectStore) -> Url:
    """The archive of the undisturbed run, in a bucket."""
    return object_store.upload(undisturbed.archive, object_store.bucket() / "minutes")


@pytest.fixture
def bucket(object_store: ObjectStore) -> Url:
    return object_store.bucket()


@pytest.fixture
def tables(object_store: ObjectStore) -> Callable[[Url], Mapping[str, bytes]]:
    """As ``files_of``, of an output in a bucket."""

    def files(out: Url) -> Mapping[str, bytes]:
        found = object_store.stored(out)
        return {name: found[name] for name in sorted(found) if name.endswith((".csv", ".parquet", ".txt"))}

    def shown(out: Url) -> Mapping[str, bytes]:
        return {name: content for name, content in files(out).items() if not name.startswith(".run/")}

    return shown


def test_an_archive_in_a_bucket_gives_the_same_bytes(
    undisturbed: Any, minutes: Url, run: Run, files_of: Files, tmp_path: Path
):
    run(minutes, tmp_path / "out")
    assert files_of(tmp_path / "out") == files_of(undisturbed.out)


def test_a_zip_in_a_bucket_gives_the_same_bytes_as_on_disk(
    undisturbed: Any, bucket: Url, object_store: ObjectStore, run: Run, files_of: Files, tmp_path: Path
):
    packed = tmp_path / "packed" / "minutes.zip"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w") as file:
        for path in sorted(undisturbed.archive.rglob("*-1*.txt")):
            file.write(path, path.relative_to(undisturbed.archive))
    object_store.upload(packed.parent, bucket)
    run(bucket / "minutes.zip", tmp_path / "by-url")
    run(packed, tmp_path / "by-path")
    assert files_of(tmp_path / "by-url") == files_of(tmp_path / "by-path")


def test_an_output_in_a_bucket_has_the_same_bytes_and_is_gone_on_from(
    undisturbed: Any, minutes: Url, bucket: Url, object_store: ObjectStore, run: Run, tables: Any, files_of: Files
):
    out = bucket / "tables"
    run(minutes, out, limit=10)
    report = run(minutes, out)
    assert (report.state, report.done) == ("complete", 12)
    assert tables(out) == files_of(undisturbed.out)
    stored = object_store.stored(out)
    told, local = json.loads(stored["run.json"]), json.loads((undisturbed.out / "run.json").read_text())
    assert (told["options"]["archive"], told["options"]["out"]) == (minutes, out)
    assert told["skipped"] == local["skipped"]
    assert told["rows"] == local["rows"]
    assert ".run/lock" not in stored
    assert {"datapackage.json", "csv-metadata.json"} <= stored.keys()
    assert not [name for name, content in stored.items() if SECRET.encode() in content]

    # a shard that lost a byte; other formats
    table = f"{out}/.run/shards/000002/entities.parquet"
    object_store.fs.pipe_file(table, object_store.fs.cat_file(table)[:-1])
    assert 0 < run(minutes, out, formats=("csv",)).done < 22
    assert tables(out) == {name: data for name, data in files_of(undisturbed.out).items() if "parquet" not in name}

    # a text whose document is gone goes too, and comes back
    run(minutes, out, glob="*.txt")
    assert not [name for name in tables(out) if name.startswith("texts/")]
    assert run(minutes, out, overwrite=True).done == 22
    assert tables(out) == files_of(undisturbed.out)


def test_an_output_in_a_bucket_of_an_archive_on_disk(
    undisturbed: Any, bucket: Url, run: Run, tables: Any, files_of: Files
):
    run(undisturbed.archive, bucket, workers=2)
    assert tables(bucket) == files_of(undisturbed.out)


def test_an_output_that_is_not_this_runs_is_left_alone(
    undisturbed: Any, minutes: Url, bucket: Url, object_store: ObjectStore, run: Run, tables: Any, files_of: Files
):
    object_store.fs.pipe_file(f"{bucket}/out/thesis.docx", b"three years of work")
    with pytest.raises(OutputError, match="not this command's"):
        run(minutes, bucket / "out")
    with pytest.raises(OutputError, match="is a file"):
        run(minutes, bucket / "out" / "thesis.docx")
    with pytest.raises(OutputError, match="within the archive"):
        run(minutes, minutes / "tables")
    run(minutes, bucket / "out", overwrite=True)
    assert object_store.stored(bucket / "out")["thesis.docx"] == b"three years of work"
    with pytest.raises(OutputError, match=r"another archive \(s3://council-\d+/minutes\)"):
        run(undisturbed.archive, bucket / "out")
    assert tables(bucket / "out") == files_of(undisturbed.out)


_RUN = """
import sys
from pathlib import Path
from council_minutes.batch.options import RunOptions
from council_minutes.batch.run import extract_batch
from council_minutes.cli.progress import LineWatcher
from council_minutes.ingest.location import location_of
from rich.console import Console
archive, out = map(location_of, sys.argv[1:3])
extract_batch(RunOptions(archive, out, Path(sys.argv[3]), workers=1), LineWatcher(Console(quiet=True)))
"""


@pytest.fixture
def start(rule_model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Url, Url], subprocess.Popen[str]]]:
    """Starts a run as a process of its own."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    started: list[subprocess.Popen[str]] = []

    def popen(archive: Url, out: Url) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _RUN, archive, out, str(rule_model)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield popen
    for process in started:
        process.kill()
        process.communicate()


def test_a_run_is_refused_while_another_writes_and_goes_on_after_that_was_killed(
    undisturbed: Any, minutes: Url, bucket: Url, object_store: ObjectStore, start: Any, run: Run, tables: Any,
    files_of: Files,
):  # fmt: skip
    out = bucket / "out"
    process = start(minutes, out)
    until = time.monotonic() + 120
    while not object_store.fs.glob(f"{out}/.run/shards/*/manifest.json"):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, "no shard was finished in time"
        time.sleep(0.05)
    with pytest.raises(OutputError, match=rf"another run is writing to it \(process {process.pid} on "):
        run(minutes, out)
    process.kill()
    assert process.wait() == -9
    assert "documents.csv" not in object_store.stored(out)
    # as an upload of a shard that was cut off would leave it
    object_store.fs.pipe_file(f"{out}/.run/shards/000099/entities.parquet", b"PAR1")
    report = run(minutes, out)
    assert report.state == "complete"
    assert 0 < report.done < 22
    assert tables(out) == files_of(undisturbed.out)
    assert not [name for name in object_store.stored(out) if "000099" in name]


def test_an_archive_that_fails_midway_ends_the_run_and_no_document_is_blamed(
    minutes: Url, bucket: Url, object_store: ObjectStore, run: Run, tables: Any, files_of: Files, undisturbed: Any
):
    class Refusing:
        """Takes the credentials away once the run is planned."""

        def __init__(self) -> None:
            self.taken = object_store.checking_credentials()

        def planned(self, documents: int, done_before: int) -> None:
            self.taken.__enter__()

        def listed(self, documents: int) -> None: ...
        def progress(self, documents: int, words: int, failed: int) -> None: ...
        def assembling(self, documents: int) -> None: ...
        def assembled(self, documents: int) -> None: ...

    watcher = Refusing()
    try:
        with pytest.raises(CouncilMinutesError, match=r"access is refused.*Check the credentials"):
            run(minutes, bucket / "out", watcher=watcher)
    finally:
        watcher.taken.__exit__(None, None, None)
    # nobody could remove the lock; its holder, this process, says itself that it is done
    object_store.fs.rm_file(f"{bucket}/out/.run/lock")
    assert run(minutes, bucket / "out").done == 22
    assert tables(bucket / "out") == files_of(undisturbed.out)


def test_errors_have_a_cause_and_a_remedy(
    minutes: Url, bucket: Url, object_store: ObjectStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(OutputError, match=r"no-such-bucket/out: cannot be used \(.*does not exist\). Check the URL"):
        run(minutes, Url("s3://no-such-bucket/out"))
    with object_store.checking_credentials():
        with pytest.raises(ArchiveError, match=r"access is refused.*AWS_ACCESS_KEY_ID"):
            run(minutes, tmp_path / "out")
        with pytest.raises(OutputError, match=r"access is refused.*AWS_ACCESS_KEY_ID"):
            run(_one_document(tmp_path), bucket / "out")
    with monkeypatch.context() as patch:
        forget_connections()
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.delenv(name)
        with pytest.raises(ArchiveError, match=r"no credentials.*AWS_ACCESS_KEY_ID"):
            run(minutes, tmp_path / "out")
    with monkeypatch.context() as patch:
        forget_connections()
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        with pytest.raises(ArchiveError, match=r"cannot be reached.*AWS_ENDPOINT_URL"):
            run(minutes, tmp_path / "out")
    with monkeypatch.context() as patch:
        forget_connections()
        patch.setitem(sys.modules, "s3fs", None)
        patch.delitem(sys.modules["fsspec.registry"]._registry, "s3")
        with pytest.raises(CouncilMinutesError, match=r"needs a package.*pip install 'council-minutes\[s3\]'"):
            run(minutes, tmp_path / "out")
    with pytest.raises(CouncilMinutesError, match=r"no-such://x/y: .*fsspec knows"):
        run(location_of("no-such://x/y"), tmp_path / "out")
    forget_connections()


def _one_document(folder: Path) -> Path:
    (folder / "archive").mkdir()
    (folder / "archive" / "one.txt").write_text("RESOLVED one")
    return folder / "archive"
