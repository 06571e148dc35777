"""Named entities by tagging: one softmax a token over begin, inside, last, unit of each label and outside.

The best tag sequence that is well formed is found for all documents of a batch at once (Viterbi), so that a token
costs a few additions. It takes the place of spaCy's transition-based ``ner``, which on this encoder learns more slowly
and mixes labels up (figures in docs/models.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans
from spacy.vocab import Vocab
from thinc.api import Linear, Maxout, Model, chain, with_array

from council_minutes.components.arrays import Floats1d, Floats2d, Ints1d
from council_minutes.components.tag_decoding import (
    N_TAGS,
    balance_brackets,
    best_tags,
    entropy,
    gold_tags,
    softmax,
    stretches,
    trim_space,
)
from council_minutes.labels import ENTITY_LABELS

EntityModel: TypeAlias = Model[list[Doc], list[Floats2d]]


@spacy.registry.architectures("council_minutes.EntityTagger.v1")
def create_entity_model(
    tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int, dropout: float, nO: int | None = None
) -> EntityModel:
    """Token vectors to tag scores; ``nO`` is set at initialisation from the labels."""
    width = tok2vec.maybe_get_dim("nO")
    hidden = Maxout(nO=hidden_width, nI=width, nP=2, normalize=True, dropout=dropout)
    output = Linear(nO=nO, nI=hidden_width)
    model: EntityModel = chain(tok2vec, with_array(chain(hidden, output)))
    model.set_ref("output_layer", output)
    model.set_ref("tok2vec", tok2vec)
    return model


class EntityTagger(TrainablePipe):
    """Sets ``doc.ents``."""

    def __init__(self, vocab: Vocab, model: EntityModel, name: str) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": []}

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
        self.cfg["labels"] = list(ENTITY_LABELS if labels is None else labels)
        self.model.get_ref("output_layer").set_dim("nO", 1 + len(self.labels) * N_TAGS)
        self.model.initialize(X=[example.x for example in islice(get_examples(), 2)])

    def predict(self, docs: Iterable[Doc]) -> list[Floats2d]:
        """Tag scores, one array of shape (tokens, 1 + 4 * labels) a Doc."""
        documents = list(docs)
        if not any(len(doc) for doc in documents):
            return [np.zeros((0, 1 + len(self.labels) * N_TAGS), dtype=np.float32) for _ in documents]
        return [self.model.ops.to_numpy(scores) for scores in self.model.predict(documents)]

    def uncertainty(self, docs: Iterable[Doc]) -> list[Floats1d]:
        """Bits of doubt about each token's tag, shape (tokens,) a Doc.

        Reads ``doc.tensor``; the encoder does not run.
        """
        return [entropy(softmax(scores)) for scores in self.predict(docs)]

    def set_annotations(self, docs: Iterable[Doc], scores: list[Floats2d]) -> None:
        """Write the entities of the best tags, without white space at their edges and with brackets in pairs."""
        for doc, tags in zip(docs, best_tags(scores), strict=True):
            found = [
                (*trim_space(doc, *balance_brackets(doc, start, end)), self.labels[label])
                for start, end, label in stretches(tags)
            ]
            doc.set_ents(
                filter_spans([Span(doc, start, end, label=label) for start, end, label in found if start < end])
            )

    def get_loss(self, examples: Iterable[Example], scores: list[Floats2d]) -> tuple[float, list[Floats2d]]:
        """Cross entropy of the tags, and its gradient for the scores."""
        loss = 0.0
        gradients = []
        for example, doc_scores in zip(examples, scores, strict=True):
            predicted = softmax(self.model.ops.to_numpy(doc_scores))
            gold = self._gold(example.reference)
            rows = np.arange(len(gold))
            loss -= float(np.log(np.maximum(predicted[rows, gold], 1e-9)).sum())
            predicted[rows, gold] -= 1.0
            gradients.append(self.model.ops.asarray2f(predicted))
        return loss, gradients

    def _gold(self, doc: Doc) -> Ints1d:
        numbers = {label: number for number, label in enumerate(self.labels)}
        known = [(entity.start, entity.end, numbers[entity.label_]) for entity in doc.ents if entity.label_ in numbers]
        return gold_tags(len(doc), known)

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """``ents_p``, ``ents_r``, ``ents_f`` and ``ents_per_type``: exact, as spaCy scores its ``ner``."""
        return dict(get_ner_prf(examples))


@Language.factory("entity_tagger", assigns=["doc.ents"], default_score_weights={"ents_f": 1.0})
def create_entity_tagger(nlp: Language, name: str, model: EntityModel) -> EntityTagger:
    """Build the component from a config."""
    return EntityTagger(nlp.vocab, model, name)
