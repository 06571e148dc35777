"""The attributes of findings: ``direction``, ``against``, ``stands``, or none.

Each finding's tokens pass one small layer; its strongest and its mean activations decide each attribute on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Linear, Maxout, Model

from council_minutes.components.arrays import Floats2d
from council_minutes.corpus.docs import SPANS_KEY, Key, key_of
from council_minutes.labels import ATTRIBUTES

LABEL: Final = "FINDING"
#: Columns of the output: for each attribute one for "not stated", then one a value.
CHOICES: Final = {name: (None, *values) for name, values in ATTRIBUTES.items()}
WIDTH: Final = sum(len(values) for values in CHOICES.values())

Input: TypeAlias = list[tuple[Doc, list[Key]]]
AttributeModel: TypeAlias = Model[Input, list[Floats2d]]


@spacy.registry.architectures("council_minutes.AttributeModel.v1")
def create_attribute_model(
    tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int, dropout: float
) -> AttributeModel:
    """Scores of shape (spans, WIDTH) a Doc."""
    width = tok2vec.maybe_get_dim("nO")
    hidden = Maxout(nO=hidden_width, nI=width, nP=2, normalize=True, dropout=dropout)
    output = Linear(nO=WIDTH, nI=2 * hidden_width)
    model: AttributeModel = Model(
        "attribute_model", _forward, init=_init, layers=[tok2vec, hidden, output], refs={"tok2vec": tok2vec}
    )
    return model


def _init(model: AttributeModel, X: Input | None = None, Y: object = None) -> None:
    model.layers[0].initialize(X=None if X is None else [doc for doc, _ in X])
    for layer in model.layers[1:]:
        layer.initialize()


def _forward(
    model: AttributeModel, inputs: Input, is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    tok2vec, hidden, output = model.layers
    vectors, backprop_tokens = tok2vec([doc for doc, _ in inputs], is_train)
    offsets = np.cumsum([0, *(len(doc) for doc, _ in inputs)])
    extents = [
        (base + start, base + end)
        for (_, keys), base in zip(inputs, offsets[:-1].tolist(), strict=True)
        for _, start, end in keys
    ]
    rows = np.concatenate([np.arange(a, b) for a, b in extents]) if extents else np.zeros(0, dtype=np.int64)
    lengths = np.array([b - a for a, b in extents], dtype=np.int64)
    begins = np.cumsum(lengths) - lengths
    tokens = model.ops.xp.concatenate(vectors)
    active, backprop_hidden = hidden(model.ops.as_contig(tokens[rows]), is_train)
    on_cpu = model.ops.to_numpy(active)
    if extents:
        strongest = np.maximum.reduceat(on_cpu, begins, axis=0)
        mean = np.add.reduceat(on_cpu, begins, axis=0) / lengths[:, None]
    else:
        strongest = mean = np.zeros((0, on_cpu.shape[1]), dtype=np.float32)
    scores, backprop_output = output(model.ops.asarray2f(np.concatenate([strongest, mean], axis=1)), is_train)
    cuts = np.cumsum([len(keys) for _, keys in inputs])[:-1]

    def backprop(d_scores: list[Floats2d]) -> list[Doc]:
        d_tokens = np.zeros(tokens.shape, dtype=np.float32)
        # Without findings nothing is learnt here, but the encoder waits for a gradient from each of its listeners.
        if extents:
            d_pooled = model.ops.to_numpy(backprop_output(model.ops.asarray2f(np.concatenate(d_scores))))
            width = on_cpu.shape[1]
            owner = np.repeat(np.arange(len(lengths)), lengths)
            winners = on_cpu == strongest[owner]
            d_active = d_pooled[owner, :width] * winners + d_pooled[owner, width:] / lengths[owner, None]
            np.add.at(d_tokens, rows, model.ops.to_numpy(backprop_hidden(model.ops.asarray2f(d_active))))
        return backprop_tokens(model.ops.xp.split(model.ops.asarray2f(d_tokens), offsets[1:-1]))

    return np.split(model.ops.to_numpy(scores), cuts), backprop


def _softmax(scores: Floats2d) -> npt.NDArray[np.float32]:
    out = np.empty_like(scores)
    at = 0
    for values in CHOICES.values():
        part = scores[:, at : at + len(values)]
        powers = np.exp(part - part.max(axis=1, keepdims=True))
        out[:, at : at + len(values)] = powers / powers.sum(axis=1, keepdims=True)
        at += len(values)
    return out


def findings_of(doc: Doc) -> list[Key]:
    """Keys of a Doc's findings."""
    return [key_of(span) for span in doc.spans.get(SPANS_KEY, ()) if span.label_ == LABEL]


