"""`minutes annotations select` with the default model, on an archive of several formats with broken documents."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from council_minutes.cli.main import app
from council_minutes.cli.selection import PAGE
from council_minutes.corpus.doccano_jsonl import decode, encode
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.doccano.push import refusals
from council_minutes.learn.pool import key_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "archive"
RUNNER = CliRunner()


@dataclass(frozen=True)
class Selected:
    archive: Path
    out: Path
    output: str


def select(archive: Path, out: Path, *options: str) -> str:
    result = RUNNER.invoke(app, ["annotations", "select", str(archive), "--out", str(out), *options])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def selected(tmp_path_factory: pytest.TempPathFactory) -> Selected:
    """Four of the example archive, to which a copy, a damaged PDF and a picture were added."""
    folder = tmp_path_factory.mktemp("select")
    archive = shutil.copytree(EXAMPLES, folder / "archive")
    shutil.copy(archive / "tarnwick" / "2024-03-05-housing-committee.txt", archive / "copy.txt")
    (archive / "damaged.pdf").write_bytes(b"%PDF-1.7\nno more of it")
    (archive / "picture.png").write_bytes(b"no document")
    return Selected(archive, folder / "set", select(archive, folder / "set", "--n", "4"))


def chosen(page: str) -> list[list[str]]:
    """The cells of the table's rows."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return rows[1:]


def test_a_set_with_the_model_s_marks_that_push_takes(selected: Selected) -> None:
    documents = read_folder(selected.out)
    assert len(documents) == 4
    assert refusals(documents) == []
    assert all(document.annotations.entities and document.annotations.spans for document in documents)
    assert all(document.meta["source"] in selected.output for document in documents)


def test_the_table_says_which_and_why(selected: Selected) -> None:
    rows = chosen((selected.out / PAGE).read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert {row[6] for row in rows} == {f"{document.key}.xml" for document in read_folder(selected.out)}
    assert all("times the mean doubt" in row[5] for row in rows)
    assert len({row[2] for row in rows}) == 4  # councils


@pytest.mark.parametrize(
    "told", ["1 with the same text as another", "damaged.pdf: ", "1 not read: unknown suffix .png", "of 15 documents"]
)
def test_what_was_not_chosen_is_counted(selected: Selected, told: str) -> None:
    assert told in selected.output
    if "of 15" not in told:
        assert told in (selected.out / PAGE).read_text(encoding="utf-8")


def test_a_packed_archive_in_another_order_gives_the_same(selected: Selected, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as packed:
        for file in sorted(selected.archive.rglob("*"), reverse=True):
            if file.is_file():
                packed.write(file, file.relative_to(selected.archive))
    select(tmp_path / "archive.zip", tmp_path / "set", "--n", "4")
    for name in (*(f"{document.key}.xml" for document in read_folder(selected.out)), PAGE):
        packed_content = (tmp_path / "set" / name).read_text(encoding="utf-8").replace("archive.zip", "archive")
        assert packed_content == (selected.out / name).read_text(encoding="utf-8")


def test_what_is_annotated_is_not_chosen_again(selected: Selected, tmp_path: Path) -> None:
    select(EXAMPLES, tmp_path / "next", "--n", "4", "--done", str(selected.out), "--glob", "[p-t]*")
    first, second = ({d.text for d in read_folder(folder)} for folder in (selected.out, tmp_path / "next"))
    assert second
    assert not first & second


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--max-chars", "20"], "holds no document to choose; 13 could not be read"),
        (["--glob", "nothing"], "holds no document to read"),
        (["--model", "nowhere"], "is no folder with a model"),
        (["--done", "nowhere"], "does not exist"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], said: str, tmp_path: Path) -> None:
    command = ["annotations", "select", str(EXAMPLES), "--out", str(tmp_path / "set"), *arguments]
    result = RUNNER.invoke(app, command)
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "set").exists()


def test_a_model_that_cannot_tell_and_a_folder_that_is_taken(rule_model: Path, selected: Selected) -> None:
    command = ["annotations", "select", str(EXAMPLES), "--out"]
    taken = RUNNER.invoke(app, [*command, str(selected.out)])
    assert "is not an empty folder" in taken.output
    rules = RUNNER.invoke(app, [*command, str(selected.out.with_name("new")), "--model", str(rule_model)])
    assert "no tagger that tells how sure it is" in rules.output
    assert taken.exit_code == rules.exit_code == 1


@given(st.text(max_size=200))
def test_every_source_has_a_key_that_names_a_file(source: str) -> None:
    key = key_of(source)
    assert decode(encode(AnnotatedDocument(key, "x"), ())).document.key == key
    assert key.isascii()
    assert len(key) < 100


@pytest.mark.parametrize(
    ("one", "other"), [("a/b.txt", "a-b.txt"), ("a.txt", "a.pdf"), ("A.txt", "a.txt"), ("é.txt", "e.txt")]
)
def test_sources_that_look_alike_have_keys_of_their_own(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)
