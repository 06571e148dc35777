"""Scores of candidate pairs from the token vectors.

All pooling happens in the narrow space after one projection of the tokens, so that a pair costs a few hundred
operations however long its marks are: hidden = mean(head) + first(head) + mean(tail) + first(tail) + mean(between) +
    features.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import spacy
from spacy.tokens import Doc
from thinc.api import Dropout, Linear, Mish, Model, chain, glorot_uniform_init

from council_minutes.components.arrays import Floats2d
from council_minutes.components.relation_candidates import N_FEATURES, RELATION_NAMES, Candidates

#: Documents with the candidates found in them.
Input: TypeAlias = list[tuple[Doc, Candidates]]
PairModel: TypeAlias = Model[Input, list[Floats2d]]

_ROLES = 5  # head mean, head first, tail mean, tail first, between mean


@spacy.registry.architectures("council_minutes.RelationModel.v1")
def create_relation_model(tok2vec: Model[list[Doc], list[Floats2d]], hidden_width: int, dropout: float) -> PairModel:
    """Logits of every relation for every candidate pair: a list of arrays of shape (pairs, relations)."""
    width = tok2vec.maybe_get_dim("nO")
    project = Linear(nO=hidden_width * _ROLES, nI=width)
    features = Linear(nO=hidden_width, nI=N_FEATURES)
    output = chain(
        Mish(nO=hidden_width, nI=hidden_width, normalize=True),
        Dropout(dropout),
        Linear(nO=len(RELATION_NAMES), nI=hidden_width, init_W=glorot_uniform_init),
    )
    model: PairModel = Model(
        "relation_model",
        _forward,
        init=_init,
        layers=[tok2vec, project, features, output],
        refs={"tok2vec": tok2vec},
        dims={"nO": len(RELATION_NAMES)},
    )
    return model


def _init(model: PairModel, X: Input | None = None, Y: object = None) -> None:
    model.layers[0].initialize(X=None if X is None else [doc for doc, _ in X])
    for layer in model.layers[1:]:
        layer.initialize()


def _mean(prefix: Floats2d, start: np.ndarray, end: np.ndarray) -> Floats2d:
    return (prefix[end] - prefix[start]) / np.maximum(end - start, 1)[:, None]


def _spread(gradient: Floats2d, start: np.ndarray, end: np.ndarray, tokens: int) -> Floats2d:
    """Backward pass of ``_mean``: gradients of the tokens."""
    share = gradient / np.maximum(end - start, 1)[:, None]
    steps = np.zeros((tokens + 1, gradient.shape[1]), dtype=np.float64)
    np.add.at(steps, start, share)
    np.add.at(steps, end, -share)
    return np.cumsum(steps[:-1], axis=0).astype(np.float32)


def _forward(
    model: PairModel, inputs: Input, is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    tok2vec, project, features, output = model.layers
    vectors, backprop_tokens = tok2vec([doc for doc, _ in inputs], is_train)
    projected, backprop_project = project(model.ops.xp.concatenate(vectors), is_train)
    told, backprop_features = features(model.ops.asarray2f(np.concatenate([c.features for _, c in inputs])), is_train)
    lengths = [len(doc) for doc, _ in inputs]
    token_ends = np.cumsum(lengths)
    pair_ends = np.cumsum([len(candidates) for _, candidates in inputs])
    on_cpu = model.ops.to_numpy(projected).reshape(len(projected), _ROLES, features.get_dim("nO"))
    hidden = model.ops.to_numpy(told).copy()
    places = []
    for number, (doc, candidates) in enumerate(inputs):
        rows = slice(pair_ends[number] - len(candidates), pair_ends[number])
        tokens = on_cpu[token_ends[number] - len(doc) : token_ends[number]]
        prefix = np.zeros((len(doc) + 1, *tokens.shape[1:]), dtype=np.float64)
        np.cumsum(tokens, axis=0, out=prefix[1:])
        start = np.array([mark[1] for mark in candidates.marks], dtype=np.int64)
        end = np.array([mark[2] for mark in candidates.marks], dtype=np.int64)
        left, right = candidates.between[:, 0], candidates.between[:, 1]
        if len(candidates):
            of_mark = [
                _mean(prefix[:, 0], start, end) + tokens[start, 1],
                _mean(prefix[:, 2], start, end) + tokens[start, 3],
            ]
            hidden[rows] += (
                of_mark[0][candidates.heads] + of_mark[1][candidates.tails] + _mean(prefix[:, 4], left, right)
            )
        places.append((rows, start, end, left, right))
    logits, backprop_output = output(model.ops.asarray2f(hidden), is_train)
    cut = [model.ops.to_numpy(logits)[rows] for rows, *_ in places]

    def backprop(d_logits: list[Floats2d]) -> list[Doc]:
        d_hidden = model.ops.to_numpy(backprop_output(model.ops.asarray2f(np.concatenate(d_logits))))
        backprop_features(model.ops.asarray2f(d_hidden))
        d_projected = np.zeros_like(on_cpu)
        for number, ((doc, candidates), (rows, start, end, left, right)) in enumerate(zip(inputs, places, strict=True)):
            if not len(candidates):
                continue
            d_tokens = d_projected[token_ends[number] - len(doc) : token_ends[number]]
            for role, pairs in ((0, candidates.heads), (2, candidates.tails)):
                d_marks = np.zeros((len(start), d_hidden.shape[1]), dtype=np.float32)
                np.add.at(d_marks, pairs, d_hidden[rows])
                d_tokens[:, role] += _spread(d_marks, start, end, len(doc))
                np.add.at(d_tokens[:, role + 1], start, d_marks)
            d_tokens[:, 4] += _spread(d_hidden[rows], left, right, len(doc))
        d_vectors = backprop_project(model.ops.asarray2f(d_projected.reshape(projected.shape)))
        return backprop_tokens(model.ops.xp.split(d_vectors, token_ends[:-1]))

    return cut, backprop
