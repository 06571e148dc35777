from __future__ import annotations

import numpy as np
import pytest

from council_minutes.components.optimizer import create_optimizer


@pytest.mark.parametrize(("name", "step"), [("W", 0.01), ("b", 0.01), ("encoder.layer.0.output.dense.weight", 0.001)])
def test_the_encoder_learns_at_a_share_of_the_heads_rate(name: str, step: float) -> None:
    optimizer = create_optimizer(0.01, encoder_scale=0.1, L2=0.0, grad_clip=0.0)
    weights, gradient = np.ones((2, 2), dtype=np.float32), np.full((2, 2), 3.0, dtype=np.float32)
    updated, _ = optimizer((1, name), weights, gradient)
    assert updated == pytest.approx(1.0 - step, abs=1e-6), "Adam's first step is as long as its rate"


def test_weights_decay_at_the_rate_of_their_part() -> None:
    for name, rate in (("W", 0.01), ("encoder.weight", 0.001)):
        optimizer = create_optimizer(0.01, encoder_scale=0.1, L2=0.5, grad_clip=0.0)
        updated, _ = optimizer((1, name), np.ones(2, dtype=np.float32), np.full(2, 1e-12, dtype=np.float32))
        assert updated == pytest.approx(1.0 - rate * 0.5, abs=2e-4)
