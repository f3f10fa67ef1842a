"""The hinge loss, for margins between classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import ONE, ZERO, Array, at_least
from engine.core.tape import Tape
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.losses.base import LOSSES, Loss, one_hot, signed_targets


@LOSSES.add("hinge", "Hinge")
@dataclass(frozen=True)
class Hinge(Loss):
    """The true class must win by a margin of 1; a larger margin is no better (Cortes and Vapnik 1995).

    For classes, with the identity as link: a score says which class, not how likely it is. Two classes, t = -1 or +1:
    mean max(0, 1 - t s), gradient -t where t s < 1. More, with y the true one of C (Weston and Watkins 1999, as PyTorch's
    MultiMarginLoss has it): mean 1/C Σ_j≠y max(0, 1 - s_y + s_j); gradient 1/C for each j within the margin, and for y minus
    their sum. 0 at the edge of the margin.
    """

    def objection(self, task: Task) -> str:
        return _("Hinge compares classes, but the target is a number: choose MSE or MAE.") if task.is_regression else ""

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task) if task.outputs == 1 else one_hot(target, task)

    def link(self, scores: Array) -> Array:
        return scores

    def each(self, scores: Array, targets: Array) -> Array:
        s, t = scores.astype(np.float64, copy=False), targets.astype(np.float64, copy=False)
        if len(s) == 1:
            short: Array = at_least(ZERO, ONE - t[0] * s[0])
            return short
        short = at_least(ZERO, s - (s * t).sum(0) + (ONE - t))  # 0 for the true class itself
        mean: Array = short.mean(0)
        return mean

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        outputs, rows = scores.shape
        g = tape.empty(outputs, rows)
        tape.record(np.multiply, scores, targets, g)
        if outputs == 1:
            tape.record(np.less, g, tape.number(1), g)
            tape.record(np.multiply, g, targets, g)
            tape.scale(g, -1 / rows)
            return g
        ones, sums = np.ones((outputs, outputs), tape.dtype), tape.empty(outputs, rows)
        tape.dot(ones, g, sums)  # in every row the score of the true class
        tape.record(np.subtract, scores, sums, g)
        tape.record(np.subtract, g, targets, g)  # above -1, and never for the true class: within the margin
        tape.record(np.greater, g, tape.number(-1), g)
        tape.dot(ones, g, sums)
        tape.record(np.multiply, sums, targets, sums)
        tape.record(np.subtract, g, sums, g)
        tape.scale(g, 1 / (outputs * rows))
        return g
