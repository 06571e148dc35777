"""The command `minutes`."""

from __future__ import annotations

import typer

from council_minutes.cli import annotations as annotation_sets
from council_minutes.cli import extract, learn, report

app = typer.Typer(
    name="minutes",
    help="Read the minutes of UK councils and turn them into tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(extract.app)
app.add_typer(learn.app)
app.add_typer(report.app)
app.add_typer(annotation_sets.app, name="annotations")

if __name__ == "__main__":
    app()
