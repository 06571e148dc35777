"""Named entities by tagging: one softmax a token over begin, inside, last, unit of each label and outside.

The best tag sequence that is well formed is found for all documents of a batch at once (Viterbi), so that a token
costs a few additions. It takes the place of spaCy's transition-based ``ner``, which on this encoder learns more slowly and mixes
labels up (figures in docs/models.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Linear, Maxout, Model, chain, with_array

from council_minutes.components.arrays import Floats2d, Ints1d
from council_minutes.labels import ENTITY_LABELS

#: Columns of the output: "outside", then for each label its begin, inside, last and unit tag.
OUTSIDE: Final = 0
BEGIN, INSIDE, LAST, UNIT = 0, 1, 2, 3
N_TAGS: Final = 4

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


def best_tags(scores: Sequence[Floats2d]) -> list[Ints1d]:
    """The likeliest well-formed tags of each document.

    Well formed: what begins is continued by the same label until its last token.

    Args:
        scores: one array of shape (tokens, 1 + 4 * labels) a document.

    Returns:
        One array of columns, shape (tokens,), a document.
    """
    lengths = np.array([len(document) for document in scores])
    longest = int(lengths.max(initial=0))
    if not longest:
        return [np.zeros(0, dtype=np.int64) for _ in scores]
    width = scores[0].shape[1]
    padded = np.zeros((longest, len(scores), width), dtype=np.float32)
    # Past a document's end only "outside" is possible, so that its last entity is closed.
    padded[:, :, 1:] = -np.inf
    for number, document in enumerate(scores):
        padded[: len(document), number] = document
    begin, inside, last, unit = (1 + N_TAGS * np.arange(width // N_TAGS) + tag for tag in (BEGIN, INSIDE, LAST, UNIT))
    closed = np.concatenate([[OUTSIDE], last, unit])
    fresh = np.concatenate([[OUTSIDE], begin, unit])
    rows = np.arange(len(scores))
    back = np.zeros((longest, len(scores), width), dtype=np.int16)
    total = np.full((len(scores), width), -np.inf, dtype=np.float32)
    total[:, fresh] = padded[0][:, fresh]
    for position in range(1, longest):
        best_closed = closed[total[:, closed].argmax(axis=1)]
        after_closed = total[rows, best_closed]
        opened, going = total[:, begin], total[:, inside]
        best_open = np.where(opened >= going, begin, inside)
        after_open = np.maximum(opened, going)
        following = np.empty_like(total)
        following[:, fresh] = after_closed[:, None]
        following[:, inside] = after_open
        following[:, last] = after_open
        back[position][:, fresh] = best_closed[:, None]
        back[position][:, inside] = best_open
        back[position][:, last] = best_open
        total = following + padded[position]
    tags = np.zeros((longest, len(scores)), dtype=np.int64)
    tags[-1] = closed[total[:, closed].argmax(axis=1)]
    for position in range(longest - 1, 0, -1):
        tags[position - 1] = back[position][rows, tags[position]]
    return [tags[:length, number] for number, length in enumerate(lengths)]


def _column(label: int, tag: int) -> int:
    return 1 + label * N_TAGS + tag


def entities_from(tags: Ints1d) -> Iterator[tuple[int, int, int]]:
    """``(start, end, label number)`` of each entity of well-formed tags; tokens, half open."""
    start = 0
    for position in np.flatnonzero(tags):
        label, tag = divmod(int(tags[position]) - 1, N_TAGS)
        if tag in (BEGIN, UNIT):
            start = int(position)
        if tag in (LAST, UNIT):
            yield start, int(position) + 1, label


def _softmax(scores: Floats2d) -> Floats2d:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    normalised: Floats2d = powers / powers.sum(axis=1, keepdims=True)
    return normalised


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

    def set_annotations(self, docs: Iterable[Doc], scores: list[Floats2d]) -> None:
        """Write the entities of the best tags, without white space at their edges."""
        for doc, tags in zip(docs, best_tags(scores), strict=True):
            entities = []
            for begun, ended, label in entities_from(tags):
                start, end = begun, ended
                while start < end and doc[start].is_space:
                    start += 1
                while end > start and doc[end - 1].is_space:
                    end -= 1
                if start < end:
                    entities.append(Span(doc, start, end, label=self.labels[label]))
            doc.set_ents(entities)

    def get_loss(self, examples: Iterable[Example], scores: list[Floats2d]) -> tuple[float, list[Floats2d]]:
        """Cross entropy of the tags, and its gradient for the scores."""
        loss = 0.0
        gradients = []
        for example, doc_scores in zip(examples, scores, strict=True):
            predicted = _softmax(self.model.ops.to_numpy(doc_scores))
            gold = self._gold(example.reference)
            rows = np.arange(len(gold))
            loss -= float(np.log(np.maximum(predicted[rows, gold], 1e-9)).sum())
            predicted[rows, gold] -= 1.0
            gradients.append(self.model.ops.asarray2f(predicted))
        return loss, gradients

    def _gold(self, doc: Doc) -> Ints1d:
        gold = np.full(len(doc), OUTSIDE, dtype=np.int64)
        for entity in doc.ents:
            if entity.label_ in self.labels:
                number = self.labels.index(entity.label_)
                gold[entity.start : entity.end] = _column(number, INSIDE)
                gold[entity.start] = _column(number, BEGIN)
                gold[entity.end - 1] = _column(number, UNIT if len(entity) == 1 else LAST)
        return gold

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """``ents_p``, ``ents_r``, ``ents_f`` and ``ents_per_type``: exact, as spaCy scores its ``ner``."""
        return dict(get_ner_prf(examples))


@Language.factory("entity_tagger", assigns=["doc.ents"], default_score_weights={"ents_f": 1.0})
def create_entity_tagger(nlp: Language, name: str, model: EntityModel) -> EntityTagger:
    """Build the component from a config."""
    return EntityTagger(nlp.vocab, model, name)
