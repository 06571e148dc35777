from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from council_minutes.annotations import Annotations, DocumentMeta, Mark
from council_minutes.cli.main import app
from council_minutes.cli.show import show
from council_minutes.cli.terminal import one_line, visible
from council_minutes.tables.record import DocumentRecord


def minutes(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["extract", *map(str, arguments)], env={"COLUMNS": "120"})


def test_marks_relations_dates_and_figures_are_shown(rule_model: Path, tmp_path: Path):
    file = tmp_path / "cabinet.txt"
    file.write_text("Cabinet\n\nRESOLVED that Cllr Brown report on 5 March 2024. Absence rose to 4 %.")
    result = minutes(file, "--model", rule_model)
    assert result.exit_code == 0
    assert "[DECISION RESOLVED that Cllr Brown (PERSON) report on 5 March 2024 (DATE)]." in result.stdout
    assert "[FINDING Absence rose to 4 % (FIGURE)]." in result.stdout
    assert "Relations (1)" in result.stdout
    assert "MADE_BY" in result.stdout
    assert "2024-03-05" in result.stdout
    assert "percent" in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "is empty"),
        ("cut.pdf", b"%PDF-1.4 cut", "PDF"),
        ("picture.png", b"\x89PNG", "is no archive and no document"),
        ("rows.csv", b"text\nCabinet met\n", "extract-batch"),
    ],
)
def test_what_cannot_be_shown_is_one_line(rule_model: Path, tmp_path: Path, name: str, content: bytes, says: str):
    (tmp_path / name).write_bytes(content)
    result = minutes(tmp_path / name, "--model", rule_model)
    assert result.exit_code == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def _shown(text: str, *marks: Mark, colour: bool = False) -> str:
    screen = io.StringIO()
    annotations = Annotations(entities=marks)
    record = DocumentRecord("a.txt", "0", text, DocumentMeta(), annotations, 1, "ok", "", "m", "1")
    console = Console(file=screen, width=200, force_terminal=colour, color_system="truecolor" if colour else None)
    show(record, Console(file=screen, width=200) if not colour else console)
    return screen.getvalue()


def test_a_document_cannot_write_escape_sequences_or_markup():
    text = "[red]Cllr[/red] \x1b[2J\x1b]0;pwned\x07 [link=http://x.example]x[/link] \u202eevil"
    shown = _shown(text, Mark("e0", "PERSON", 5, 9))
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "[red]Cllr (PERSON)[/red] \ufffd[2J" in shown
    assert "[link=http://x.example]" in shown


def test_marks_are_in_colour_on_a_terminal():
    assert "\x1b[1;96mCllr Brown\x1b[0m" in _shown("Cllr Brown spoke.", Mark("e0", "PERSON", 0, 10), colour=True)


@given(st.text())
def test_visible_text_keeps_its_length_and_has_no_control_characters(text: str):
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(character.isprintable() or character.isspace() or ord(character) > 0x9F for character in shown)
    assert not set(shown) & {"\x1b", "\x07", "\r", "\x08", "\x9b", "\u202e"}
    assert "\n" not in one_line(text)
