"""`minutes annotations`: look after annotated documents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from spacy.vocab import Vocab

from council_minutes.cli import doccano
from council_minutes.cli.annotation_sets import read_set, write_folder
from council_minutes.cli.selection import select
from council_minutes.cli.terminal import errors_shown, one_line
from council_minutes.components.tokenizer import MinutesTokenizer
from council_minutes.corpus import adjudication, coverage, docbin, doccano_jsonl, overlap
from council_minutes.corpus.agreement import compare
from council_minutes.corpus.check import check as check_folder
from council_minutes.corpus.scoring import Tally
from council_minutes.corpus.stats import count
from council_minutes.errors import OutputError

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Check, count, compare, convert and exchange annotated documents."
)

#: Where a project keeps its annotated documents.
DEFAULT_FOLDER = Path("annotations/corpus")

Folder = Annotated[Path, typer.Argument(help="A folder of annotated documents (*.xml).")]


def _show(title: str, counts: Counter[str]) -> None:
    typer.echo(f"{title}: " + ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())))


@app.command()
def check(folder: Folder = DEFAULT_FOLDER) -> None:
    """List every fault of a set, with file, line and what to do about it.

    Exit status 1 where there is a fault.

    Example: minutes annotations check annotations/corpus
    """
    with errors_shown():
        report = check_folder(folder, MinutesTokenizer(Vocab()))
    for fault in report.faults:
        typer.echo(one_line(str(fault)))
    typer.echo(f"{report.documents:,} documents, {report.words:,} words, {len(report.faults)} faults")
    _show("marks", report.labels)
    _show("relations", report.relations)
    if report.faults:
        raise typer.Exit(1)


@app.command()
def stats(folder: Folder = DEFAULT_FOLDER) -> None:
    """Count a set's documents, words, councils, labels, relations, kinds and splits.

    Example: minutes annotations stats annotations/corpus
    """
    with errors_shown():
        counted = count(read_set(folder))
    typer.echo(f"{counted.documents:,} documents, {counted.words:,} words, {len(counted.councils):,} councils")
    _show("marks", counted.marks)
    _show("relations", counted.relations)
    _show("attributes", counted.attributes)
    for kind, values in counted.kinds.items():
        _show(kind, values)
    for part, number in sorted(counted.parts.items()):
        marks = counted.part_marks[part].total()
        typer.echo(f"{part}: {number:,} documents, {counted.part_words[part]:,} words, {marks:,} marks")


@app.command(name="coverage")
def coverage_command(
    folder: Folder = DEFAULT_FOLDER,
    out: Annotated[
        Path | None, typer.Option(help="The page to write; COVERAGE.md beside the folder by default.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit status 1 where a label misses in a cell.")] = False,
) -> None:
    """Tell which labels stand in which style of minutes and at which kind of committee.

    Example: minutes annotations coverage annotations/corpus --strict
    """
    with errors_shown():
        covered = coverage.cover(read_set(folder))
    page = folder.resolve().parent / "COVERAGE.md" if out is None else out
    page.write_text(coverage.as_markdown(covered), encoding="utf-8")
    empty = covered.empty()
    for label, style, committee in empty:
        typer.echo(f"no {label} in style {style} at committee {committee}")
    for key in covered.unplaced:
        typer.echo(f"without style or committee: {key}")
    placed = covered.documents.total()
    typer.echo(f"{placed:,} documents placed, {len(covered.unplaced):,} not, {len(empty):,} empty cells; see {page}")
    if strict and (empty or not placed):
        raise typer.Exit(1)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="A folder of *.xml, a .spacy or a .jsonl file.")],
    target: Annotated[
        Path, typer.Argument(help="What to write: *.spacy, *.jsonl (doccano), or a new folder of *.xml.")
    ],
) -> None:
    """Turn a set into spaCy's DocBin or doccano's JSONL, or one of these into inline XML.

    Example: minutes annotations convert annotations/corpus corpus.spacy
    """
    with errors_shown():
        documents = read_set(source)
        if target.suffix in {".spacy", ".jsonl"} and target.exists():
            raise OutputError(str(target), "exists", "Name a new file, or remove this one")
        if target.suffix == ".spacy":
            docbin.write(documents, target, MinutesTokenizer(Vocab()))
        elif target.suffix == ".jsonl":
            doccano_jsonl.write(documents, target)
        else:
            write_folder(documents, target)
    typer.echo(f"{len(documents):,} documents written to {target}")


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(help="One person's annotations.")],
    second: Annotated[Path, typer.Argument(help="Another's, of the same texts.")],
) -> None:
    """Compare two annotations of the same texts: F1 by label, and every place where they differ.

    Entities agree exactly, spans by an overlap of at least a half, relations where both their ends agree.

    Example: minutes annotations agreement pulled/anna pulled/ben
    """
    with errors_shown():
        compared = compare(read_set(first), read_set(second))
    for found in compared.disagreements:
        typer.echo(one_line(f"{found.key}, character {found.start}, {found.kind}: {found.context}"))
        typer.echo(f"    {first}: {one_line(found.first) or 'nothing'}")
        typer.echo(f"    {second}: {one_line(found.second) or 'nothing'}")
    for name, keys in ((first, compared.only_first), (second, compared.only_second)):
        for key in keys:
            typer.echo(f"only in {name}: {key}")
    typer.echo(f"{compared.documents:,} documents in both, {len(compared.disagreements):,} disagreements")
    for layer, tally in (
        ("entities (exact)", compared.scores.entities),
        ("spans (overlap of a half)", compared.scores.spans),
        ("relations", compared.scores.relations),
    ):
        _show_tally(layer, tally, str(first), str(second))


def _show_tally(layer: str, tally: Tally, first: str, second: str) -> None:
    if not tally.labels():
        return
    typer.echo(f"{layer}: F1 {100 * tally.prf().f1:.1f}")
    for label in tally.labels():
        counts = f"{first} {tally.gold[label]}, {second} {tally.found[label]}, both {tally.hit[label]}"
        typer.echo(f"    {label:<15}{100 * tally.prf(label).f1:6.1f}   ({counts})")


@app.command()
def adjudicate(
    first: Annotated[Path, typer.Argument(help="One person's annotations.")],
    second: Annotated[Path, typer.Argument(help="Another's, of the same texts.")],
    out: Annotated[Path, typer.Option(help="A new folder for the merged set and TO-SETTLE.md.")],
) -> None:
    """Merge two annotations of the same texts; what they do not agree on is listed in TO-SETTLE.md for a person.

    Example: minutes annotations adjudicate pulled/anna pulled/ben --out settled
    """
    with errors_shown():
        merged = adjudication.adjudicate(read_set(first), read_set(second))
        write_folder(list(merged.documents), out)
    page = out / "TO-SETTLE.md"
    page.write_text(adjudication.as_markdown(merged, str(first), str(second)), encoding="utf-8")
    typer.echo(
        f"{len(merged.documents):,} documents merged, {len(merged.open_questions):,} places to settle: see {page}"
    )


@app.command(name="overlap")
def overlap_command(
    folder: Folder,
    real: Annotated[Path, typer.Argument(help="A folder of real minutes (.txt .md .html .xml .jsonl).")],
    run: Annotated[int, typer.Option(min=3, help="Report runs of at least this many words.")] = overlap.DEFAULT_RUN,
    most: Annotated[int, typer.Option(min=1, help="Show at most this many, the longest first.")] = 20,
) -> None:
    """List runs of words that the set shares with real minutes. Stock formulas come up too: judge by eye.

    Example: minutes annotations overlap annotations/corpus real-minutes --run 8
    """
    if not real.is_dir():
        typer.echo(f"skipped: there is no folder {real}", err=True)
        return
    with errors_shown():
        shared = overlap.shared_runs(read_set(folder), overlap.read_plain(real), run)
    typer.echo(f"{len(shared):,} runs of {run} or more words stand in {real} too")
    for found in shared[:most]:
        typer.echo(f"{len(found.words):3} {found.key}: {' '.join(found.words)}")


app.command()(select)
app.command()(doccano.push)
app.command()(doccano.pull)
