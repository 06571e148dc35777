from __future__ import annotations

import io
import os
import pickle
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from council_minutes.annotations import DocumentMeta
from council_minutes.errors import ArchiveError, LimitError, ReadError
from council_minutes.ingest.archive import Archive, ArchiveEntry, open_archive
from council_minutes.ingest.limits import Limits
from council_minutes.ingest.loading import load

FILES = {
    "b/two.md": b"# Two",
    "a.txt": b"One",
    "a/x.txt": b"In a folder",
    "a-b.txt": b"Dash",
    "b/picture.jpg": b"\xff\xd8\xff",
    ".hidden/x.txt": b"no",
    "notes.xyz": b"no",
    "README": b"no",
    "tables/rows.csv": b"no",
    "inner.zip": b"no",
}
READ = ["a-b.txt", "a.txt", "a/x.txt", "b/two.md"]


def folder(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (path / "archive" / name).parent.mkdir(parents=True, exist_ok=True)
        (path / "archive" / name).write_bytes(data)
    return path / "archive"


def zip_file(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path / "archive.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path / "archive.zip"


def tar_file(suffix: str, mode: str) -> Callable[[Path, Mapping[str, bytes]], Path]:
    def make(path: Path, files: Mapping[str, bytes]) -> Path:
        with tarfile.open(path / f"archive{suffix}", mode) as tar:  # type: ignore[call-overload]
            for name, data in sorted(files.items()):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return path / f"archive{suffix}"

    return make


PACKINGS = {
    "folder": folder,
    "zip": zip_file,
    "tar": tar_file(".tar", "w"),
    "tar.gz": tar_file(".tar.gz", "w:gz"),
    "tgz": tar_file(".tgz", "w:gz"),
    "tar.bz2": tar_file(".tar.bz2", "w:bz2"),
    "tar.xz": tar_file(".tar.xz", "w:xz"),
}


@pytest.fixture(params=PACKINGS)
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    return lambda files: PACKINGS[request.param](tmp_path, files)


def sources(archive: Archive) -> list[str]:
    return [entry.source for entry in archive]


def test_every_packing_gives_the_same_documents_in_the_same_order(pack: Callable[[Mapping[str, bytes]], Path]) -> None:
    archive = open_archive(pack(FILES))
    entries = list(archive)
    assert [entry.source for entry in entries] == READ
    assert [entry.read() for entry in entries] == [FILES[source] for source in READ]
    assert sources(archive) == READ, "iterating again lists it again"
    reasons = {skipped.source.rstrip("/"): skipped.reason for skipped in archive.skipped}
    assert reasons["b/picture.jpg"] == "unknown suffix .jpg"
    assert reasons["README"] == "no suffix"
    assert "archive of its own" in reasons["inner.zip"]
    assert "archive of its own" in reasons["tables/rows.csv"]
    assert "hidden" in reasons.values()


def test_entries_can_be_sent_to_a_worker_and_read_in_any_order(pack: Callable[[Mapping[str, bytes]], Path]) -> None:
    sent = pickle.dumps(list(open_archive(pack(FILES))))
    received: list[ArchiveEntry] = pickle.loads(sent)  # noqa: S301 - what this test has just pickled
    assert [entry.read() for entry in reversed(received)] == [FILES[source] for source in reversed(READ)]


METADATA = """source,title,council,body,date,url
a.txt,,Ambleford Town Council,Finance Committee,04/03/2024,https://a.example
./a\\x.txt,Title from the table,,,2024-05-02,
gone.txt,,,,2024-01-01,
b/two.md,,,,31/02/2024,
"""


def test_metadata_beside_the_documents(pack: Callable[[Mapping[str, bytes]], Path]) -> None:
    archive = open_archive(pack({**FILES, "metadata.csv": METADATA.encode("utf-8-sig")}))
    metas = {entry.source: entry.meta for entry in archive}
    assert metas["a.txt"] == DocumentMeta(
        None, "Ambleford Town Council", "Finance Committee", date(2024, 3, 4), "https://a.example"
    )
    assert metas["a/x.txt"] == DocumentMeta(title="Title from the table", meeting_date=date(2024, 5, 2))
    assert metas["a-b.txt"] == DocumentMeta()
    assert any("names 1 documents that are not there: gone.txt" in note for note in archive.notes)
    assert any("'31/02/2024' is no full date" in note for note in archive.notes)


def test_metadata_wins_over_what_the_document_says(tmp_path: Path) -> None:
    words = b"Minutes of the Parks Committee held on 1 May 2024\n\nPresent: Cllr Orme"
    path = folder(tmp_path, {"a.txt": words, "metadata.csv": b"source,date\na.txt,2024-05-02\n"})
    (entry,) = open_archive(path)
    document = load(entry)
    assert document.meta.meeting_date == date(2024, 5, 2)
    assert document.meta.body == "Parks Committee", "what the metadata leaves open the opening says"


@pytest.mark.parametrize("content", [b"name,date\na.txt,2024-01-01\n", b"", bytes(range(256)) * 9])
def test_metadata_without_sources_is_an_error(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ArchiveError, match=r"metadata\.csv"):
        list(open_archive(folder(tmp_path, {"a.txt": b"x", "metadata.csv": content})))


def test_a_pattern_selects(tmp_path: Path) -> None:
    archive = open_archive(folder(tmp_path, FILES), glob="a*.txt")
    assert sources(archive) == ["a-b.txt", "a.txt", "a/x.txt"]
    assert ("b/two.md", "does not match a*.txt") in {(skipped.source, skipped.reason) for skipped in archive.skipped}


def test_one_document_is_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(b"words")
    (entry,) = open_archive(path)
    assert (entry.source, entry.size, entry.read()) == ("one.txt", 5, b"words")


def test_links_and_special_files_are_passed_over(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    path = folder(tmp_path, {"a.txt": b"x"})
    (path / "link.txt").symlink_to(outside / "secret.txt")
    (path / "broken.txt").symlink_to(outside / "gone.txt")
    (path / "linked").symlink_to(outside, target_is_directory=True)
    os.mkfifo(path / "pipe.txt")
    archive = open_archive(path)
    assert sources(archive) == ["a.txt"]
    assert {(skipped.source, skipped.reason) for skipped in archive.skipped} == {
        ("link.txt", "symbolic link"),
        ("broken.txt", "symbolic link"),
        ("linked", "symbolic link"),
        ("pipe.txt", "no regular file"),
    }


def a_directory(path: Path) -> None:
    path.mkdir()


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize("instead", [a_directory, a_fifo, a_link, nothing])
def test_a_file_that_is_another_thing_by_the_time_it_is_read(tmp_path: Path, instead: Callable[[Path], None]) -> None:
    path = folder(tmp_path, {"a.txt": b"x"})
    (entry,) = open_archive(path)
    (path / "a.txt").unlink()
    instead(path / "a.txt")
    with pytest.raises(ReadError) as caught:
        entry.read()
    assert caught.value.where == "a.txt"
    assert caught.value.remedy


def test_names_that_are_no_utf_8_are_shown_and_read(tmp_path: Path) -> None:
    path = folder(tmp_path, {})
    path.mkdir()
    Path(os.fsdecode(os.fsencode(path) + b"/caf\xe9.txt")).write_bytes(b"words")
    (entry,) = open_archive(path)
    assert entry.source == "caf\ufffd.txt"
    assert entry.read() == b"words"


@pytest.mark.parametrize("name", ["../up.txt", "/etc/up.txt", "a/../../up.txt", "C:/up.txt", "a\\..\\up.txt"])
def test_names_that_lead_out_of_a_zip_or_tar_are_refused(tmp_path: Path, name: str) -> None:
    for make in (zip_file, tar_file(".tar", "w")):
        archive = open_archive(make(tmp_path, {name: b"x", "a.txt": b"y"}))
        assert sources(archive) == ["a.txt"]
        assert [skipped.reason for skipped in archive.skipped] == ["its name leads out of the archive"]


def test_links_and_twins_in_a_tar(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as tar:
        for kind, name in (
            (tarfile.SYMTYPE, "link.txt"),
            (tarfile.FIFOTYPE, "pipe.txt"),
            (tarfile.REGTYPE, "a.txt"),
            (tarfile.REGTYPE, "a.txt"),
        ):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            info.size = 5 if kind == tarfile.REGTYPE else 0
            tar.addfile(info, io.BytesIO(b"words"))
    archive = open_archive(path)
    assert sources(archive) == ["a.txt"]
    assert [skipped.reason for skipped in archive.skipped] == [
        "symbolic link",
        "no regular file",
        "another member of the same name precedes",
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_links_and_twins_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", b"old")
        package.writestr("a.txt", b"new")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    archive = open_archive(path)
    (entry,) = archive
    assert entry.read() == b"new"
    assert [skipped.reason for skipped in archive.skipped] == [
        "another member of the same name follows",
        "symbolic link",
    ]


def test_a_zip_bomb_is_one_failed_document(tmp_path: Path) -> None:
    entries = {
        entry.source: entry
        for entry in open_archive(zip_file(tmp_path, {"bomb.txt": b"a" * 45_000_000, "a.txt": b"x"}))
    }
    assert entries["a.txt"].read() == b"x"
    with pytest.raises(LimitError, match="unpacks from"):
        entries["bomb.txt"].read()
    with pytest.raises(LimitError, match=r"more than 10\.0 MB"):
        entries["bomb.txt"].read(Limits(max_bytes=10_000_000))


def test_a_compressed_tar_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tar_file(".tar.xz", "w:xz")(tmp_path, {"bomb.txt": b"a" * 45_000_000})
    with pytest.raises(ArchiveError, match="unpacks to more than"):
        list(open_archive(path))


def test_damage_in_a_zip_member_is_that_document_s_error(tmp_path: Path) -> None:
    path = zip_file(tmp_path, {"a.txt": os.urandom(2_000), "b.txt": b"words"})
    data = bytearray(path.read_bytes())
    data[500:520] = bytes(20)
    path.write_bytes(data)
    entries = {entry.source: entry for entry in open_archive(path)}
    assert entries["b.txt"].read() == b"words"
    with pytest.raises(ReadError, match="damaged in its zip file"):
        entries["a.txt"].read()


def test_an_encrypted_zip_member_is_that_document_s_error(tmp_path: Path) -> None:
    path = zip_file(tmp_path, {"a.txt": b"words"})
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags in the local and central header
        data[data.index(signature) + at] |= 1
    path.write_bytes(data)
    (entry,) = open_archive(path)
    with pytest.raises(ReadError, match="is encrypted"):
        entry.read()


def test_a_tar_that_is_cut_short(tmp_path: Path) -> None:
    path = tar_file(".tar.gz", "w:gz")(tmp_path, {f"{number}.txt": os.urandom(5_000) for number in range(9)})
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(ArchiveError, match="damaged or cut short after"):
        list(open_archive(path))


@pytest.mark.parametrize("files", [{}, {"picture.jpg": b"x", ".hidden": b"x"}])
def test_an_archive_with_nothing_in_it(
    pack: Callable[[Mapping[str, bytes]], Path], files: Mapping[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    with pytest.raises(ArchiveError, match="holds no document to read"):
        list(open_archive(pack(files)))


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("gone", None, "is no file or folder"),
        ("picture.jpg", b"\xff\xd8\xff", "no archive and no document"),
        ("broken.zip", b"PK\x03\x04" + b"x" * 50, "no archive and no document"),
        ("broken.tar.gz", b"\x1f\x8b\x08\x00", "cannot be opened"),
    ],
)
def test_what_is_no_archive(tmp_path: Path, name: str, data: bytes | None, cause: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ArchiveError, match=cause) as caught:
        open_archive(tmp_path / name)
    assert name in caught.value.where
    assert caught.value.remedy


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(ArchiveError, match="leads nowhere"):
        open_archive(tmp_path / "link")
