"""Measure whether the encoder's similarity tells which wordings of indicators mean the same, beside the rules.

python scripts/measure_indicator_similarity.py [MODEL]

Each name becomes the mean of its token vectors; two names are as similar as the cosine of theirs. Half of the
hand-made pairs (drawn with a fixed seed) sets each threshold, the other half measures it: precision, recall and F1 of
`the two mean the same`. The same is done for 200 further draws, of which the means are shown. Prints Markdown.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import numpy as np

from council_minutes.batch.loading import load_model
from council_minutes.batch.models import default_model_path
from council_minutes.tables.indicator_names import indicator_name
from council_minutes.tables.indicator_similarity import similarity

PAIRS: Final = Path(__file__).parent.parent / "tests" / "tables" / "indicator_pairs.tsv"
_SEED: Final = 20240401
_DRAWS: Final = 200
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two wordings.

    Attributes:
        left, right: as written.
        same: whether they mean the same.
        rules: whether the rules give them one name.
        allowed: whether their numbers, measures and contrasts (gross, net) let them mean the same.
        cosine: of their mean vectors.
    """

    left: str
    right: str
    same: bool
    rules: bool
    allowed: bool
    cosine: float


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Method = Callable[[Pair, float], bool]
METHODS: Final[dict[str, Method]] = {
    "the rules": lambda pair, _: pair.rules,
    "cosine": lambda pair, at: pair.cosine >= at,
    "the rules, or cosine": lambda pair, at: pair.rules or pair.cosine >= at,
    "the rules, or cosine where nothing contradicts": lambda pair, at: (
        pair.rules or (pair.allowed and pair.cosine >= at)
    ),
    "the rules, and cosine": lambda pair, at: pair.rules and pair.cosine >= at,
}


def read_pairs(model: Path) -> list[Pair]:
    """The hand-made pairs with what the rules and the encoder say of them."""
    with PAIRS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    vectors = _vectors(load_model(model, _LONGEST), {row[side] for row in rows for side in ("left", "right")})
    pairs = []
    for row in rows:
        left, right = row["left"], row["right"]
        names = indicator_name(left), indicator_name(right)
        is_allowed = names[0] == names[1] or similarity(*names) > 0
        cosine = float(vectors[left] @ vectors[right])
        pairs.append(Pair(left, right, row["same"] == "yes", names[0] == names[1], is_allowed, cosine))
    return pairs


def _vectors(nlp: Any, texts: set[str]) -> dict[str, Any]:
    """Text → mean of its token vectors, of length 1."""
    (encoder,) = [part for name, part in nlp.pipeline if nlp.get_pipe_meta(name).factory == "onnx_encoder"]
    ordered = sorted(texts)
    found = {}
    for text, rows in zip(ordered, encoder.predict([nlp.make_doc(text) for text in ordered]), strict=True):
        mean = np.asarray(rows, dtype=np.float64).mean(axis=0)
        found[text] = mean / np.linalg.norm(mean)
    return found


def score(pairs: Sequence[Pair], method: Method, threshold: float) -> Score:
    joined = [pair.same for pair in pairs if method(pair, threshold)]
    right = sum(joined)
    return Score(right / len(joined) if joined else 1.0, right / sum(pair.same for pair in pairs))


def best_threshold(pairs: Sequence[Pair], method: Method) -> float:
    """The threshold with the best F1; where there are rules to spoil, of those with no loss of precision."""
    tried = [*sorted({pair.cosine for pair in pairs}), 1.1]
    rules = score(pairs, METHODS["the rules"], 0.0).precision
    scores = {at: score(pairs, method, at) for at in tried}
    if method is not METHODS["cosine"]:
        scores = {at: found for at, found in scores.items() if found.precision >= rules}
    return max(scores, key=lambda at: (scores[at].f1, at))


def halves(pairs: Sequence[Pair], seed: int) -> tuple[list[Pair], list[Pair]]:
    drawn = list(pairs)
    random.Random(seed).shuffle(drawn)
    return drawn[::2], drawn[1::2]


def main() -> None:
    pairs = read_pairs(Path(sys.argv[1]) if len(sys.argv) > 1 else default_model_path())
    chosen, held_out = halves(pairs, _SEED)
    print(f"{len(pairs)} pairs, {len(chosen)} to set the threshold, {len(held_out)} to measure it\n")
    print(f"| | threshold | precision | recall | F1 | over {_DRAWS} draws: precision | recall | F1 |")
    print("|---|---|---|---|---|---|---|---|")
    for name, method in METHODS.items():
        at = best_threshold(chosen, method)
        found = score(held_out, method, at)
        draws = []
        for seed in range(_DRAWS):
            first, second = halves(pairs, seed)
            draws.append(score(second, method, best_threshold(first, method)))
        means = [fmean(values) for values in zip(*((s.precision, s.recall, s.f1) for s in draws), strict=True)]
        shown = "–" if method is METHODS["the rules"] else f"{at:.3f}"
        cells = [f"{value:.2f}" for value in (found.precision, found.recall, found.f1, *means)]
        print(f"| {name} | {shown} | {' | '.join(cells)} |")
    for name, method in METHODS.items():
        at = best_threshold(chosen, method)
        print(f"\n{name}, on the pairs held out:\n")
        for pair in sorted(held_out, key=lambda pair: -pair.cosine):
            if method(pair, at) != pair.same:
                fault = "missed" if pair.same else "joined though different"
                print(f"- {fault}: {pair.left} / {pair.right} ({pair.cosine:.3f})")


if __name__ == "__main__":
    main()
