"""Metrics: what a trained network is judged by, while the loss is what training minimises.

To add one, write a class with `@METRICS.add(...)`. Values are scikit-learn's.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np

from engine.core.arrays import ZERO, Array
from engine.core.registry import Entry, Registry
from engine.data.table import Task
from engine.nn.class_scores import confusion_counts
from engine.nn.losses import CrossEntropy, mean_loss


class Metric(Entry, ABC):
    """A number computed from the scores and targets of some rows. `best` is its value for perfect predictions."""

    higher_is_better: ClassVar[bool]
    best: ClassVar[float]

    @abstractmethod
    def suits(self, task: Task) -> bool:
        """Whether it can be computed for such targets."""

    @abstractmethod
    def value(self, scores: Array, target: Array) -> float:
        """From raw scores (outputs, rows) and the target (rows,): class numbers, or numbers in the scale of the scores."""


@runtime_checkable
class SharesHits(Protocol):
    """A metric that is the share of rows that are hits, as accuracy is: the rows of several parts are compared at once."""

    def hits(self, scores: Array, target: Array) -> Array:
        """Which rows are hits, (rows,) bool, from what `Metric.value` takes."""


METRICS: Registry[Metric] = Registry("metric")


def metric_for(task: Task) -> Metric:
    """The first metric that suits the task."""
    return metrics_for(task)[0]


def metrics_for(task: Task) -> tuple[Metric, ...]:
    """All metrics that suit the task, the usual one first."""
    return tuple(cls() for cls in METRICS if cls().suits(task))


def classes_of(scores: Array) -> Array:
    """The predicted class of each row from scores (outputs, rows): the sign of a single score, else the largest."""
    if len(scores) == 1:
        return np.asarray(scores[0] > ZERO, np.int64)
    return np.asarray(scores.argmax(0))


def confusion_matrix(scores: Array, target: Array) -> Array:
    """The confusion counts of predictions by scores, (outputs, rows)."""
    return confusion_counts(target, classes_of(scores), max(2, len(scores)))


@METRICS.add("accuracy", "Accuracy")
@dataclass(frozen=True)
class Accuracy(Metric):
    """Share of the rows whose class is predicted correctly."""

    higher_is_better: ClassVar[bool] = True
    best: ClassVar[float] = 1.0

    def suits(self, task: Task) -> bool:
        return not task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        return np.count_nonzero(self.hits(scores, target)) / len(target)

    def hits(self, scores: Array, target: Array) -> Array:
        classes = scores[0] > ZERO if len(scores) == 1 else scores.argmax(0)
        right: Array = classes == target
        return right


@METRICS.add("f1", "F1 (macro)")
@dataclass(frozen=True)
class F1(Metric):
    """Per class 2 hits / (rows of the class + rows predicted as it), the harmonic mean of precision and recall; then the mean.

    Van Rijsbergen 1979. Macro: every class counts alike, however rare. Classes neither there nor predicted are left out.
    """

    higher_is_better: ClassVar[bool] = True
    best: ClassVar[float] = 1.0

    def suits(self, task: Task) -> bool:
        return not task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        hits, there, predicted = _counts(scores, target)
        return float((2 * hits / (there + predicted)).mean())


@METRICS.add("precision", "Precision (macro)")
@dataclass(frozen=True)
class Precision(Metric):
    """Per class the share of the rows predicted as it that are of it: how far a prediction can be trusted; of these the mean.

    Macro: every class counts alike. 0 for a class that is never predicted; classes neither there nor predicted are left out.
    """

    higher_is_better: ClassVar[bool] = True
    best: ClassVar[float] = 1.0

    def suits(self, task: Task) -> bool:
        return not task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        hits, _, predicted = _counts(scores, target)
        return float((hits / np.maximum(predicted, 1)).mean())


@METRICS.add("recall", "Recall (macro)")
@dataclass(frozen=True)
class Recall(Metric):
    """Per class the share of its rows that are found; of these the mean.

    Macro: every class counts alike. 0 for a class that is predicted but not there; classes neither there nor predicted are left
    out.
    """

    higher_is_better: ClassVar[bool] = True
    best: ClassVar[float] = 1.0

    def suits(self, task: Task) -> bool:
        return not task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        hits, there, _ = _counts(scores, target)
        return float((hits / np.maximum(there, 1)).mean())


@METRICS.add("log_loss", "Log loss")
@dataclass(frozen=True)
class LogLoss(Metric):
    """-mean log p(true class), with p the sigmoid or softmax of the scores, whatever the loss; no label smoothing."""

    higher_is_better: ClassVar[bool] = False
    best: ClassVar[float] = 0.0

    def suits(self, task: Task) -> bool:
        return not task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        loss = CrossEntropy()
        return mean_loss(loss, scores, loss.encode(target, Task(max(2, len(scores)))))


@METRICS.add("r2", "R²")
@dataclass(frozen=True)
class R2(Metric):
    """Coefficient of determination: 1 - (sum of squared errors) / (sum of squares around the mean). 1 is perfect, 0 the mean.

    Wright 1921. For a target that is always the same: 1 without an error, else 0. Of a single row it is undefined: NaN.
    """

    higher_is_better: ClassVar[bool] = True
    best: ClassVar[float] = 1.0

    def suits(self, task: Task) -> bool:
        return task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        if len(target) < 2:
            return math.nan
        errors = float(np.sum(_errors(scores, target) ** 2))
        middle = target.mean() if np.ptp(target) else target[0]  # the mean of equal numbers can be off by a rounding error
        spread = float(np.sum((target - middle) ** 2))
        return 1 - errors / spread if spread else (1.0 if errors == 0 else 0.0)


@METRICS.add("rmse", "RMSE")
@dataclass(frozen=True)
class RMSE(Metric):
    """Root of the mean squared error, in the units of the scores: a standardised target's deviations. Large errors count more."""

    higher_is_better: ClassVar[bool] = False
    best: ClassVar[float] = 0.0

    def suits(self, task: Task) -> bool:
        return task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        return float(np.sqrt((_errors(scores, target) ** 2).mean()))


@METRICS.add("mae", "MAE")
@dataclass(frozen=True)
class MAE(Metric):
    """Mean of the errors' sizes, in the units of the scores: a standardised target's deviations."""

    higher_is_better: ClassVar[bool] = False
    best: ClassVar[float] = 0.0

    def suits(self, task: Task) -> bool:
        return task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        return float(np.abs(_errors(scores, target)).mean())


@METRICS.add("mse", "MSE")
@dataclass(frozen=True)
class MSE(Metric):
    """Mean of the squared errors."""

    higher_is_better: ClassVar[bool] = False
    best: ClassVar[float] = 0.0

    def suits(self, task: Task) -> bool:
        return task.is_regression

    def value(self, scores: Array, target: Array) -> float:
        return float((_errors(scores, target) ** 2).mean())


def _errors(scores: Array, target: Array) -> Array:
    errors: Array = scores[0].astype(np.float64) - target
    return errors


def _counts(scores: Array, target: Array) -> tuple[Array, Array, Array]:
    """Hits, rows of the class, rows predicted as it, for each class that is there or predicted."""
    matrix = confusion_matrix(scores, target)
    hits, there, predicted = matrix.diagonal(), matrix.sum(1), matrix.sum(0)
    some = there + predicted > 0
    return hits[some], there[some], predicted[some]
