"""Two models on the same documents: what one reads better than the other, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.scoring import Tally
from council_minutes.corpus.splits import select
from council_minutes.learn.evaluate import LAYERS, DocumentScore, interval, resampled_f1, total


def held_out(corpus: Iterable[AnnotatedDocument], extra: Iterable[AnnotatedDocument]) -> list[AnnotatedDocument]:
    """The test part of a corpus without the councils of further training documents: neither model has seen them."""
    seen = {document.council.strip().lower() for document in extra}
    return [document for document in select(corpus, "test") if document.council.strip().lower() not in seen]


def comparison_table(before: Sequence[DocumentScore], after: Sequence[DocumentScore]) -> str:
    """A Markdown table of F1 in per cent, by layer and label, of two models on the same documents in the same order.

    The interval of a layer's change is that of the paired bootstrap: documents are drawn, both models scored on them.
    """
    left, right = total(before), total(after)
    values = resampled_f1(before), resampled_f1(after)
    lines = [
        "| F1, % | before | after | change | 95 % interval of the change | gold |",
        "|---|---:|---:|---:|---|---:|",
    ]
    for layer in LAYERS:
        old, new = getattr(left, layer), getattr(right, layer)
        low, high = interval(b - a for a, b in zip(values[0][layer], values[1][layer], strict=True))
        lines.append(_row(f"**{layer}**", old, new, None, f"{100 * low:+.1f} to {100 * high:+.1f}"))
        lines += [_row(label, old, new, label, "") for label in old.labels()]
    return "\n".join(lines)


def _row(name: str, old: Tally, new: Tally, label: str | None, change: str) -> str:
    one, other = old.prf(label), new.prf(label)
    f1s = f"{100 * one.f1:.1f} | {100 * other.f1:.1f} | {100 * (other.f1 - one.f1):+.1f}"
    return f"| {name} | {f1s} | {change} | {one.gold:,} |"
