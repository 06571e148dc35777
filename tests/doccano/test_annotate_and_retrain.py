"""The page for newcomers: its commands, taken from the page and run in their order against a real server."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
import spacy
import typer
from doccano_server import Person
from typer.testing import CliRunner

from council_minutes.cli.main import app
from council_minutes.corpus.inline_xml import read_folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "annotate-and-retrain.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
COMMANDS = [shlex.split(line)[1:] for line in LINES if line.startswith("minutes ")]
# Documents of the corpus that train, steer and test a model in this test, in place of all.
PART_OF_CORPUS = ("ledger-03", "ledger-17", "ledger-02", "assembly-18")


def test_the_page_has_no_command_that_is_not_run() -> None:
    assert re.findall(r"```(\w+)", PAGE) == ["sh"] * PAGE.count("```sh")
    assert [line for line in LINES if not line.startswith("minutes ")] == [
        "export DOCCANO_URL=https://doccano.example.org DOCCANO_USERNAME=admin"
    ]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_of_the_page_has_its_options(command: list[str]) -> None:
    found: click.Command = typer.main.get_command(app)
    words = list(command)
    while isinstance(found, click.Group):
        found = found.commands[words.pop(0)]
    found.make_parser(click.Context(found)).parse_args(words)  # raises on an option that is not there


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the page's commands find in the project: the same files, but fewer documents to train from, in two steps."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "default").symlink_to(ROOT / "models" / "default")
    corpus = tmp_path / "annotations" / "corpus"
    corpus.mkdir(parents=True)
    for name in PART_OF_CORPUS:
        shutil.copy(ROOT / "annotations" / "corpus" / f"{name}.xml", corpus)
    config = spacy.util.load_config(ROOT / "configs" / "train.cfg", interpolate=False)
    config["training"]["max_steps"] = 2
    config["training"]["batcher"]["size"] = 500
    (tmp_path / "configs").mkdir()
    config.to_disk(tmp_path / "configs" / "train.cfg", interpolate=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def annotate_shared(admin: Person, project: int) -> None:
    """The administrator finds every mark right."""
    for number in admin.documents(project).values():
        admin.confirm(project, number)


def annotate_apart(admin: Person, project: int, annotators: dict[str, Person]) -> None:
    """Both mark the first word as a ROLE; Anna marks the third as a BODY too."""
    for name, person in annotators.items():
        admin.add_member(project, name, "annotator")
        for number in admin.documents(project).values():
            text = person.ask(f"projects/{project}/examples/{number}")["text"]
            words = list(re.finditer(r"[A-Za-z]+", text))
            person.mark(project, number, "ROLE", *words[0].span())
            if name == "anna":
                person.mark(project, number, "BODY", *words[2].span())
            person.confirm(project, number)


@pytest.mark.doccano
@pytest.mark.usefixtures("as_admin")
def test_the_page_from_the_archive_to_a_retrained_model(
    checkout: Path, admin: Person, annotators: dict[str, Person]
) -> None:
    pytest.importorskip("spacy_transformers")
    said: dict[str, str] = {}
    for command in COMMANDS:
        if command[:4] == ["annotations", "pull", "--project", "Minutes"]:
            annotate_shared(admin, admin.project("Minutes"))
        elif command[:4] == ["annotations", "pull", "--project", "Apart"]:
            annotate_apart(admin, admin.project("Apart"), annotators)
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, (command, result.output)
        said[" ".join(command)] = result.output

    pushed, tested = (read_folder(checkout / name) for name in ("to-annotate", "to-test"))
    assert (len(pushed), len(tested)) == (8, 2)
    pulled = read_folder(checkout / "pulled" / "all")
    assert {d.key: d.text for d in pulled} == {d.key: d.text for d in pushed}
    assert sum(len(d.annotations.entities) for d in pulled) == sum(len(d.annotations.entities) for d in pushed) > 0

    (agreement,) = (output for command, output in said.items() if " agreement " in command)
    assert "2 documents in both, 2 disagreements" in agreement
    assert "entities (exact): F1 66.7" in agreement
    assert [[mark.label for mark in d.annotations.entities] for d in read_folder(checkout / "settled")] == [
        ["ROLE"]
    ] * 2
    assert "2 places where they differ" in (checkout / "settled" / "TO-SETTLE.md").read_text(encoding="utf-8")

    (trained,) = (output for command, output in said.items() if command.startswith("train "))
    assert re.search(r"\| \*\*entities\*\* \| \d+\.\d \| \d+\.\d \| [+-]\d+\.\d \|", trained)
    assert (checkout / "models" / "mine" / "meta.json").is_file()
    assert (checkout / "tables" / "decisions.csv").is_file()
    seen = {d.text for d in (*pushed, *tested)}
    assert all(d.text not in seen for d in read_folder(checkout / "second"))
