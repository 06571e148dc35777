"""`minutes extract-batch`: from an archive to tables.

The command itself annotates nothing: its workers do, and they alone import spaCy.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console

from council_minutes.batch.models import default_model_path
from council_minutes.batch.options import EngineName, RunOptions
from council_minutes.batch.report import RunReport
from council_minutes.batch.run import extract_batch
from council_minutes.cli.options import Council, Model
from council_minutes.cli.progress import BarWatcher, LineWatcher, clock
from council_minutes.cli.terminal import INTERRUPTED, errors_shown, one_line
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.location import location_of
from council_minutes.tables.outputs import DEFAULT_FORMATS, OUTPUT_FORMATS, read_formats

app = typer.Typer(rich_markup_mode=None)

_NAMED: Final = 10


@app.command("extract-batch")
def extract_batch_command(
    archive: Annotated[
        str, typer.Argument(metavar="ARCHIVE", help="A folder, a file, a zip or tar, or a table; or its URL.")
    ],
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Folder for the tables, or its URL.")],
    model: Model = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, help="Processes.", show_default="one a core")
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(
            "--engine", metavar="NAME", help="local: processes of this machine; ray: Ray Data (needs the extra [ray])."
        ),
    ] = "local",
    ray_address: Annotated[
        str | None,
        typer.Option(
            "--ray-address",
            metavar="HOST:PORT",
            help="A running Ray cluster, for --engine ray.",
            show_default="Ray starts on this machine",
        ),
    ] = None,
    glob: Annotated[
        str | None, typer.Option("--glob", metavar="PATTERN", help="Only documents whose path matches ('2024/*.pdf').")
    ] = None,
    council: Council = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only the first so many documents.")] = None,
    text_column: Annotated[
        str, typer.Option("--text-column", metavar="NAME", help="Column of a table that holds the text.")
    ] = "text",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the tables of another run in DIR.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do documents again that failed before.")
    ] = False,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="LIST",
            help=f"Formats of the tables, of {','.join(OUTPUT_FORMATS)}; others are removed.",
        ),
    ] = ",".join(DEFAULT_FORMATS),
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV files that Excel opens as UTF-8 (with a byte order mark).")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with status 1 where a document failed.")] = False,
    max_bytes: Annotated[int, typer.Option(min=1, help="Size of a document.")] = DEFAULT_LIMITS.max_bytes,
    max_chars: Annotated[int, typer.Option(min=1, help="Length of a document's text.")] = DEFAULT_LIMITS.max_chars,
    max_pdf_pages: Annotated[int, typer.Option(min=1, help="Pages of a PDF.")] = DEFAULT_LIMITS.max_pdf_pages,
    max_seconds: Annotated[
        float, typer.Option(min=0.1, help="To read a document; to annotate 100,000 characters of it.")
    ] = DEFAULT_LIMITS.max_seconds,
    max_memory_mb: Annotated[
        int, typer.Option(min=100, help="To read a document; to annotate it, beside the model.")
    ] = DEFAULT_LIMITS.max_memory_mb,
) -> None:
    """Annotate an archive of minutes and write the tables.

    ARCHIVE is a folder (with all below it), one document, a zip or tar, or a table (CSV, JSON Lines, Parquet) with the
    text in a column. DIR gets every table, as CSV and Parquet where --format names no others, and run.json. Called
    again with the same DIR it goes on where it stopped, and does only documents that are new or changed. Ctrl-C stops
    it safely.

    Both may be URLs of an object store or file server that fsspec opens, as s3://bucket/folder (needs the extra [s3]).
    Credentials and endpoint come from the environment (AWS_PROFILE, AWS_ENDPOINT_URL, FSSPEC_...), never from the URL.

    \b
    Examples:
      minutes extract-batch minutes/ --out tables/
      minutes extract-batch kent.zip --out kent/ --glob '2024/*' --workers 4
      minutes extract-batch pages.parquet --out tables/ --text-column body --strict
      minutes extract-batch minutes/ --out tables/ --format csv,parquet,xlsx,sqlite --excel
      minutes extract-batch s3://councils/minutes --out s3://councils/tables
      minutes extract-batch /mnt/shared/minutes --out /mnt/shared/tables --engine ray --ray-address head:6379
    """
    signal.signal(signal.SIGTERM, _interrupt)
    with errors_shown():
        chosen = read_formats(formats)
        archive_location, out_location = location_of(archive), location_of(out)
    options = RunOptions(
        archive=archive_location,
        out=out_location,
        model=default_model_path() if model is None else model,
        workers=workers,
        engine=engine,
        ray_address=ray_address,
        glob=glob,
        council=council,
        limit=limit,
        text_column=text_column,
        overwrite=overwrite,
        retry_failed=retry_failed,
        formats=chosen,
        excel=excel,
        limits=Limits(
            max_bytes=max_bytes,
            max_chars=max_chars,
            max_seconds=max_seconds,
            max_memory_mb=max_memory_mb,
            max_pdf_pages=max_pdf_pages,
        ),
    )
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    with errors_shown():
        try:
            with BarWatcher(console) if console.is_terminal else LineWatcher(console) as watcher:
                report = extract_batch(options, watcher)
        except KeyboardInterrupt:
            typer.echo("Stopped before any document was annotated; nothing was changed.", err=True)
            raise typer.Exit(INTERRUPTED) from None
    for line in _summary(report):
        typer.echo(line)
    if report.state == "stopped":
        raise typer.Exit(INTERRUPTED)
    if strict and report.statuses["failed"]:
        raise typer.Exit(1)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _summary(report: RunReport) -> list[str]:
    speed = f", {report.words_done / report.seconds:,.0f} words/s" if report.seconds > 0 and report.words_done else ""
    this_call = f"{report.done:,} documents in {clock(report.seconds)}{speed}"
    if report.state == "stopped":
        return [
            f"Stopped. This call finished {this_call}; they are safe in {one_line(str(report.options.out))}.",
            "Run the same command again to go on.",
        ]
    statuses = ", ".join(f"{report.statuses[status]:,} {status}" for status in ("ok", "partial", "failed"))
    lines = [
        f"{report.documents:,} documents: {statuses}",
        "rows: " + ", ".join(f"{name} {count:,}" for name, count in report.rows.items()),
        f"this call: {this_call}" if report.done else "this call: nothing to do, all documents were done before",
    ]
    if report.failures:
        lines.append("failed or partial:")
        lines += [f"  {one_line(source)}: {one_line(reason)}" for source, reason in report.failures[:_NAMED]]
        if len(report.failures) > _NAMED:
            lines.append(f"  and {len(report.failures) - _NAMED:,} more: see run.json")
    if report.skipped:
        lines.append("not read:")
        lines += [f"  {count:,} × {one_line(reason)}" for reason, count in report.skipped_by_reason()]
    lines += [f"note: {one_line(note)}" for note in (*report.archive_notes, *report.table_notes)]
    return [*lines, f"The tables are in {one_line(str(report.options.out))}"]
