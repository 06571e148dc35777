"""`minutes annotations select`: which documents of an archive to annotate next."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from council_minutes.batch.loading import load_model
from council_minutes.batch.models import default_model_path
from council_minutes.cli.annotation_sets import read_set
from council_minutes.cli.progress import BarWatcher, LineWatcher
from council_minutes.cli.terminal import INTERRUPTED, errors_shown, one_line
from council_minutes.corpus.doccano_jsonl import text_hash
from council_minutes.errors import OutputError
from council_minutes.ingest.archive import Archive, open_archive
from council_minutes.ingest.limits import DEFAULT_LIMITS
from council_minutes.learn.pool import Pool, read_pool
from council_minutes.learn.selection import Choice, choose

#: The table of a selection, in its folder.
PAGE: Final = "SELECTED.md"
#: Characters of the longest document that is worth a person's time by default.
MAX_CHARS: Final = 60_000
_NAMED: Final = 10


def select(
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="A folder, a file, a zip or tar, or a table.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="SET", help="A new folder for the documents chosen.")],
    number: Annotated[int, typer.Option("--n", min=1, help="How many documents to choose.")] = 50,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="DIR", help="Folder of a trained pipeline.", show_default="the project's own"),
    ] = None,
    glob: Annotated[
        str | None, typer.Option("--glob", metavar="PATTERN", help="Only documents whose path matches ('2024/*.pdf').")
    ] = None,
    council: Annotated[
        str | None,
        typer.Option(
            "--council", metavar="NAME", help="Whose minutes these are, where the metadata beside them do not say."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Choose among the first so many documents.")
    ] = None,
    text_column: Annotated[
        str, typer.Option("--text-column", metavar="NAME", help="Column of a table that holds the text.")
    ] = "text",
    done: Annotated[
        list[Path] | None,
        typer.Option(
            "--done",
            metavar="SET",
            help="A set that is annotated already: its texts are not chosen again. As often as needed.",
        ),
    ] = None,
    max_chars: Annotated[
        int, typer.Option(min=1, help="Length of a document's text; longer ones are not chosen.")
    ] = MAX_CHARS,
) -> None:
    """Choose the documents of an archive that are most worth annotating, and write them with the model's marks.

    Chosen are documents that the model is unsure of, word for word, and that differ from one another: in what they
    say, in their council, and in the shape of their lines. The same archive and model give the same choice. SET is
    what `minutes annotations push` takes; SELECTED.md in it says why each document was chosen, and what was not read.

    \b
    Examples:
      minutes annotations select minutes/ --n 50 --out to-annotate
      minutes annotations select minutes.zip --n 20 --out second --done pulled/all --glob '2024/*'
    """
    with errors_shown():
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise OutputError(str(out), "exists and is not an empty folder", "Name a new folder")
        finished = frozenset(text_hash(document.text) for path in done or () for document in read_set(path))
        limits = replace(DEFAULT_LIMITS, max_chars=max_chars)
        opened = open_archive(archive, glob=glob, text_column=text_column, limits=limits)
        entries = list(islice(opened, limit))
        nlp = load_model(default_model_path() if model is None else model, max_chars)
        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        with tempfile.TemporaryDirectory(prefix="minutes-") as started:
            try:
                with BarWatcher(console) if console.is_terminal else LineWatcher(console) as watcher:
                    watcher.planned(len(entries), 0)
                    pool = read_pool(entries, nlp, Path(started), watcher, limits=limits, council=council)
            except KeyboardInterrupt:
                typer.echo("Stopped; nothing was written.", err=True)
                raise typer.Exit(INTERRUPTED) from None
            choices = choose(pool.candidates, number, finished)
            if not choices:
                cause = "holds no document to choose" + "".join(
                    f"; {line}" for line in _not_chosen(pool, opened, _NAMED)
                )
                raise OutputError(str(archive), cause, "Give an archive with other documents, or less in --done")
            out.mkdir(parents=True, exist_ok=True)
            for choice in choices:
                shutil.copy(Path(started, f"{choice.candidate.key}.xml"), out)
        told = _not_chosen(pool, opened, len(pool.failed))
        (out / PAGE).write_text(_as_markdown(choices, archive, len(entries), told), encoding="utf-8")
    for line in (*_as_lines(choices), *_not_chosen(pool, opened, _NAMED)):
        typer.echo(line)
    typer.echo(f"{len(choices):,} of {len(entries):,} documents are in {one_line(str(out))}; {PAGE} there says why")


def _not_chosen(pool: Pool, archive: Archive, most: int) -> list[str]:
    """What of the archive could not be chosen, and what was left out of what was."""
    lines = []
    if pool.copies:
        lines.append(f"{pool.copies:,} with the same text as another")
    if pool.left_out:
        lines.append(f"{pool.left_out:,} marks of the model that cross others were left out")
    if pool.failed:
        lines.append(f"{len(pool.failed):,} could not be read or annotated:")
        lines += [f"  {one_line(source)}: {one_line(reason)}" for source, reason in pool.failed[:most]]
        if len(pool.failed) > most:
            lines.append(f"  and {len(pool.failed) - most:,} more: see {PAGE}")
    reasons = Counter(skipped.reason for skipped in archive.skipped)
    lines += [f"{count:,} not read: {one_line(reason)}" for reason, count in reasons.most_common()]
    return [*lines, *(f"note: {one_line(note)}" for note in archive.notes)]


def _as_lines(choices: Sequence[Choice]) -> list[str]:
    lines = ["rank  bits/word  words  source (council)"]
    for rank, choice in enumerate(choices, 1):
        chosen = choice.candidate
        whose = one_line(chosen.council or "unknown council")
        lines.append(f"{rank:4}  {choice.uncertainty:9.3f}  {chosen.words:5,}  {one_line(chosen.source)} ({whose})")
    return lines


def _as_markdown(choices: Sequence[Choice], archive: Path, documents: int, told: Sequence[str]) -> str:
    lines = [
        "# Selected for annotation",
        "",
        f"{len(choices):,} of the {documents:,} documents of {one_line(archive.name)}, the most worthwhile first.",
        "Uncertainty is the model's doubt about its tags, in bits a word.",
        "",
        "| rank | source | council | words | uncertainty | why | file |",
        "|---:|---|---|---:|---:|---|---|",
    ]
    for rank, choice in enumerate(choices, 1):
        chosen = choice.candidate
        cells = (
            str(rank),
            chosen.source,
            chosen.council or "",
            f"{chosen.words:,}",
            f"{choice.uncertainty:.3f}",
            choice.why,
            f"{chosen.key}.xml",
        )
        lines.append("| " + " | ".join(one_line(cell).replace("|", r"\|") for cell in cells) + " |")
    if told:
        lines += ["", "## Not chosen, and left out", "", *(f"- {line.strip()}" for line in told)]
    return "\n".join(lines) + "\n"
