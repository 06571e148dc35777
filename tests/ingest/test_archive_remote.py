"""Archives at URLs, beside the same archives on disk."""

from __future__ import annotations

import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from council_minutes.errors import ArchiveError, LimitError, ReadError
from council_minutes.ingest.archive import open_archive
from council_minutes.ingest.fetched import fetched
from council_minutes.ingest.limits import Limits

pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
pytest.importorskip("moto", reason="the server for tests is not installed")

_FILES = {
    "b/one.txt": "Cabinet one",
    "b.txt": "Cabinet two",
    "b/é ?#%41[x].txt": "Cabinet three",
    "a.html": "<p>Cabinet</p>",
    "empty.txt": "",
    "picture.png": "no document",
    "inner.zip": "an archive",
    ".git/config": "hidden",
    ".git/deep/one.txt": "hidden",
    "b/.hidden.txt": "hidden",
    "metadata.csv": "source,title,date\nb.txt,The second,2024-03-05\ngone.txt,Gone,2024-01-01\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "minutes"
    for name, text in _FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def _seen(location: Any, **how: Any) -> tuple[Any, ...]:
    archive = open_archive(location, **how)
    entries = [(entry.source, entry.size, entry.meta, entry.format_name, entry.read()) for entry in archive]
    notes = [note.replace(str(location), "…") for note in archive.notes]
    return entries, archive.skipped, notes


def test_a_folder_at_a_url_is_the_folder_on_disk(folder: Path, object_store: Any):
    url = object_store.upload(folder, object_store.bucket() / "a" / "minutes")
    object_store.fs.pipe_file(f"{url}/b/", b"")  # how some programs write down a folder
    object_store.fs.pipe_file(f"{url}-beside/other.txt", b"not in it")
    assert _seen(url) == _seen(folder)
    assert _seen(f"{url}/", glob="b*") == _seen(folder, glob="b*")


def test_names_that_no_folder_could_have_are_passed_over(object_store: Any):
    url = object_store.bucket() / "minutes"
    for name in ("a.txt", "../up.txt", "b/../../up.txt", "b//c.txt", "./d.txt", "e\\..\\f.txt"):
        object_store.fs.pipe_file(f"{url}/{name}", b"Cabinet")
    entries, skipped, _ = _seen(url)
    assert [entry[0] for entry in entries] == ["a.txt"]
    assert {item.reason for item in skipped} == {"its name leads out of the archive"}
    assert len(skipped) == 5


@pytest.mark.parametrize("kind", ["zip", "csv", "txt"])
def test_a_file_at_a_url_is_the_file_on_disk(folder: Path, tmp_path: Path, object_store: Any, kind: str):
    file = tmp_path / f"all.{kind}"
    match kind:
        case "zip":
            with zipfile.ZipFile(file, "w") as packed:
                for name in _FILES:
                    packed.write(folder / name, name)
        case "csv":
            file.write_text("title,text\nOne,Cabinet one\nTwo,Cabinet two\n")
        case _:
            file.write_text("Cabinet")
    url = object_store.upload(tmp_path, object_store.bucket()) / file.name
    assert _seen(url) == _seen(file)
    copy = fetched(url)
    assert copy.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(copy.parent.stat().st_mode) == stat.S_IMODE(copy.parent.parent.stat().st_mode) == 0o700


def test_a_copy_is_removed_by_the_process_that_needed_it_last(tmp_path: Path, object_store: Any):
    url = object_store.bucket() / "one.txt"
    object_store.fs.pipe_file(str(url), b"Cabinet")
    code = (
        "import sys\n"
        "from council_minutes.ingest.fetched import fetched\n"
        "from council_minutes.ingest.location import Url\n"
        "print(fetched(Url(sys.argv[1]))); sys.stdout.flush(); sys.stdin.read()"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    paths = {Path(process.stdout.readline().strip()) for process in processes if process.stdout is not None}
    (path,) = paths
    processes[0].communicate("")
    assert path.read_bytes() == b"Cabinet"
    processes[1].communicate("")
    assert not path.parent.exists()


def test_an_archive_that_was_replaced_is_fetched_anew(object_store: Any):
    url = object_store.bucket() / "one.txt"
    for text in (b"Cabinet", b"Council"):
        object_store.fs.pipe_file(str(url), text)
        assert [entry.read() for entry in open_archive(url)] == [text]


def test_a_document_over_the_limit_is_not_read(object_store: Any):
    url = object_store.bucket() / "minutes"
    object_store.fs.pipe_file(f"{url}/large.txt", b"x" * 1001)
    (entry,) = open_archive(url)
    with pytest.raises(LimitError, match=r"large.txt: has 0.0 MB, more than"):
        entry.read(Limits(max_bytes=1000))
    # it was small when it was listed
    object_store.fs.pipe_file(f"{url}/large.txt", b"x" * 10)
    (entry,) = open_archive(url)
    object_store.fs.pipe_file(f"{url}/large.txt", b"x" * 2000)
    with pytest.raises(LimitError):
        entry.read(Limits(max_bytes=1000))


def test_a_document_that_is_gone_is_named(object_store: Any):
    url = object_store.bucket() / "minutes"
    object_store.fs.pipe_file(f"{url}/one.txt", b"Cabinet")
    (entry,) = open_archive(url)
    object_store.fs.rm_file(f"{url}/one.txt")
    with pytest.raises(ReadError, match=r"^one.txt: is there no more. Run the same"):
        entry.read()


def test_an_archive_that_is_damaged_is_named_by_its_url(object_store: Any):
    url = object_store.bucket() / "minutes.csv"
    object_store.fs.pipe_file(str(url), b"title\nCabinet\n")
    with pytest.raises(ArchiveError, match=r"^s3://council-\d+/minutes.csv: has no column 'text'"):
        list(open_archive(url))


@pytest.mark.parametrize("name", ["nothing", "nothing.zip"])
def test_nothing_there(object_store: Any, name: str):
    for bucket in (object_store.bucket(), "s3://no-such-bucket"):
        with pytest.raises(ArchiveError, match=r"is no file or folder. Check the bucket"):
            open_archive(f"{bucket}/{name}")
