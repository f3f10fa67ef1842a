"""Cross entropy, the loss for class probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import HALF, ONE, ZERO, Array, at_least, exp_floor, exp_from_top
from engine.core.params import param
from engine.core.tape import Tape
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.activations.classic import sigmoid
from engine.nn.activations.sine_softmax import record_exp_from_top
from engine.nn.losses.base import LOSSES, Loss, one_hot, signed_targets

LOWEST = np.array(exp_floor(np.dtype(np.float64)))


@LOSSES.add("cross_entropy", "Cross entropy")
@dataclass(frozen=True)
class CrossEntropy(Loss):
    """-mean log p(true class): maximum likelihood (Good 1952; for networks Bridle 1990).

    For classes; its link: sigmoid of the one score that two classes have, softmax of a score for each of more.
    Targets are t = -1 or +1 for two classes, one row of 0 and 1 per class for more. With p = ½ (1 + tanh ½s), the gradient with
    respect to a single score is ½ (tanh ½s - t) / rows; with more it is (p - t) / rows.

    Label smoothing (Szegedy et al. 2016) as PyTorch has it: the target of the true class is 1 - smoothing, and smoothing is
    shared evenly by all classes, the true one among them. The two classes of a single score count as two.
    """

    smoothing: float = param(
        0.0,
        "Label smoothing",
        low=0.0,
        high=0.9,
        help="Targets below certainty: all classes share this much. Try 0.1.",
    )

    def objection(self, task: Task) -> str:
        if not task.is_regression:
            return ""
        return _("Cross entropy compares classes, but the target is a number: choose MSE or MAE.")

    def encode(self, target: Array, task: Task) -> Array:
        if task.outputs == 1:
            return (1 - self.smoothing) * signed_targets(target, task)
        return (1 - self.smoothing) * one_hot(target, task) + self.smoothing / task.classes

    def link(self, scores: Array) -> Array:
        if len(scores) == 1:
            return sigmoid(scores)
        e = exp_from_top(scores, 0)
        shares: Array = e / e.sum(0)
        return shares

    def each(self, scores: Array, targets: Array) -> Array:
        s, t = scores.astype(np.float64, copy=False), targets.astype(np.float64, copy=False)
        if len(s) == 1:
            s, t = s[0], t[0]
            size = np.abs(s)
            loss: Array = at_least(ZERO, s) - s * (t + ONE) * HALF + np.log1p(np.exp(at_least(LOWEST, np.negative(size, size))))
        else:
            down = s - s.max(0)
            loss = np.log(np.exp(at_least(LOWEST, down)).sum(0)) - (down * t).sum(0)
        return loss

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        outputs, rows = scores.shape
        e = tape.empty(outputs, rows)
        if outputs == 1:
            tape.record(np.multiply, scores, tape.number(0.5), e)
            tape.record(np.tanh, e, e)
            tape.record(np.subtract, e, targets, e)
            tape.scale(e, 0.5 / rows)
            return e
        sums = tape.empty(outputs, rows)
        record_exp_from_top(tape, scores, e)
        tape.dot(np.ones((outputs, outputs), tape.dtype), e, sums)  # each row is the sum over classes: no reduce, no broadcast
        tape.record(np.divide, e, sums, e)
        tape.record(np.subtract, e, targets, e)
        tape.scale(e, 1 / rows)
        return e
