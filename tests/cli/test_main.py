from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from council_minutes.cli.main import app

_SCRIPT = """
import sys
from council_minutes.cli.main import app
sys.argv[:] = ["minutes", "{command}", "--help"]
try:
    app()
finally:
    print("spacy" in sys.modules)
"""


def test_the_help_names_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    listed = [line.split()[0] for line in shown.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == ["extract-batch", "extract", "train", "export", "evaluate", "benchmark", "report", "annotations"]


def test_a_command_that_is_none_is_named() -> None:
    result = CliRunner().invoke(app, ["extrct"])
    assert result.exit_code == 2
    assert "No such command 'extrct'" in result.output


@pytest.mark.parametrize(("command", "needs_spacy"), [("extract-batch", False), ("extract", True)])
def test_the_process_that_only_watches_workers_has_no_spacy(command: str, needs_spacy: bool) -> None:
    script = _SCRIPT.format(command=command)
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.stdout.splitlines()[-1] == str(needs_spacy)
