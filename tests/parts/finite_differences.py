"""Backward passes against finite differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

Array = NDArray[np.float32]


class GivenVectors:
    """Stands where the encoder stands: token vectors that the test can change, and what flows back to them."""

    def __init__(self, lengths: Sequence[int], width: int, seed: int = 0) -> None:
        generator = np.random.default_rng(seed)
        self.vectors = [generator.normal(size=(n, width)).astype(np.float32) for n in lengths]
        self.gradients: list[Array] = []
        self.model: Model[list[Doc], list[Array]] = Model(
            "given_vectors", self._forward, init=lambda *_, **__: None, dims={"nO": width}
        )

    def _forward(
        self, _: Any, docs: list[Doc], is_train: bool
    ) -> tuple[list[Array], Callable[[list[Array]], list[Doc]]]:
        def backprop(gradients: list[Array]) -> list[Doc]:
            self.gradients = [np.array(gradient) for gradient in gradients]
            return docs

        assert [len(doc) for doc in docs] == [len(rows) for rows in self.vectors]
        return [rows.copy() for rows in self.vectors], backprop


def slopes(
    model: Model[Any, list[Array]], given: GivenVectors, inputs: Any, seed: int, step: float = 2e-3
) -> list[tuple[str, float, float]]:
    """Slope of a random sum of the outputs along a random direction of the vectors and of each parameter.

    Returns:
        What was moved, the slope by the backward pass, and the slope by central differences.
    """
    generator = np.random.default_rng(seed)
    outputs, backprop = model.begin_update(inputs)
    weights = [generator.normal(size=part.shape).astype(np.float32) for part in outputs]

    def value() -> float:
        parts = model.predict(inputs)
        return sum(float((p.astype(np.float64) * w).sum()) for p, w in zip(parts, weights, strict=True))

    backprop(weights)
    places: list[tuple[str, list[Array], list[Array]]] = [("vectors", given.vectors, given.gradients)]
    for layer in model.walk():
        for name in layer.grad_names:
            places.append((f"{layer.name} {name}", [layer.get_param(name)], [np.array(layer.get_grad(name))]))
    found = []
    for name, arrays, gradients in places:
        # Half of the direction is the gradient's own, so that the slope is never lost in rounding.
        moves = [generator.normal(size=array.shape).astype(np.float32) for array in arrays]
        size = np.sqrt(sum(float((g**2).sum()) for g in gradients)) + 1e-9
        moves = [
            move / np.sqrt(sum(m.size for m in moves)) + g / size for move, g in zip(moves, gradients, strict=True)
        ]
        expected = sum(float((g * move).sum()) for g, move in zip(gradients, moves, strict=True))
        values = []
        for sign in (1, -1):
            for array, move in zip(arrays, moves, strict=True):
                np.add(array, sign * step * move, out=array)
            values.append(value())
            for array, move in zip(arrays, moves, strict=True):
                np.subtract(array, sign * step * move, out=array)
        found.append((name, expected, (values[0] - values[1]) / (2 * step)))
    return found
