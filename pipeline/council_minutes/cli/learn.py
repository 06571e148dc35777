"""`minutes train`, `export`, `evaluate` and `benchmark`: make models and measure them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Final

import srsly
import typer

from council_minutes.batch.models import default_model_path, describe_model
from council_minutes.cli.terminal import errors_shown
from council_minutes.errors import AnnotationError, ModelError

app = typer.Typer(rich_markup_mode=None)

#: Where a project keeps its annotated documents.
CORPUS = Path("annotations/corpus")
#: Where it keeps further minutes of councils that the corpus has, to measure on.
SEEN = Path("annotations/seen")
_NAMED: Final = 3

Annotated_ = Annotated[Path, typer.Option("--annotations", help="Folder of annotated documents (*.xml).")]
Chosen = Annotated[Path | None, typer.Option(help="Folder of a pipeline; the default model if not given.")]


def _module(name: str) -> ModuleType:
    """A module that is loaded when its command runs: PyTorch and spaCy take seconds, and PyTorch may not be there.

    Raises:
        ModelError: a package of the extra ``[train]`` is missing.
    """
    try:
        return import_module(f"council_minutes.{name}")
    except ImportError as error:
        raise ModelError("minutes", f"this command needs the package {error.name}, which is not installed",
                         "pip install 'council-minutes[train]'") from error  # fmt: skip


def _overrides(pairs: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        name, given, value = pair.partition("=")
        if not given:
            raise ModelError(f"--set {pair}", "is no NAME=VALUE", "For example --set training.max_steps=200")
        try:
            found[name] = srsly.json_loads(value)
        except ValueError:
            found[name] = value
    return found


@app.command()
def train(
    config: Annotated[Path, typer.Argument(help="A training config.")] = Path("configs/train.cfg"),
    out: Annotated[Path, typer.Option(help="Folder for the checkpoints.")] = Path("out/training"),
    with_set: Annotated[
        Path | None, typer.Option("--with", metavar="SET", help="A further set of annotated documents to train from.")
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The model to compare with, where --with is given.", show_default="the project's own"
        ),
    ] = None,
    gpu: Annotated[int, typer.Option(help="Number of the GPU; -1 trains on the CPU.")] = -1,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE for the config; as often as needed.")
    ] = None,
) -> None:
    """Train a pipeline; the checkpoint that reads the dev part of the corpus best is kept.

    With --with, the base model and the new one are compared on the test part of the corpus, less the councils of SET:
    documents that neither was trained on.
    Turn the result into a pipeline that runs without PyTorch with `minutes export`.

    \b
    Examples:
      minutes train configs/train.cfg --out out/training --set training.max_steps=200
      minutes train configs/train.cfg --with pulled/all --out out/training
    """
    with errors_shown():
        overrides = _overrides(setting or [])
        if with_set is None:
            trained = _module("learn.train").train(config, out, overrides, gpu=gpu)
        else:
            overrides["paths.extra"] = str(with_set)
            documents = _held_out(Path(overrides.get("paths.annotations", CORPUS)), with_set)
            folder = default_model_path() if base is None else base
            typer.echo(f"Scoring {folder} on {len(documents)} documents", err=True)
            before = _scores(folder, documents)
            trained = _module("learn.train").train(config, out, overrides, gpu=gpu)
            typer.echo(f"Scoring {trained.path} on {len(documents)} documents", err=True)
            table = _module("learn.comparison").comparison_table(before, _scores(trained.path, documents))
            typer.echo(f"\nBefore: {folder}; after: {trained.path}; {len(documents)} documents\n\n{table}\n")
        typer.echo(f"The best checkpoint is in {trained.path}")


def _held_out(corpus: Path, further: Path) -> list[Any]:
    """Documents to compare on; says what is in the way of training before hours go into it."""
    read_folder = _module("corpus.inline_xml").read_folder
    tokenizer = _module("components.tokenizer").MinutesTokenizer(import_module("spacy.vocab").Vocab())
    report = _module("corpus.check").check(further, tokenizer)
    if report.faults:
        cause = f"{len(report.faults)} faults: " + "; ".join(str(fault) for fault in report.faults[:_NAMED])
        raise AnnotationError(str(further), cause, f"See `minutes annotations check {further}`")
    documents, extra = read_folder(corpus), read_folder(further)
    held_out = list(_module("learn.comparison").held_out(documents, extra))
    left_out = len(_module("corpus.splits").select(documents, "test")) - len(held_out)
    if left_out:
        typer.echo(f"{left_out} documents are not compared on: {further} has their councils", err=True)
    if not held_out:
        raise AnnotationError(str(corpus), "has no test document to compare on", "Add some of other councils")
    return held_out


def _scores(model: Path, documents: Sequence[Any]) -> list[Any]:
    longest = max((len(document.text) for document in documents), default=1)
    nlp = _module("batch.loading").load_model(model, longest)
    return list(_module("learn.evaluate").evaluate(nlp, documents))


@app.command()
def export(
    trained: Annotated[Path, typer.Argument(help="A trained pipeline (…/model-best).")],
    out: Annotated[Path, typer.Option(help="Folder for the exported pipeline.")],
    annotations: Annotated_ = CORPUS,
    epochs: Annotated[int, typer.Option(help="Passes over the train part to refit the heads; 0 keeps them.")] = 0,
) -> None:
    """Put a trained pipeline's encoder on ONNX, in 8 bits, so that it runs without PyTorch.

    The exported pipeline is compared with the trained one on the test part of the corpus, and is not written where a
    score falls by more than 0.3 points of F1.

    Example: minutes export out/training/model-best --out models/default
    """
    with errors_shown():
        report = _module("learn.export").export(trained, out, annotations, epochs=epochs)
        typer.echo(report)


@app.command()
def evaluate(
    model: Chosen = None,
    annotations: Annotated_ = CORPUS,
    part: Annotated[str, typer.Option(help="train, dev or test (by host council), or all.")] = "test",
    by_council: Annotated[bool, typer.Option(help="One line a host council as well.")] = False,
    model_card: Annotated[
        Path | None, typer.Option("--card", help="Write the model card: this part, and the train part beside it.")
    ] = None,
    seen: Annotated[
        Path, typer.Option(help="Folder of further minutes of councils that the train part has; none is trained on.")
    ] = SEEN,
    gold: Annotated[
        list[Path] | None, typer.Option(help="Folders of annotated real minutes for the card; as often as needed.")
    ] = None,
) -> None:
    """Compare a pipeline with annotated documents: by label, exact and relaxed, with 95 % intervals.

    Councils of the test part are in no document that the default model was trained from. Where there is a folder of
    further minutes of councils that are, its scores are set beside: councils seen against councils never seen.

    Example: minutes evaluate --part test --by-council
    """
    with errors_shown():
        folder = default_model_path() if model is None else model
        cards = _module("learn.model_card")
        read_folder = _module("corpus.inline_xml").read_folder
        corpus = read_folder(annotations)
        select = _module("corpus.splits").select
        if part not in {"train", "dev", "test", "all"}:
            raise ModelError(f"--part {part}", "there is no such part", "Use train, dev, test or all")
        documents = corpus if part == "all" else select(corpus, part)
        scores = _scores(folder, documents)
        sets = {f"Corpus, {part} part" + (" (councils never seen)" if part == "test" else ""): scores}
        if seen.is_dir():
            sets["Other minutes of councils that the model has seen"] = _scores(folder, read_folder(seen))
        typer.echo(f"{folder}: {len(documents)} documents, part {part}\n")
        typer.echo(cards.summary(scores) + "\n\n" + cards.score_tables(_module("learn.evaluate").total(scores)))
        if len(sets) > 1:
            typer.echo("\n" + cards.comparison_of_sets(sets))
        if by_council:
            typer.echo("\n" + cards.council_table(scores))
        if model_card is not None:
            sets["Corpus, train part (the documents it was trained from)"] = _scores(folder, select(corpus, "train"))
            for further in gold or []:
                sets[f"{further.name} (real minutes)"] = _scores(folder, read_folder(further))
            info = describe_model(folder)
            notes = model_card.with_name("weaknesses.md")
            weaknesses = notes.read_text(encoding="utf-8") if notes.is_file() else ""
            text = cards.card(f"{info.name} {info.version}", info.sha256, corpus, sets, weaknesses)
            model_card.write_text(text, encoding="utf-8")
            typer.echo(f"\nThe model card is in {model_card}")


@app.command()
def benchmark(
    model: Chosen = None,
    annotations: Annotated_ = CORPUS,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here as well.")] = None,
    words: Annotated[int, typer.Option(help="Words of the text.")] = 200_000,
    stock: Annotated[
        bool, typer.Option(help="Measure spaCy's stock pipelines too, where [train] is installed.")
    ] = True,
) -> None:
    """Measure words a second on a text made from the corpus, beside the bare encoder and spaCy's stock pipelines.

    Example: minutes benchmark --json out/benchmark.json
    """
    with errors_shown():
        folder = default_model_path() if model is None else model
        documents = _module("corpus.inline_xml").read_folder(annotations)
        nlp = _module("batch.loading").load_model(folder, max(len(document.text) for document in documents))
        measure = _module("learn.benchmark")
        pipelines = measure.stock_pipelines() if stock else {}
        result = measure.benchmark(nlp, folder, documents, pipelines, typer.echo, words=words)
        typer.echo(result.to_json())
        if json_file is not None:
            json_file.parent.mkdir(parents=True, exist_ok=True)
            json_file.write_text(result.to_json() + "\n", encoding="utf-8")
