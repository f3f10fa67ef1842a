"""The losses and metrics of a network at one moment of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scores:
    """Losses as the loss function defines them, on the data alone; `penalty` is what the regularizer adds while training.

    `metric` is the name of the metric, "Accuracy". Those on validation rows are None where there are no such rows.
    """

    train_loss: float
    test_loss: float
    metric: str
    train_metric: float
    test_metric: float
    penalty: float = 0.0
    validation_loss: float | None = None
    validation_metric: float | None = None

    def are_finite(self) -> bool:
        """Whether the losses and the penalty are; a metric may be undefined."""
        return all(map(math.isfinite, (self.train_loss, self.test_loss, self.penalty, self.validation_loss or 0.0)))


ROWS = ("test", "training")  # whose scores a schedule or a stop rule can go by
VALIDATION = "validation"  # rows that take the place of the test rows in all decisions, where there are some


def deciding_rows(rows: str, scores: Scores) -> str:
    """The rows that are looked at where `rows`, one of ROWS, were chosen: VALIDATION instead of those for testing, if there are
    any: test rows that decided something would no longer tell how the network does on rows that it has not seen.
    """
    return VALIDATION if rows == ROWS[0] and scores.validation_loss is not None else rows


def metric_on(rows: str, scores: Scores) -> float:
    """The metric on the rows that decide where those, one of ROWS, were chosen."""
    if rows != ROWS[0]:
        return scores.train_metric
    return scores.test_metric if scores.validation_metric is None else scores.validation_metric


def loss_on(rows: str, scores: Scores) -> float:
    """The loss on the rows that decide where those, one of ROWS, were chosen."""
    if rows != ROWS[0]:
        return scores.train_loss
    return scores.test_loss if scores.validation_loss is None else scores.validation_loss
