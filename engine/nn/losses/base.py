"""What a loss is. To add one, write a class with `@LOSSES.add(...)` in one of the files beside this one.

A loss is computed from the network's raw scores and has the link function that turns them into predictions, so there is no
hidden pairing of loss and last activation. Shapes are feature-major here: scores and targets are (outputs, rows). The value and
the gradient are those of the mean over rows (and outputs, for losses that compare numbers), as PyTorch defines them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.tape import Tape
from engine.data.table import Task


class Loss(Entry, ABC):
    """It compares raw scores with encoded targets; `link` turns scores into predictions."""

    @abstractmethod
    def objection(self, task: Task) -> str:
        """Why this loss cannot be used for the task, as a sentence that says what to choose; empty when it can."""

    @abstractmethod
    def encode(self, target: Array, task: Task) -> Array:
        """Targets as the loss wants them, (outputs, rows) float64, from a table's target (rows,)."""

    @abstractmethod
    def link(self, scores: Array) -> Array:
        """Predictions from scores, same shape: probabilities for cross entropy, the scores themselves otherwise."""

    @abstractmethod
    def each(self, scores: Array, targets: Array) -> Array:
        """The loss of each row, computed in float64: (rows,)."""

    @abstractmethod
    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        """Record the gradient of the mean loss with respect to the scores; returns its buffer, (outputs, rows)."""


def mean_loss(loss: Loss, scores: Array, targets: Array) -> float:
    """The mean over rows; scores and targets are (outputs, rows)."""
    return float(loss.each(scores, targets).mean())


LOSSES: Registry[Loss] = Registry("loss")


def usual_loss(task: Task) -> Loss:
    """The first loss in the menu that suits the task: cross entropy for classes, MSE for a number."""
    return next(cls() for cls in LOSSES if not cls().objection(task))


def signed_targets(target: Array, task: Task) -> Array:
    """Targets (outputs, rows) for a loss that compares numbers: the number, or -1 and +1 for 'not this class', 'this class'."""
    if task.is_regression:
        return target[np.newaxis].astype(np.float64)
    if task.outputs == 1:
        signs: Array = 2.0 * target[np.newaxis] - 1.0
        return signs
    return 2.0 * one_hot(target, task) - 1.0


def one_hot(target: Array, task: Task) -> Array:
    """1 in the row of the true class, 0 elsewhere: (classes, rows) float64."""
    hits: Array = np.arange(task.classes)[:, np.newaxis] == target
    return hits.astype(np.float64)
