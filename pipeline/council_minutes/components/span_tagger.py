"""Span categorisation by tagging: for each label on its own, every token is outside, begins, continues or ends a span.

Labels do not exclude one another, so spans of different labels nest and overlap freely. The cost is one small layer
over the token vectors, whatever the length of the spans; no candidate is enumerated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final, TypeAlias

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Linear, Maxout, Model, chain, with_array

from council_minutes.components.arrays import Floats1d, Floats2d, Ints1d
from council_minutes.components.tag_decoding import (
    N_TAGS,
    OUTSIDE,
    best_tags,
    entropy,
    gold_tags,
    softmax,
    stretches,
    trim_space,
)
from council_minutes.corpus.docs import SPANS_KEY
from council_minutes.corpus.scoring import RELAXED, Tally, tally_extents
from council_minutes.labels import SPAN_LABELS

#: Columns of one label's scores: outside, begin, inside, last, unit.
WIDTH: Final = 1 + N_TAGS
#: Logit of "outside" above the others before training: about 1 token in 15 is inside a span of a given label.
OUTSIDE_BIAS: Final = 3.0

TaggerModel: TypeAlias = Model[list[Doc], list[Floats2d]]


@spacy.registry.architectures("council_minutes.SpanTagger.v1")
def create_model(
    tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int, dropout: float, nO: int | None = None
) -> TaggerModel:
    """Token vectors to tag scores; ``nO`` is set at initialisation from the labels."""
    width = tok2vec.maybe_get_dim("nO")
    hidden = Maxout(nO=hidden_width, nI=width, nP=2, normalize=True, dropout=dropout)
    output = Linear(nO=nO, nI=hidden_width)
    model: TaggerModel = chain(tok2vec, with_array(chain(hidden, output)))
    model.set_ref("output_layer", output)
    model.set_ref("tok2vec", tok2vec)
    return model


def by_label(scores: Floats2d) -> list[Floats2d]:
    """Log probabilities of each label's tags: from shape (tokens, labels * 5) to one (tokens, 5) a label."""
    shaped = scores.reshape(len(scores), scores.shape[1] // WIDTH, WIDTH)
    logs = np.log(np.maximum(softmax(shaped), 1e-6))
    return [logs[:, number] for number in range(shaped.shape[1])]


class SpanTagger(TrainablePipe):
    """Sets ``doc.spans[SPANS_KEY]`` with a score a span in ``attrs["scores"]``."""

    def __init__(self, vocab: Vocab, model: TaggerModel, name: str, loss_weight: float, begin_cost: float) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": [], "loss_weight": loss_weight, "begin_cost": begin_cost}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the model's output."""
        return tuple(self.cfg["labels"])

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: list[str] | None = None,
    ) -> None:
        """Set the labels (all of the guidelines' unless named) and the model's width."""
        self.cfg["labels"] = list(SPAN_LABELS if labels is None else labels)
        self.model.get_ref("output_layer").set_dim("nO", len(self.labels) * WIDTH)
        self.model.initialize(X=[example.x for example in islice(get_examples(), 2)])
        # Nearly every token is outside of nearly every label. Beginning there keeps the first steps from flooding the
        # shared encoder with gradients that say nothing else.
        bias = np.zeros((len(self.labels), WIDTH), dtype=np.float32)
        bias[:, OUTSIDE] = OUTSIDE_BIAS
        output = self.model.get_ref("output_layer")
        output.set_param("b", output.ops.asarray1f(bias.reshape(-1)))

    def predict(self, docs: Iterable[Doc]) -> list[Floats2d]:
        """Tag scores, one array of shape (tokens, labels * WIDTH) a Doc."""
        documents = list(docs)
        if not any(len(doc) for doc in documents):
            return [np.zeros((0, len(self.labels) * WIDTH), dtype=np.float32) for _ in documents]
        return [self.model.ops.to_numpy(scores) for scores in self.model.predict(documents)]

    def uncertainty(self, docs: Iterable[Doc]) -> list[Floats1d]:
        """Bits of doubt about each token's tag of the label in most doubt, shape (tokens,) a Doc.

        Reads ``doc.tensor``; the encoder does not run.
        """
        return [
            entropy(softmax(scores.reshape(len(scores), len(self.labels), WIDTH))).max(axis=1)
            for scores in self.predict(docs)
        ]

    def set_annotations(self, docs: Iterable[Doc], scores: list[Floats2d]) -> None:
        """Write the spans of the best tags, with the mean probability of not being outside as their score."""
        documents = list(docs)
        logs = [by_label(doc_scores) for doc_scores in scores]
        tags = best_tags([label_logs for doc_logs in logs for label_logs in doc_logs], self.cfg["begin_cost"])
        for number, (doc, doc_logs) in enumerate(zip(documents, logs, strict=True)):
            spans, confidence = [], []
            doc_tags = tags[number * len(self.labels) : (number + 1) * len(self.labels)]
            for label, label_tags, label_logs in zip(self.labels, doc_tags, doc_logs, strict=True):
                for begun, ended, _ in stretches(label_tags):
                    start, end = trim_space(doc, begun, ended)
                    if start < end:
                        spans.append(Span(doc, start, end, label=label))
                        confidence.append(float(1.0 - np.exp(label_logs[start:end, OUTSIDE]).mean()))
            doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans, attrs={"scores": confidence})

    def get_loss(self, examples: Iterable[Example], scores: list[Floats2d]) -> tuple[float, list[Floats2d]]:
        """Cross entropy of each label's tags, and its gradient for the scores."""
        loss = 0.0
        gradients = []
        for example, doc_scores in zip(examples, scores, strict=True):
            shaped = self.model.ops.to_numpy(doc_scores).reshape(len(example.reference), len(self.labels), WIDTH)
            gradient = softmax(shaped)
            for number, label in enumerate(self.labels):
                gold = self._gold(example.reference, label)
                rows = np.arange(len(gold))
                loss -= float(np.log(np.maximum(gradient[rows, number, gold], 1e-9)).sum())
                gradient[rows, number, gold] -= 1.0
            gradient *= self.cfg["loss_weight"]
            gradients.append(self.model.ops.asarray2f(gradient.reshape(doc_scores.shape)))
        return loss, gradients

    def _gold(self, doc: Doc, label: str) -> Ints1d:
        # One label's spans cannot overlap in its tags: of two that do, the outer one is learned.
        kept: list[tuple[int, int, int]] = []
        own = [span for span in doc.spans.get(SPANS_KEY, ()) if span.label_ == label]
        for span in sorted(own, key=lambda span: (span.start, -span.end)):
            if not kept or span.start >= kept[-1][1]:
                kept.append((span.start, span.end, 0))
        return gold_tags(len(doc), kept)

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """``spans_f`` and its kin: F1 where intersection over union is at least a half; and by label."""
        tally = Tally()
        for example in examples:
            found, gold = (
                [(span.label_, span.start_char, span.end_char) for span in doc.spans.get(SPANS_KEY, ())]
                for doc in (example.predicted, example.reference)
            )
            tally.update(tally_extents(found, gold, RELAXED))
        total = tally.prf()
        by_label = {label: tally.prf(label) for label in tally.labels()}
        return {
            "spans_p": total.precision,
            "spans_r": total.recall,
            "spans_f": total.f1,
            "spans_per_type": {label: {"p": s.precision, "r": s.recall, "f": s.f1} for label, s in by_label.items()},
        }


@Language.factory(
    "span_tagger",
    assigns=["doc.spans"],
    default_config={"loss_weight": 1.0, "begin_cost": 0.0},
    default_score_weights={"spans_f": 1.0},
)
def create_span_tagger(
    nlp: Language, name: str, model: TaggerModel, loss_weight: float, begin_cost: float
) -> SpanTagger:
    """Build the component from a config.

    Args:
        loss_weight: the component's share in what the shared encoder learns.
        begin_cost: log probability that a span must gain over having none; more of it gives fewer, surer spans.
    """
    return SpanTagger(nlp.vocab, model, name, loss_weight, begin_cost)
