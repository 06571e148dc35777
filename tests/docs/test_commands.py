"""Every command that the pages show does what it says, or the page says why no test runs it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from page_commands import PAGES, Ran, Shown, not_run, shown_commands

_LEFT_OUT = ("demo", "install", "train", "export", "evaluate", "install", "s3://", "s3://")
_SHOWN: list[Shown] = [shown for page in PAGES for shown in shown_commands(page)]


def test_only_what_installs_trains_or_needs_a_bucket_is_not_run() -> None:
    left_out = [shown.command for shown in _SHOWN if shown.not_run]
    assert all(word in command for command, word in zip(left_out, _LEFT_OUT, strict=True))
    assert len(_SHOWN) - len(left_out) >= 7


@pytest.mark.parametrize("page", PAGES)
def test_every_reason_belongs_to_a_command(page: str) -> None:
    commands = [shown.command for shown in shown_commands(page)]
    assert [begin for begin in not_run(page) if not any(c.startswith(begin) for c in commands)] == []


def test_the_commands_run(ran: list[Ran]) -> None:
    assert len(ran) == sum(not shown.not_run for shown in _SHOWN)
    assert [(one.shown.page, one.shown.command, one.said[-800:]) for one in ran if one.status != 0] == []


def test_the_tables_and_reports_are_there(ran: list[Ran], clone: Path) -> None:
    for folder in ("OUT", "tables"):
        with (clone / folder / "decisions.csv").open(encoding="utf-8", newline="") as handle:
            assert len(list(csv.DictReader(handle))) > 20
    for report in ("OUT/report.html", "minutes-2024.html"):
        assert "</html>" in (clone / report).read_text(encoding="utf-8")


def test_the_questions_have_answers_in_the_examples(answered: dict[str, Any]) -> None:
    (rise,) = answered["rises"].to_dict("records")
    assert (rise["council"], rise["quarter"]) == ("Pellstow County Council", "2023-24 Q1")
    assert (rise["indicator_name"], rise["value"], rise["previous"]) == ("agency social worker", 74.0, 61.0)
    assert answered["open_actions"]["owner"].notna().sum() > 0
    ballot = answered["ballot"]
    assert ballot.notna().sum().sum() > 5
    assert set(answered["result"].reset_index()["outcome"].dropna()) <= {"carried", "lost"}


def test_the_sheet_lays_the_answers_beside_the_documents(ran: list[Ran], clone: Path) -> None:
    with (clone / "answers.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {"a rise in agency staff", "an open action", "a recorded vote"} <= {row["answer"] for row in rows}
    assert all("⟦" in row["words"] and row["right"] == "" for row in rows)
    assert "a rise in agency staff: 0 of 0 right; 1 not checked" in ran[-1].said
