"""Span categorisation by tagging: for each label on its own, every token is outside, begins or continues a span.

Labels do not exclude one another, so spans of different labels nest and overlap freely. The cost is one small layer
over the token vectors, whatever the length of the spans; no candidate is enumerated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Linear, Maxout, Model, chain, with_array

from council_minutes.components.arrays import Floats2d
from council_minutes.corpus.docs import SPANS_KEY
from council_minutes.corpus.scoring import RELAXED, Tally, tally_extents
from council_minutes.labels import SPAN_LABELS

#: Tags of one label.
OUTSIDE, BEGIN, INSIDE = 0, 1, 2
N_TAGS: Final = 3
#: Logit of "outside" above the others before training: about 1 token in 15 is inside a span of a given label.
OUTSIDE_BIAS: Final = 3.0

TaggerModel: TypeAlias = Model[list[Doc], list[Floats2d]]
Probabilities: TypeAlias = npt.NDArray[np.float32]


@spacy.registry.architectures("council_minutes.SpanTagger.v1")
def create_model(
    tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int, dropout: float, nO: int | None = None
) -> TaggerModel:
    """Token vectors to tag scores; ``nO`` is three times the number of labels, set at initialisation."""
    width = tok2vec.maybe_get_dim("nO")
    hidden = Maxout(nO=hidden_width, nI=width, nP=2, normalize=True, dropout=dropout)
    output = Linear(nO=nO, nI=hidden_width)
    model: TaggerModel = chain(tok2vec, with_array(chain(hidden, output)))
    model.set_ref("output_layer", output)
    model.set_ref("tok2vec", tok2vec)
    return model


def probabilities(scores: Floats2d) -> Probabilities:
    """Softmax over each label's tags: from shape (tokens, labels * 3) to (tokens, labels, 3)."""
    shaped = np.asarray(scores, dtype=np.float32).reshape(len(scores), -1, N_TAGS)
    powers = np.exp(shaped - shaped.max(axis=2, keepdims=True))
    normalised: Probabilities = powers / powers.sum(axis=2, keepdims=True)
    return normalised


def spans_from(label_probabilities: Probabilities) -> Iterator[tuple[int, int, float]]:
    """Spans of one label.

    A token belongs to a span where "outside" is less likely than not; a span is cut in two where a token inside it is
    more likely to begin a span than to continue one.

    Args:
        label_probabilities: shape (tokens, 3).

    Yields:
        ``(start, end, score)``: tokens, half open, and the mean probability of being in a span.
    """
    within = label_probabilities[:, OUTSIDE] < 0.5
    begins = within & (label_probabilities[:, BEGIN] > label_probabilities[:, INSIDE])
    before = np.concatenate([[False], within[:-1]])
    starts = np.flatnonzero(within & (~before | begins))
    stops = np.flatnonzero(~within)
    for position, start in enumerate(starts):
        next_stop = stops[np.searchsorted(stops, start)] if len(stops) and stops[-1] > start else len(within)
        end = min(int(next_stop), int(starts[position + 1]) if position + 1 < len(starts) else len(within))
        yield int(start), end, float(1.0 - label_probabilities[start:end, OUTSIDE].mean())


class SpanTagger(TrainablePipe):
    """Sets ``doc.spans[SPANS_KEY]`` with a score a span in ``attrs["scores"]``."""

    def __init__(self, vocab: Vocab, model: TaggerModel, name: str, loss_weight: float) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": [], "loss_weight": loss_weight}

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
        self.model.get_ref("output_layer").set_dim("nO", len(self.labels) * N_TAGS)
        self.model.initialize(X=[example.x for example in islice(get_examples(), 2)])
        # Nearly every token is outside of nearly every label. Beginning there keeps the first steps from flooding the
        # shared encoder with gradients that say nothing else.
        bias = np.zeros((len(self.labels), N_TAGS), dtype=np.float32)
        bias[:, OUTSIDE] = OUTSIDE_BIAS
        output = self.model.get_ref("output_layer")
        output.set_param("b", output.ops.asarray1f(bias.reshape(-1)))

    def predict(self, docs: Iterable[Doc]) -> list[Floats2d]:
        """Tag scores, one array of shape (tokens, labels * 3) a Doc."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [self.model.ops.alloc2f(0, len(self.labels) * N_TAGS) for _ in docs]
        return self.model.predict(docs)

    def set_annotations(self, docs: Iterable[Doc], scores: list[Floats2d]) -> None:
        """Write the spans that the scores say."""
        for doc, doc_scores in zip(docs, scores, strict=True):
            by_label = probabilities(self.model.ops.to_numpy(doc_scores))
            spans, confidence = [], []
            for number, label in enumerate(self.labels):
                for start, end, score in spans_from(by_label[:, number]):
                    left, right = _trim(doc, start, end)
                    if left < right:
                        spans.append(Span(doc, left, right, label=label))
                        confidence.append(score)
            doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans, attrs={"scores": confidence})

    def get_loss(self, examples: Iterable[Example], scores: list[Floats2d]) -> tuple[float, list[Floats2d]]:
        """Cross entropy of each label's tags, and its gradient for the scores."""
        loss = 0.0
        gradients = []
        for example, doc_scores in zip(examples, scores, strict=True):
            predicted = probabilities(self.model.ops.to_numpy(doc_scores))
            gold = self._gold(example.reference)
            gradient = self.cfg["loss_weight"] * (predicted - gold)
            loss -= float(np.log(np.maximum((predicted * gold).sum(axis=2), 1e-9)).sum())
            gradients.append(self.model.ops.asarray2f(gradient.reshape(len(gradient), -1)))
        return loss, gradients

    def _gold(self, doc: Doc) -> Probabilities:
        gold = np.zeros((len(doc), len(self.labels), N_TAGS), dtype=np.float32)
        gold[:, :, OUTSIDE] = 1.0
        for span in doc.spans.get(SPANS_KEY, ()):
            if span.label_ in self.labels:
                number = self.labels.index(span.label_)
                gold[span.start : span.end, number] = (0.0, 0.0, 1.0)
                gold[span.start, number] = (0.0, 1.0, 0.0)
        return gold

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


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end and doc[start].is_space:
        start += 1
    while end > start and doc[end - 1].is_space:
        end -= 1
    return start, end


@Language.factory(
    "span_tagger", assigns=["doc.spans"], default_config={"loss_weight": 1.0}, default_score_weights={"spans_f": 1.0}
)
def create_span_tagger(nlp: Language, name: str, model: TaggerModel, loss_weight: float) -> SpanTagger:
    """Build the component from a config; ``loss_weight`` is its share in what the shared encoder learns."""
    return SpanTagger(nlp.vocab, model, name, loss_weight)
