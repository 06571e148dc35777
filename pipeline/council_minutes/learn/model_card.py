"""The model card: what a model was trained on, how well it reads, and where it is weak."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.scoring import LayerScores, Tally
from council_minutes.learn.evaluate import LAYERS, DocumentScore, confidence_intervals, total

_PACKAGES: Final = ("spacy", "thinc", "onnxruntime", "tokenizers", "spacy-transformers", "transformers", "torch")
_HEAD: Final = "| label | precision | recall | F1 | exact / relaxed F1 | gold |\n|---|---|---|---|---|---|"


def corpus_digest(documents: Sequence[AnnotatedDocument]) -> str:
    """SHA-256 over keys, texts and marks, so that a card says which corpus it speaks of."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.key):
        marks = sorted((m.label, m.start, m.end) for m in document.annotations.marks())
        relations = len(document.annotations.relations)
        digest.update(f"{document.key}\0{document.text}\0{marks}\0{relations}\n".encode())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Versions of the packages that scores depend on, as far as they are installed."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _rows(main: Tally, other: Tally) -> list[str]:
    rows = []
    for label in [*main.labels(), None]:
        score, beside = main.prf(label), other.prf(label)
        name = "**all**" if label is None else label
        rows.append(
            f"| {name} | {100 * score.precision:.1f} | {100 * score.recall:.1f} | {100 * score.f1:.1f} "
            f"| {100 * beside.f1:.1f} | {score.gold} |"
        )
    return rows


def score_tables(scores: LayerScores) -> str:
    """Markdown tables of every layer by label.

    Entities count where they are exact, spans and relations where their extents overlap by half; the last column but
    one counts entities by overlap and spans exactly.
    """
    attributes = [
        f"| {name} | {100 * scores.attributes_right[name] / asked:.1f} | {asked} |"
        for name, asked in sorted(scores.attributes_asked.items())
    ]
    return "\n".join(
        [
            "Entities (exact; beside them relaxed)\n",
            _HEAD,
            *_rows(scores.entities, scores.entities_relaxed),
            "\nSpans (intersection over union at least a half; beside them exact)\n",
            _HEAD,
            *_rows(scores.spans, scores.spans_exact),
            "\nRelations (both ends overlap by half)\n",
            _HEAD,
            *_rows(scores.relations, scores.relations),
            "\nAttributes of matched findings\n",
            "| attribute | right, % | stated |\n|---|---|---|",
            *attributes,
        ]
    )


def summary(scores: Sequence[DocumentScore]) -> str:
    """One line a layer: F1 with its interval."""
    summed = total(scores)
    intervals = confidence_intervals(scores)
    lines = []
    for layer in LAYERS:
        prf = getattr(summed, layer).prf()
        low, high = intervals.get(layer, (0.0, 0.0))
        lines.append(f"| {layer} | {100 * prf.f1:.1f} | {100 * low:.1f} to {100 * high:.1f} | {prf.gold} |")
    return "| layer | F1 | 95 % interval | gold |\n|---|---|---|---|\n" + "\n".join(lines)


def council_table(scores: Sequence[DocumentScore]) -> str:
    """F1 of each layer, a line a host council."""
    by_council: dict[str, list[DocumentScore]] = defaultdict(list)
    for score in scores:
        by_council[score.council].append(score)
    lines = ["| council | documents | entities | spans | relations |\n|---|---|---|---|---|"]
    for council, own in sorted(by_council.items()):
        summed = total(own)
        values = " | ".join(f"{100 * getattr(summed, layer).prf().f1:.1f}" for layer in LAYERS)
        lines.append(f"| {council} | {len(own)} | {values} |")
    return "\n".join(lines)


def comparison_of_sets(sets: Mapping[str, Sequence[DocumentScore]]) -> str:
    """One row a set of documents: F1 of each layer with its interval."""
    lines = ["| documents | number | " + " | ".join(LAYERS) + " |", "|---|---|" + "---|" * len(LAYERS)]
    for title, scores in sets.items():
        summed, intervals = total(scores), confidence_intervals(scores)
        cells = []
        for layer in LAYERS:
            low, high = intervals.get(layer, (0.0, 0.0))
            cells.append(f"{100 * getattr(summed, layer).prf().f1:.1f} ({100 * low:.1f} to {100 * high:.1f})")
        lines.append(f"| {title} | {len(scores)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def card(
    name: str,
    sha256: str,
    corpus: Sequence[AnnotatedDocument],
    sets: Mapping[str, Sequence[DocumentScore]],
    weaknesses: str,
) -> str:
    """The card as Markdown.

    Args:
        name: the model's name and version.
        sha256: digest of the model's folder.
        corpus: the annotated documents the model was trained from, all parts.
        sets: scores of each set of documents, by the set's name.
        weaknesses: what is known to be wrong, written by a person; kept as it is.
    """
    words = sum(len(document.text.split()) for document in corpus)
    councils = len({document.council for document in corpus})
    packages = ", ".join(f"{package} {number}" for package, number in versions().items())
    parts = [
        f"# {name}\n",
        f"Model folder SHA-256: `{sha256}`\n",
        f"Trained from {len(corpus)} annotated documents ({words:,} words, {councils} host councils) written for this "
        f"project; corpus SHA-256 `{corpus_digest(corpus)}`. Host councils of the test part are in no other part.\n",
        f"Versions: {packages}\n",
        "Written by `minutes evaluate --card`; intervals by bootstrap over documents.\n",
    ]
    parts += ["## Councils seen and never seen, written and real\n", comparison_of_sets(sets), ""]
    for title, scores in sets.items():
        parts += [f"## {title} ({len(scores)} documents)\n", summary(scores), "", score_tables(total(scores)), ""]
    parts += ["## Known weaknesses\n", weaknesses.strip(), ""]
    return "\n".join(parts)
