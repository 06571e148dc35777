"""`minutes report`: one HTML file of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from council_minutes.cli.terminal import errors_shown, one_line
from council_minutes.report.write import DEFAULT_NAME, write_report

app = typer.Typer(rich_markup_mode=None)

_MEGABYTE = 1_000_000


@app.command("report")
def report_command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that extract-batch wrote.")],
    file: Annotated[
        Path | None,
        typer.Option("--file", "-f", metavar="FILE", help="The file to write.", show_default=f"OUT/{DEFAULT_NAME}"),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option(
            "--archive",
            metavar="ARCHIVE",
            help="What extract-batch read, if it has moved since: plain-text documents are shown from it.",
        ),
    ] = None,
) -> None:
    """Write one HTML file with the tables, charts and marked documents of a run.

    The file needs no network and no other file: open it in a browser, pass it on, keep it. Every row of its tables
    leads to its words in the document.

    Examples:

      minutes report out

      minutes report out --file minutes-2024.html --archive ~/archives/minutes.zip
    """
    with errors_shown():
        report = write_report(out, file, archive)
        typer.echo(f"{one_line(str(report.file))}: documents {report.documents:,}, {report.size / _MEGABYTE:,.1f} MB")
        if report.without_text:
            typer.echo(
                f"{report.without_text:,} documents without their text: the report says why. If the archive has moved,"
                " give it with --archive.",
                err=True,
            )
