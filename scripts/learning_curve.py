"""Learning curve: how the scores on councils never seen grow with the corpus.

Trains one pipeline for each share of the train part's host councils (nested: a larger share holds every smaller one),
all with the same number of steps, and measures each on the whole test part. Writes the figures as JSON, and
`draw` puts them as a table and a picture into docs/.

Example: python scripts/learning_curve.py measure --out out/curve.json --steps 400
         python scripts/learning_curve.py draw out/curve.json --docs docs
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import matplotlib.pyplot as plt
import spacy
import typer

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import read_folder
from council_minutes.corpus.splits import select
from council_minutes.learn.evaluate import LAYERS, confidence_intervals, evaluate, total
from council_minutes.learn.train import train

SHARES = (0.125, 0.25, 0.5, 1.0)
COLOURS = dict(zip(LAYERS, ("#1b6ca8", "#c1531b", "#3a7d44"), strict=True))

app = typer.Typer(help=__doc__, rich_markup_mode=None)


def rank(document: AnnotatedDocument) -> str:
    """Order of host councils that depends on nothing but their names, and on them in another way than the split."""
    return hashlib.sha256(f"curve {document.council}".encode()).hexdigest()


def train_share(corpus: Path, share: float, config: Path, steps: int, seed: int) -> dict[str, Any]:
    """Train on a share of the train part and measure on the test part."""
    documents = read_folder(corpus)
    ordered = sorted(select(documents, "train"), key=rank)
    chosen = ordered[: round(share * len(ordered))]
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder, "corpus")
        part.mkdir()
        for document in [*chosen, *select(documents, "dev")]:
            shutil.copy(corpus / f"{document.key}.xml", part)
        settings = {
            "paths.annotations": str(part),
            "training.max_steps": steps,
            "training.eval_frequency": steps,
            "training.optimizer.learn_rate.total_steps": steps,
            "system.seed": seed,
        }
        trained = train(config, Path(folder, "model"), settings)
        scores = evaluate(spacy.load(trained.path), select(documents, "test"))
    summed = total(scores)
    return {
        "share": share,
        "documents": len(chosen),
        "words": sum(len(document.text.split()) for document in chosen),
        "steps": steps,
        "seed": seed,
        "test_documents": len(scores),
        "f1": {layer: 100 * getattr(summed, layer).prf().f1 for layer in LAYERS},
        "interval": {layer: [100 * x for x in pair] for layer, pair in confidence_intervals(scores).items()},
    }


@app.command()
def measure(
    out: Annotated[Path, typer.Option(help="JSON file; a share that is already there is not trained again.")],
    corpus: Annotated[Path, typer.Option(help="Folder of annotated documents.")] = Path("annotations/corpus"),
    config: Annotated[Path, typer.Option(help="Training config.")] = Path("configs/train.cfg"),
    steps: Annotated[int, typer.Option(help="Steps of each training.")] = 400,
    seed: Annotated[int, typer.Option(help="Seed of each training.")] = 1,
    share: Annotated[list[float] | None, typer.Option(help="Shares of the train part; as often as needed.")] = None,
) -> None:
    """Train and measure."""
    points = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else []
    done = {(point["share"], point["steps"], point["seed"]) for point in points}
    for wanted in share or SHARES:
        if (wanted, steps, seed) in done:
            continue
        points.append(train_share(corpus, wanted, config, steps, seed))
        out.write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")
        typer.echo(points[-1])


def table(points: Sequence[dict[str, Any]]) -> str:
    """The figures as a Markdown table."""
    lines = ["| documents | words | " + " | ".join(LAYERS) + " |", "|---:|---:|" + "---:|" * len(LAYERS)]
    for point in sorted(points, key=lambda p: p["words"]):
        cells = [
            f"{point['f1'][layer]:.1f} ({point['interval'][layer][0]:.1f} to {point['interval'][layer][1]:.1f})"
            for layer in LAYERS
        ]
        lines.append(f"| {point['documents']} | {point['words']:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


@app.command()
def draw(
    figures: Annotated[Path, typer.Argument(help="JSON file that `measure` wrote.")],
    docs: Annotated[Path, typer.Option(help="Folder of the documentation.")] = Path("docs"),
) -> None:
    """Put the table between the markers in docs/learning.md, and the picture beside it."""
    points = sorted(json.loads(figures.read_text(encoding="utf-8")), key=lambda p: p["words"])
    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
    words = [point["words"] / 1000 for point in points]
    for layer in LAYERS:
        low, high = zip(*(point["interval"][layer] for point in points), strict=True)
        axes.fill_between(words, low, high, color=COLOURS[layer], alpha=0.12, linewidth=0)
        axes.plot(words, [point["f1"][layer] for point in points], marker="o", color=COLOURS[layer], label=layer)
    axes.set_xscale("log", base=2)
    axes.set_xticks(words, [f"{value:.0f}" for value in words])
    axes.set_xlabel("thousand words of training text (log scale)")
    axes.set_ylabel("F1 on councils never seen")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(docs / "images" / "learning-curve.png", dpi=130)
    page = docs / "learning.md"
    before, _, rest = page.read_text(encoding="utf-8").partition("<!-- curve -->")
    _, _, after = rest.partition("<!-- /curve -->")
    page.write_text(f"{before}<!-- curve -->\n{table(points)}\n<!-- /curve -->{after}", encoding="utf-8")


if __name__ == "__main__":
    app()
