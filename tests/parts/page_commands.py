"""The shell commands that the documentation shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/running.md", "docs/report.md", "docs/formats.md", "docs/ingest.md", "docs/questions.md")
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
_NOT_RUN = re.compile(r"^<!-- not run in tests: (?P<command>.+?): (?P<reason>.+) -->$", re.M)


@dataclass(frozen=True)
class Shown:
    """A command of a page; ``not_run`` is the reason why no test runs it, empty where one does."""

    page: str
    command: str
    not_run: str


@dataclass(frozen=True)
class Ran:
    """What a command did: exit status, standard output and standard error together."""

    shown: Shown
    status: int
    said: str


def not_run(page: str) -> dict[str, str]:
    """The beginnings of commands that a page says no test runs, and why."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return {found["command"]: found["reason"] for found in _NOT_RUN.finditer(text)}


def shown_commands(page: str) -> list[Shown]:
    """The commands of the blocks marked ``sh``, in order."""
    reasons = not_run(page)
    found = []
    for block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        lines = block.replace("\\\n", " ").splitlines()
        for command in [line.partition(" #")[0].strip() for line in lines]:
            reason = next((why for begin, why in reasons.items() if command.startswith(begin)), "")
            found += [Shown(page, command, reason)] if command else []
    return found
