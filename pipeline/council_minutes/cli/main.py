"""The command `minutes`."""

from __future__ import annotations

import typer

from council_minutes.cli import annotations, extract

app = typer.Typer(
    name="minutes",
    help="Read the minutes of UK councils and turn them into tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(extract.app)
app.add_typer(annotations.app, name="annotations")

if __name__ == "__main__":
    app()
