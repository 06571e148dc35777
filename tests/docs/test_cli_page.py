"""docs/cli.md is what the commands' help says, and the examples in the help are commands that can be given."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from council_minutes.cli.main import app

_ROOT = Path(__file__).parents[2]
_SCRIPT = _ROOT / "scripts" / "build_cli_docs.py"
_PAGE = (_ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
_SECTION = re.compile(r"^## (?P<name>.+)\n(?P<body>(?:(?!## ).*\n)*)", re.M)
_SECTIONS = {section["name"]: section["body"] for section in _SECTION.finditer(_PAGE)}
_EXAMPLE = re.compile(r"^Examples?:\n\n```\n(?P<lines>.*?)^```$", re.M | re.S)
_EXAMPLES = [line for body in _SECTIONS.values() for shown in _EXAMPLE.findall(body) for line in shown.splitlines()]


def _commands(command: Any, name: str = "minutes") -> dict[str, Any]:
    if not hasattr(command, "commands"):
        return {name: command}
    return {path: c for part, sub in command.commands.items() for path, c in _commands(sub, f"{name} {part}").items()}


_COMMANDS = _commands(get_command(app))


@pytest.mark.parametrize("columns", ["40", "200"])
def test_the_page_is_up_to_date_whatever_the_width_of_the_terminal(columns: str) -> None:
    built = subprocess.run(
        [sys.executable, _SCRIPT, "--check"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": columns},
    )
    assert built.returncode == 0, built.stdout + built.stderr


def test_every_command_has_a_section_with_an_example() -> None:
    assert list(_SECTIONS) == list(_COMMANDS)
    assert [name for name, body in _SECTIONS.items() if _EXAMPLE.search(body) is None] == []


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_argument_and_option_is_told_with_its_default(name: str) -> None:
    rows = [line for line in _SECTIONS[name].splitlines() if line.startswith("| `")]
    params = _COMMANDS[name].params
    assert len(rows) == len(params)
    for param in params:
        names = param.opts if param.param_type_name == "option" else [(param.metavar or param.name).upper()]
        (row,) = [row for row in rows if all(f"`{option}`" in row for option in names)]
        assert row.endswith(" required |") == param.required
        if isinstance(param.default, int | str | Path) and not isinstance(param.default, bool):
            assert row.endswith(f" {param.default} |")


def test_no_help_of_a_terminal_is_in_the_page() -> None:
    assert not set("╭│╰─\x1b\b") & set(_PAGE)


@pytest.mark.parametrize("line", _EXAMPLES)
def test_an_example_can_be_given(line: str) -> None:
    words = shlex.split(line)
    name = next(name for name in _COMMANDS if words[: len(name.split())] == name.split())
    command = _COMMANDS[name]
    # Reads the words as a call would, and refuses an option that there is not or a value of the wrong kind.
    with command.make_context(name, words[len(name.split()) :]) as context:
        assert context.params
