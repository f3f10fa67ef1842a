"""What is measured while a piece of work is trained, for learning curves: losses and metrics, rarely enough to cost little."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.core.arrays import Array
from engine.core.scores import Scores

TRACED = ("train_loss", "test_loss", "validation_loss", "train_metric", "test_metric", "validation_metric")
FINE = 64  # epochs that are all measured; later ones lie at most a 64th of their number apart


def next_traced(epoch: int) -> int:
    """The next epoch at whose end is measured: it depends on nothing else, so pieces of a training have the trace of a whole."""
    apart = _apart(epoch)
    return (epoch // apart + 1) * apart


def is_traced(epochs: Array) -> Array:
    """Which of these epochs are measured whatever pieces there are, (n,) bool."""
    return np.array([epoch % _apart(epoch) == 0 for epoch in epochs.tolist()], bool)


def as_trace(rows: Sequence[tuple[float, ...]] = ()) -> Array:
    """Rows as `trace_row` makes them, (n, 1 + len(TRACED))."""
    return np.array(rows, np.float64).reshape(-1, 1 + len(TRACED))


def trace_row(epoch: int, scores: Scores) -> tuple[float, ...]:
    """The epoch, and what `TRACED` names; NaN where there are no validation rows."""
    found = (getattr(scores, name) for name in TRACED)
    return (float(epoch), *(math.nan if value is None else float(value) for value in found))


def _apart(epoch: int) -> int:
    """A power of two."""
    return 1 << (max(1, epoch // FINE).bit_length() - 1)
