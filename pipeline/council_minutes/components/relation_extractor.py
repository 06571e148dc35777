"""Relations between the marks of a Doc, by scoring typed candidate pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab

from council_minutes.components.arrays import Floats2d
from council_minutes.components.relation_candidates import RELATION_NAMES, Candidates, find_candidates
from council_minutes.components.relation_model import PairModel
from council_minutes.corpus.docs import SPANS_KEY, Key, key_of
from council_minutes.corpus.scoring import Tally


def marks_of(doc: Doc) -> list[Key]:
    """Keys of a Doc's entities and spans."""
    return [key_of(span) for span in (*doc.ents, *doc.spans.get(SPANS_KEY, ()))]


def _sigmoid(logits: Floats2d) -> Floats2d:
    return (1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))).astype(np.float32)


class RelationExtractor(TrainablePipe):
    """Sets ``doc._.relations`` from ``doc.ents`` and ``doc.spans[SPANS_KEY]``.

    It learns from the marks of the reference, and at prediction reads whatever the components before it have marked.
    """

    def __init__(self, vocab: Vocab, model: PairModel, name: str, threshold: float, loss_weight: float) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"threshold": threshold, "loss_weight": loss_weight}

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Set up the layers; the labels are the guidelines' relations."""
        self.model.initialize(X=[(example.x, find_candidates(example.x, [])) for example in islice(get_examples(), 1)])

    def predict(self, docs: Iterable[Doc]) -> list[tuple[Candidates, Floats2d]]:
        """Candidates of each Doc and the probability of every relation, shape (pairs, relations)."""
        inputs = [(doc, find_candidates(doc, marks_of(doc))) for doc in docs]
        if not any(len(candidates) for _, candidates in inputs):
            empty = np.zeros((0, len(RELATION_NAMES)), dtype=np.float32)
            return [(candidates, empty) for _, candidates in inputs]
        logits = self.model.predict(inputs)
        return [(candidates, _sigmoid(scores)) for (_, candidates), scores in zip(inputs, logits, strict=True)]

    def set_annotations(self, docs: Iterable[Doc], predictions: list[tuple[Candidates, Floats2d]]) -> None:
        """Write the relations that reach the threshold."""
        for doc, (candidates, scores) in zip(docs, predictions, strict=True):
            rows, columns = np.nonzero((scores >= self.cfg["threshold"]) & candidates.allowed)
            doc._.relations = [
                [
                    RELATION_NAMES[column],
                    candidates.marks[candidates.heads[row]],
                    candidates.marks[candidates.tails[row]],
                    float(scores[row, column]),
                ]
                for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
            ]

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from the reference's marks and relations, over the predicted Doc's vectors."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        inputs, golds = [], []
        for example in examples:
            candidates = find_candidates(example.predicted, marks_of(example.reference))
            inputs.append((example.predicted, candidates))
            golds.append(candidates.gold(example.reference._.relations or ()))
        logits, backprop = self.model.begin_update(inputs)
        gradients = []
        for (_, candidates), gold, scores in zip(inputs, golds, logits, strict=True):
            probability = _sigmoid(scores)
            gradients.append((self.cfg["loss_weight"] * (probability - gold) * candidates.allowed).astype(np.float32))
            likely = np.where(gold > 0, probability, 1.0 - probability)
            losses[self.name] -= float((np.log(np.maximum(likely, 1e-9)) * candidates.allowed).sum())
        backprop(gradients)
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """``relations_f`` and its kin over gold and predicted pairs, and ``relations_candidate_recall``.

        A relation is right where its name and both its marks are exactly those of the reference.
        """
        tally = Tally()
        reachable = wanted = 0
        for example in examples:
            shift = example.reference
            gold = {(r[0], tuple(r[1]), tuple(r[2])) for r in shift._.relations or ()}
            found = {(r[0], tuple(r[1]), tuple(r[2])) for r in example.predicted._.relations or ()}
            tally.add((r[0] for r in found), (r[0] for r in gold), (r[0] for r in gold & found))
            candidates = find_candidates(shift, marks_of(shift))
            reachable += int(candidates.gold(shift._.relations or ()).sum())
            wanted += len(gold)
        total = tally.prf()
        return {
            "relations_p": total.precision,
            "relations_r": total.recall,
            "relations_f": total.f1,
            "relations_candidate_recall": reachable / wanted if wanted else 1.0,
            "relations_per_type": {label: tally.prf(label).f1 for label in tally.labels()},
        }


@Language.factory(
    "relation_extractor",
    assigns=["doc._.relations"],
    requires=["doc.ents", "doc.spans"],
    default_config={"threshold": 0.5, "loss_weight": 1.0},
    default_score_weights={"relations_f": 1.0},
)
def create_relation_extractor(
    nlp: Language, name: str, model: PairModel, threshold: float, loss_weight: float
) -> RelationExtractor:
    """Build the component from a config.

    Args:
        threshold: least probability of a relation that is written.
        loss_weight: the component's share in what the shared encoder learns.
    """
    return RelationExtractor(nlp.vocab, model, name, threshold, loss_weight)
