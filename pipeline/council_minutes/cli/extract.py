"""`minutes extract`: one document, shown in the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from council_minutes.annotations import DocumentMeta
from council_minutes.batch.annotate import annotate_one
from council_minutes.batch.loading import load_model
from council_minutes.batch.models import default_model_path, describe_model
from council_minutes.cli.options import Council, Model
from council_minutes.cli.show import show
from council_minutes.cli.terminal import errors_shown
from council_minutes.errors import ArchiveError
from council_minutes.ingest.archive import open_archive
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.limits import DEFAULT_LIMITS
from council_minutes.ingest.loading import load
from council_minutes.ingest.source import merge_meta

app = typer.Typer(rich_markup_mode=None)


@app.command("extract")
def extract_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document: text, HTML, Markdown, PDF or DOCX.")],
    model: Model = None,
    council: Council = None,
) -> None:
    """Show what is found in one document, in the terminal.

    \b
    Example:
      minutes extract cabinet-2024-03-05.pdf
    """
    with errors_shown():
        path = default_model_path() if model is None else model
        archive = open_archive(file)
        if archive.kind != "file":
            raise ArchiveError(str(file), "is not one document", "Use minutes extract-batch for an archive")
        (entry,) = archive
        told = replace(entry, meta=merge_meta(entry.meta, DocumentMeta(council=council)))
        with IsolatedReader() as reader:
            document = load(told, isolated=reader)
        info = describe_model(path)
        record = annotate_one(load_model(path, DEFAULT_LIMITS.max_chars), info, document)
    show(record, Console(markup=False, highlight=False, emoji=False))
