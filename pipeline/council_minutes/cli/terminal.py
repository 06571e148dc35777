"""What every command shares: errors as one line, and words from documents that cannot take over the terminal."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer

from council_minutes.errors import CouncilMinutesError

# Characters that reorder what stands around them: a text could show other words than it holds.
_REORDERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACEMENT: Final = "\ufffd"
_LAYOUT: Final = frozenset("\n\t")
INTERRUPTED: Final = 130


def visible(text: str) -> str:
    """The text, as long as before, with control characters other than newline and tab as U+FFFD."""
    return "".join(_REPLACEMENT if _is_control(character) else character for character in text)


def one_line(text: str) -> str:
    """``visible`` with white space collapsed, for names and messages."""
    return " ".join(visible(text).split())


def _is_control(character: str) -> bool:
    if character in _LAYOUT:
        return False
    return character in _REORDERING or unicodedata.category(character) in {"Cc", "Cs"}


@contextmanager
def errors_shown() -> Iterator[None]:
    """Ends the command with status 1 and one line about the error, where the package raised it on purpose."""
    try:
        yield
    except CouncilMinutesError as error:
        typer.echo(f"Error: {one_line(str(error))}", file=sys.stderr)
        raise typer.Exit(1) from error
