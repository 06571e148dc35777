"""Adam with two learning rates: a small one for the pretrained encoder, a larger one for the new heads."""

from __future__ import annotations

from typing import Any

import spacy
from thinc.api import Optimizer
from thinc.types import FloatsXd, Generator


class TwoRateAdam(Optimizer):
    """Scales the learning rate of PyTorch parameters.

    Args:
        encoder_scale: learning rate of the encoder as a share of the heads'.
        other arguments: of thinc's ``Optimizer``.
    """

    def __init__(self, learn_rate: float | Generator, *, encoder_scale: float, **settings: Any) -> None:
        super().__init__(learn_rate, **settings)
        self.encoder_scale = encoder_scale

    def __call__(
        self, key: tuple[int, str], weights: FloatsXd, gradient: FloatsXd, *, lr_scale: float = 1.0
    ) -> tuple[FloatsXd, FloatsXd]:
        # PyTorch parameters are named by their path (`encoder.layer.0...`), thinc's by one word (`W`, `b`).
        if "." in key[1]:
            lr_scale *= self.encoder_scale
        updated: tuple[FloatsXd, FloatsXd] = super().__call__(key, weights, gradient, lr_scale=lr_scale)
        return updated


@spacy.registry.optimizers("council_minutes.TwoRateAdam.v1")
def create_optimizer(learn_rate: float | Generator, encoder_scale: float, L2: float, grad_clip: float) -> TwoRateAdam:
    """Adam with decoupled weight decay ``L2`` and gradients clipped to the norm ``grad_clip``, for a config."""
    return TwoRateAdam(
        learn_rate, encoder_scale=encoder_scale, L2=L2, L2_is_weight_decay=True, grad_clip=grad_clip, use_averages=False
    )
