"""The page for newcomers: its program and its commands, run in their order against a real server."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import typer
from doccano_server import Person
from typer.testing import CliRunner

from council_minutes.cli.main import app
from council_minutes.corpus.inline_xml import read_folder

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "annotate-and-retrain.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("minutes ")
]
# Training takes too long for a test of its own; these are run by the tests of their commands.
SLOW = {"train", "evaluate", "export", "extract-batch"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_of_the_page_has_its_options(command: list[str]) -> None:
    found: click.Command = typer.main.get_command(app)
    words = list(command)
    while isinstance(found, click.Group):
        found = found.commands[words.pop(0)]
    found.make_parser(click.Context(found)).parse_args(words)  # raises on an option that is not there


@pytest.mark.doccano
@pytest.mark.usefixtures("as_admin")
def test_the_page_from_the_archive_to_a_checked_set(
    rule_model: Path, admin: Person, annotators: dict[str, Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "default").symlink_to(rule_model)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(program, "annotate-and-retrain.md", "exec"), {})  # noqa: S102  (our own page)
    texts = {document.key: document.text for document in read_folder(tmp_path / "to-annotate")}
    assert len(texts) > 5

    for command in COMMANDS:
        if command[0] in SLOW:
            continue
        if command[1] == "pull":
            project = admin.project("Minutes")
            for number in admin.documents(project).values():
                admin.confirm(project, number)
        if command[1] == "agreement":
            # Two who worked apart; here they agree on everything.
            for name in annotators:
                (tmp_path / "pulled" / name).symlink_to(tmp_path / "pulled" / "all")
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, (command, result.output)
    assert {document.key: document.text for document in read_folder(tmp_path / "pulled" / "all")} == texts
    assert "0 places where they differ" in (tmp_path / "settled" / "TO-SETTLE.md").read_text(encoding="utf-8")
