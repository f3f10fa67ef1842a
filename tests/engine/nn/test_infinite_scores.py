"""Scores that overflowed to infinity have a softmax too, without a warning: the window computes it for every frame."""

from __future__ import annotations

import numpy as np
import pytest

from engine.exporters.link_functions import softmax
from engine.nn.activations.sine_softmax import Softmax
from engine.nn.losses.cross_entropy import CrossEntropy

INF = np.inf
ROWS = np.array([[INF, 1, 2], [INF, INF, 0], [-INF, -INF, -INF], [-INF, 0, 0], [3e38, -3e38, 0]], np.float32)
SHARES = np.array([[1, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0.5, 0.5], [1, 0, 0]])


@pytest.mark.parametrize("link", [softmax, Softmax().function, lambda rows: CrossEntropy().link(rows.T).T])
def test_softmax_of_infinite_scores(link) -> None:
    with np.errstate(all="raise", under="ignore", over="ignore"):
        assert link(ROWS) == pytest.approx(SHARES, abs=1e-6)
        assert np.isnan(link(np.array([[np.nan, 1.0]], np.float32))).any()
