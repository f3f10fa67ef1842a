"""Losses. To add one, write a class with `@LOSSES.add(...)`.

A loss takes the network's raw scores and owns the link that turns them into predictions, so there is no hidden pairing of
loss and last activation. Shapes are feature-major here: scores and targets are (outputs, rows). The value and the gradient are
those of the mean over rows (and outputs, for MSE and MAE), as PyTorch defines them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from engine.registry import Entry, Registry
from engine.table import Array, Task
from engine.tape import Tape


class Loss(Entry, ABC):
    @abstractmethod
    def objection(self, task: Task) -> str:
        """Why this loss cannot serve the task, as a sentence with the cure; empty when it can."""

    @abstractmethod
    def encode(self, target: Array, task: Task) -> Array:
        """Targets as the loss wants them, (outputs, rows) float64, from a table's target (rows,)."""

    @abstractmethod
    def link(self, scores: Array) -> Array:
        """Predictions from scores, same shape: probabilities for cross entropy, the scores themselves otherwise."""

    @abstractmethod
    def value(self, scores: Array, targets: Array) -> float:
        """The mean loss, computed in float64."""

    @abstractmethod
    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        """Record the gradient of the mean loss with respect to the scores; returns its buffer."""


LOSSES: Registry[Loss] = Registry("loss")


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


@LOSSES.add("cross_entropy", "Cross entropy")
@dataclass(frozen=True)
class CrossEntropy(Loss):
    """-mean log p(true class). Two classes: one score, sigmoid link; more: a score each, softmax link.

    Targets are t = -1 or +1 for two classes, one row of 0 and 1 per class for more. With p = ½ (1 + tanh ½s), the gradient with
    respect to a single score is ½ (tanh ½s - t) / rows; with more it is (p - t) / rows.
    """

    def objection(self, task: Task) -> str:
        return "Cross entropy compares classes, but the target is a number: choose MSE or MAE." if task.is_regression else ""

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task) if task.outputs == 1 else one_hot(target, task)

    def link(self, scores: Array) -> Array:
        if len(scores) == 1:
            half = scores.dtype.type(0.5)
            probability: Array = half * (1 + np.tanh(half * scores))
            return probability
        e = np.exp(scores - scores.max(0))
        shares: Array = e / e.sum(0)
        return shares

    def value(self, scores: Array, targets: Array) -> float:
        s, t = scores.astype(np.float64), targets.astype(np.float64)
        if len(s) == 1:
            return float((np.maximum(s, 0) - s * (t + 1) / 2 + np.log1p(np.exp(-np.abs(s)))).mean())
        top = s.max(0)
        log_sum = top + np.log(np.exp(s - top).sum(0))
        return float((log_sum - (s * t).sum(0)).mean())

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        outputs, rows = scores.shape
        e = tape.empty(outputs, rows)
        if outputs == 1:
            tape.do(np.multiply, scores, tape.number(0.5), e)
            tape.do(np.tanh, e, e)
            tape.do(np.subtract, e, targets, e)
            tape.do(np.multiply, e, tape.number(0.5 / rows), e)
            return e
        top, sums = tape.empty(rows), tape.empty(outputs, rows)
        tape.do(np.maximum.reduce, scores, 0, None, top)
        tape.do(np.subtract, scores, top, e)
        tape.do(np.exp, e, e)
        tape.dot(np.ones((outputs, outputs), tape.dtype), e, sums)  # every row the sum over classes: no reduce, no broadcast
        tape.do(np.divide, e, sums, e)
        tape.do(np.subtract, e, targets, e)
        tape.do(np.multiply, e, tape.number(1 / rows), e)
        return e


@LOSSES.add("mse", "MSE")
@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """mean (score - t)². Classes are asked for as -1 and +1."""

    def objection(self, task: Task) -> str:
        return ""

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task)

    def link(self, scores: Array) -> Array:
        return scores

    def value(self, scores: Array, targets: Array) -> float:
        return float(((scores.astype(np.float64) - targets) ** 2).mean())

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        e = tape.empty(*scores.shape)
        tape.do(np.subtract, scores, targets, e)
        tape.do(np.multiply, e, tape.number(2 / scores.size), e)
        return e


@LOSSES.add("mae", "MAE")
@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """mean |score - t|. Outliers pull no harder than other points. Classes are asked for as -1 and +1."""

    def objection(self, task: Task) -> str:
        return ""

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task)

    def link(self, scores: Array) -> Array:
        return scores

    def value(self, scores: Array, targets: Array) -> float:
        return float(np.abs(scores.astype(np.float64) - targets).mean())

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        e = tape.empty(*scores.shape)
        tape.do(np.subtract, scores, targets, e)
        tape.do(np.sign, e, e)
        tape.do(np.multiply, e, tape.number(1 / scores.size), e)
        return e
