"""Statistics of each layer's gradient, against direct NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Recipe
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS, gradient_statistics
from tests.engine.builders import dense, network_for, stack


def test_gradient_statistics_by_hand() -> None:
    """A layer's gradient (3, -4, 0 …): L2 norm 5, largest magnitude 4, mean magnitude 7 / 9. A swap of any two would show."""
    network = network_for(Recipe(blocks=stack(dense(3), Dropout(), dense(2))), 2, 1)
    network.grad[:] = 0
    network.grad[:2] = 3, -4
    network.grad[9:17] = -2
    found = gradient_statistics(network)
    assert GRADIENT_STATISTICS == ("l2", "mean", "max")
    assert found[0] == pytest.approx([5, 7 / 9, 4])
    assert np.isnan(found[1]).all()
    assert found[2] == pytest.approx([32**0.5, 2, 2])
    assert found[3].tolist() == [0, 0, 0]


def test_gradient_statistics_of_random_gradients() -> None:
    network = network_for(Recipe(blocks=stack(dense(5), dense(4))), 3, 1, dtype=np.float32)
    network.grad[:] = np.random.default_rng(0).normal(size=network.grad.size)
    for row, info in zip(gradient_statistics(network), network.layers, strict=True):
        g = network.grad[info.start : info.stop].astype(np.float64)
        assert row == pytest.approx([np.linalg.norm(g), np.abs(g).mean(), np.abs(g).max()], rel=1e-12)
