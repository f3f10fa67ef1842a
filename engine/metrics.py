"""What a trained network is judged by, as against the loss, which training makes small. To add one, write a class
with `@METRICS.add(...)`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from engine.registry import Entry, Registry
from engine.table import Array, Task


class Metric(Entry, ABC):
    @abstractmethod
    def suits(self, task: Task) -> bool: ...

    @abstractmethod
    def value(self, scores: Array, target: Array) -> float:
        """From raw scores (outputs, rows) and the target (rows,): class numbers, or numbers in the scale of the scores."""


METRICS: Registry[Metric] = Registry("metric")


def classes_of(scores: Array) -> Array:
    """The predicted class of each row from scores (outputs, rows): the sign of a single score, else the largest."""
    if len(scores) == 1:
        return np.asarray(scores[0] > 0, np.int64)
    return np.asarray(scores.argmax(0))


@METRICS.add("accuracy", "Accuracy")
@dataclass(frozen=True)
class Accuracy(Metric):
    """Share of the rows whose class is predicted rightly."""

    def suits(self, task: Task) -> bool:
        return not task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        return float((classes_of(scores) == target).mean())


@METRICS.add("r2", "R²")
@dataclass(frozen=True)
class R2(Metric):
    """Coefficient of determination: 1 - (sum of squared errors) / (sum of squares around the mean). 1 is perfect, 0 the mean."""

    def suits(self, task: Task) -> bool:
        return task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        errors = float(np.sum((scores[0].astype(np.float64) - target) ** 2))
        spread = float(np.sum((target - target.mean()) ** 2))
        return 1 - errors / spread if spread else (1.0 if errors == 0 else 0.0)


def metric_for(task: Task) -> Metric:
    """The first metric that suits the task."""
    return next(cls() for cls in METRICS if cls().suits(task))
