"""Where the time goes: seconds of each stage between a text and its table rows, on one core.

Reads a text made from the corpus stage by stage (all documents of a round pass a stage before the next begins) and
writes the shares, with the figures of `minutes benchmark`, between the markers of docs/speed.md.

Example: minutes benchmark --json out/benchmark.json
         python scripts/profile_pipeline.py out/benchmark.json
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from spacy.tokens import Doc

from council_minutes.annotations import Annotations, DocumentMeta
from council_minutes.batch.loading import load_model
from council_minutes.components.onnx_encoder import OnnxEncoder
from council_minutes.components.wordpieces import Batch
from council_minutes.corpus.docs import from_doc
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.learn.benchmark import rounds_of
from council_minutes.tables.record import DocumentRecord
from council_minutes.tables.rows import document_rows

T = TypeVar("T")
TITLES = {
    "words_per_second": "council-minutes, text to table rows",
    "encoder_limit_words_per_second": "its encoder alone (the limit)",
    "stock_transformer_words_per_second": "stock spacy-transformers pipeline (`ner`, `spancat`), same encoder",
    "stock_cnn_words_per_second": "stock CNN pipeline (`ner`, `spancat`)",
}


class Stopwatch:
    """Seconds of each stage, summed over rounds."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, stage: str, run: Callable[[], T]) -> T:
        """Run and count."""
        begun = time.perf_counter()
        result = run()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - begun
        return result


def profile(model: Path, corpus: Path, words: int, rounds: int) -> tuple[dict[str, float], int]:
    """Seconds by stage, and the number of words that were read.

    The averaging of wordpieces into tokens, a small part of the encoder, is not among the stages.
    """
    documents = read_folder(corpus)
    nlp = load_model(model, max(len(document.text) for document in documents))
    encoder = nlp.get_pipe("encoder")
    assert isinstance(encoder, OnnxEncoder)
    watch = Stopwatch()
    read = 0
    list(nlp.pipe(document.text for document in documents[:8]))
    for texts in rounds_of(documents, words, rounds):
        docs: list[Doc] = watch.time("tokens", partial(list, map(nlp.make_doc, texts)))
        batches: list[Batch] = watch.time("encoder: wordpieces and windows", partial(list, encoder.batches(docs)))
        watch.time("encoder: the network", partial(list, map(encoder.run, batches)))
        docs = list(encoder.pipe(docs, batch_size=nlp.batch_size))
        for name, component in nlp.pipeline:
            if component is not encoder:
                docs = watch.time(name, partial(list, component.pipe(docs, batch_size=nlp.batch_size)))
        annotations: list[Annotations] = watch.time("annotations", partial(list, map(from_doc, docs)))
        records = [
            DocumentRecord(
                source="profile.txt",
                sha256="0" * 64,
                text=text,
                meta=DocumentMeta(),
                annotations=found,
                n_tokens=len(doc),
                status="ok",
                error="",
                model=model.name,
                model_version="0",
            )
            for text, doc, found in zip(texts, docs, annotations, strict=True)
        ]
        watch.time("values and table rows", partial(list, map(document_rows, records)))
        read += sum(len(text.split()) for text in texts)
    return watch.seconds, read


def profile_table(seconds: dict[str, float], read: int) -> str:
    """Shares by stage, the largest first, as Markdown."""
    total = sum(seconds.values())
    lines = ["| stage | share of the time | microseconds a word |", "|---|---:|---:|"]
    for stage, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        lines.append(f"| {stage} | {100 * spent / total:.1f} % | {1e6 * spent / read:.1f} |")
    lines.append(f"| **all** | 100 % | {1e6 * total / read:.1f} |")
    return "\n".join(lines)


def speed_table(figures: dict[str, float | None]) -> str:
    """The benchmark's figures as Markdown."""
    lines = ["| pipeline | words a second |", "|---|---:|"]
    lines += [
        f"| {title} | {'not measured' if figures[key] is None else f'{figures[key]:,.0f}'} |"
        for key, title in TITLES.items()
    ]
    lines += [
        "",
        f"Share of the encoder's limit: {figures['ratio_to_encoder_limit']:.2f}; "
        f"times the stock transformer: {figures['ratio_to_stock_transformer']:.1f}; "
        f"peak memory of the process that held all four pipelines: {figures['peak_rss_mb']:,.0f} MB; "
        f"start-up where PyTorch is installed (spaCy then loads it): {figures['load_seconds']:.1f} s.",
    ]
    return "\n".join(lines)


def main(
    figures: Annotated[Path, typer.Argument(help="JSON file of `minutes benchmark --json`.")],
    model: Annotated[Path, typer.Option(help="The pipeline.")] = Path("models/default"),
    corpus: Annotated[Path, typer.Option(help="Folder of annotated documents.")] = Path("annotations/corpus"),
    words: Annotated[int, typer.Option(help="Words of the text.")] = 60_000,
    page: Annotated[Path, typer.Option(help="Page with the markers.")] = Path("docs/speed.md"),
) -> None:
    """Profile, and write both tables into the page."""
    parts = {
        "benchmark": speed_table(json.loads(figures.read_text(encoding="utf-8"))),
        "profile": profile_table(*profile(model, corpus, words, rounds=4)),
    }
    text = page.read_text(encoding="utf-8")
    for name, table in parts.items():
        before, _, rest = text.partition(f"<!-- {name} -->")
        text = f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{rest.partition(f'<!-- /{name} -->')[2]}"
        typer.echo(table)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
