"""The losses and metrics of a network at one moment of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scores:
    """Losses as the loss function defines them, on the data alone; `penalty` is what the regularizer adds while training.

    `metric` is the name of the metric, "Accuracy".
    """

    train_loss: float
    test_loss: float
    metric: str
    train_metric: float
    test_metric: float
    penalty: float = 0.0

    def are_finite(self) -> bool:
        return all(map(math.isfinite, (self.train_loss, self.test_loss, self.penalty)))


ROWS = ("test", "training")  # whose scores a schedule or a stop rule can go by


def metric_on(rows: str, scores: Scores) -> float:
    """The metric on those rows, one of ROWS."""
    return scores.test_metric if rows == ROWS[0] else scores.train_metric


def loss_on(rows: str, scores: Scores) -> float:
    """The loss on those rows, one of ROWS."""
    return scores.test_loss if rows == ROWS[0] else scores.train_loss