class AttributeTagger(TrainablePipe):
    """Sets ``doc._.attributes`` for the findings in ``doc.spans[SPANS_KEY]``."""

    def __init__(self, vocab: Vocab, model: AttributeModel, name: str, loss_weight: float) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"loss_weight": loss_weight}

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Set up the layers; the attributes are the guidelines'."""
        self.model.initialize(X=[(example.x, []) for example in islice(get_examples(), 1)])

    def predict(self, docs: Iterable[Doc]) -> list[tuple[list[Key], Floats2d]]:
        """Findings of each Doc and the probability of each value, shape (findings, WIDTH)."""
        inputs = [(doc, findings_of(doc)) for doc in docs]
        if not any(keys for _, keys in inputs):
            return [(keys, np.zeros((0, WIDTH), dtype=np.float32)) for _, keys in inputs]
        scores = self.model.predict(inputs)
        return [(keys, _softmax(part)) for (_, keys), part in zip(inputs, scores, strict=True)]

    def set_annotations(self, docs: Iterable[Doc], predictions: list[tuple[list[Key], Floats2d]]) -> None:
        """Write the likeliest value of each attribute, where that is not "not stated"."""
        for doc, (keys, scores) in zip(docs, predictions, strict=True):
            found = []
            at = 0
            for name, values in CHOICES.items():
                best = scores[:, at : at + len(values)].argmax(axis=1)
                found += [[key, name, values[b]] for key, b in zip(keys, best.tolist(), strict=True) if b]
                at += len(values)
            doc._.attributes = found

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from the reference's findings, over the predicted Doc's vectors."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        inputs = [(example.predicted, findings_of(example.reference)) for example in examples]
        scores, backprop = self.model.begin_update(inputs)
        gradients = []
        for example, (_, keys), part in zip(examples, inputs, scores, strict=True):
            gold = _gold(keys, example.reference)
            probability = _softmax(part)
            gradients.append(self.cfg["loss_weight"] * (probability - gold))
            losses[self.name] -= float(np.log(np.maximum(probability[gold > 0], 1e-9)).sum())
        backprop(gradients)
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """``attributes_acc``: of the attributes stated on findings that were found exactly, the share that is right."""
        asked = right = 0
        for example in examples:
            found = {(tuple(key), name): value for key, name, value in example.predicted._.attributes or ()}
            present = set(findings_of(example.predicted))
            for key, name, value in example.reference._.attributes or ():
                if tuple(key) in present:
                    asked += 1
                    right += found.get((tuple(key), name)) == value
        return {"attributes_acc": right / asked if asked else None}


def _gold(keys: list[Key], doc: Doc) -> Floats2d:
    stated = {(tuple(key), name): value for key, name, value in doc._.attributes or ()}
    gold = np.zeros((len(keys), WIDTH), dtype=np.float32)
    for row, key in enumerate(keys):
        at = 0
        for name, values in CHOICES.items():
            gold[row, at + values.index(stated.get((key, name)))] = 1.0
            at += len(values)
    return gold


@Language.factory(
    "attribute_tagger", assigns=["doc._.attributes"], requires=["doc.spans"], default_config={"loss_weight": 1.0}
)
def create_attribute_tagger(nlp: Language, name: str, model: AttributeModel, loss_weight: float) -> AttributeTagger:
    """Build the component from a config; ``loss_weight`` is its share in what the shared encoder learns."""
    return AttributeTagger(nlp.vocab, model, name, loss_weight)
