"""The commands of the documentation, run one after another as a reader would, in a copy of what a clone holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from page_commands import PAGES, ROOT, Ran, shown_commands


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples, an archive to read as one's own, and `minutes` on the path."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "docs").symlink_to(ROOT / "docs")
    for name in ("MINUTES", "minutes"):  # what the pages call a reader's own archive
        (folder / name).symlink_to("examples/archive")
    for name in ("out", "tables"):  # what the pages call the output folder: the archive is annotated once
        (folder / name).symlink_to("OUT")
    shutil.make_archive(str(folder / "archives" / "minutes"), "zip", folder / "examples" / "archive")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, words in (("minutes", "-m council_minutes.cli.main"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def ran(clone: Path) -> list[Ran]:
    """The commands of all pages, in order, each run in the shell."""
    paths = (str(ROOT / "pipeline"), os.environ.get("PYTHONPATH"))
    environment = os.environ | {
        "HOME": str(clone),
        "PATH": f"{clone / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    results = []
    for shown in (one for page in PAGES for one in shown_commands(page) if not one.not_run):
        done = subprocess.run(
            ["sh", "-c", shown.command], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        results.append(Ran(shown, done.returncode, done.stdout + done.stderr))
    return results


@pytest.fixture(scope="session")
def answered(ran: list[Ran], clone: Path) -> dict[str, Any]:
    """The names that the code of docs/questions.md leaves behind, on the tables of the examples."""
    page = ROOT / "docs" / "questions.md"
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(clone)
        for block in re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S):
            exec(compile(block, str(page), "exec"), names)  # noqa: S102  the project's own page
    return names
