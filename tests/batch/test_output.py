from __future__ import annotations

import os
from pathlib import Path

import pytest

from council_minutes.batch.output import claim
from council_minutes.errors import OutputError


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def test_an_output_is_claimed_again_by_the_same_archive(archive: Path, tmp_path: Path):
    for _ in range(2):
        with claim(tmp_path / "new" / "out", archive, overwrite=False) as output:
            assert output.shards.is_dir()


def test_an_output_of_another_archive_is_left_alone_without_overwrite(archive: Path, tmp_path: Path):
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    with claim(out, archive, overwrite=False) as output:
        (output.folder / "documents.csv").write_text("a table")
        (output.shards / "000001").mkdir()
    with (
        pytest.raises(OutputError, match=r"another archive .*/archive.*--overwrite"),
        claim(out, other, overwrite=False),
    ):
        pass
    assert (out / "documents.csv").read_text() == "a table"
    with claim(out, other, overwrite=True) as output:
        assert not (out / "documents.csv").exists()
        assert not list(output.shards.iterdir())


def test_a_folder_with_other_files_is_left_alone_and_overwrite_takes_only_tables(archive: Path, tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("three years of work")
    with pytest.raises(OutputError, match="not this command's"), claim(out, archive, overwrite=False):
        pass
    assert [path.name for path in out.iterdir()] == ["thesis.docx"]
    with claim(out, archive, overwrite=True):
        assert (out / "thesis.docx").exists()


def test_a_folder_texts_that_is_no_runs_is_never_taken(archive: Path, tmp_path: Path):
    (tmp_path / "out" / "texts").mkdir(parents=True)
    with pytest.raises(OutputError, match="texts"), claim(tmp_path / "out", archive, overwrite=True):
        pass


@pytest.mark.parametrize("inside", [".", "tables", "deep/er"])
def test_an_output_within_the_archive_is_refused(archive: Path, inside: str):
    with pytest.raises(OutputError, match="within the archive"), claim(archive / inside, archive, overwrite=True):
        pass
    assert not list(archive.iterdir())


def test_a_file_is_no_output(archive: Path, tmp_path: Path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is a file"), claim(tmp_path / "out", archive, overwrite=True):
        pass


def test_one_run_at_a_time(archive: Path, tmp_path: Path):
    out = tmp_path / "out"
    with claim(out, archive, overwrite=False):
        for overwrite in (False, True):
            with (
                pytest.raises(OutputError, match=rf"another run is writing to it \(process {os.getpid()}\)"),
                claim(out, archive, overwrite=overwrite),
            ):
                pass
    with claim(out, archive, overwrite=False):
        pass


def test_an_output_that_cannot_be_written_is_reported(archive: Path, tmp_path: Path):
    if os.geteuid() == 0:
        out = Path("/proc/tables")  # root may write everywhere but where the kernel has no files to make
    else:
        tmp_path.chmod(0o500)
        out = tmp_path / "out"
    with pytest.raises(OutputError, match="cannot be written"), claim(out, archive, overwrite=False):
        pass


def test_an_output_of_a_later_version_is_left_alone(archive: Path, tmp_path: Path):
    out = tmp_path / "out"
    with claim(out, archive, overwrite=False) as output:
        owner = output.state / "owner.json"
    owner.write_text('{"format": 99}')
    with pytest.raises(OutputError, match="another version"), claim(out, archive, overwrite=True):
        pass
