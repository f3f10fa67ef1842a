"""Losses whose link is the sign: what a perceptron makes of its score. They are for two classes."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import ZERO, Array, at_least
from engine.core.tape import Tape
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.losses.base import LOSSES, Loss, signed_targets


class _SignLoss(Loss, ABC):
    """What they have in common. A loss says what each row costs and records its gradient."""

    def objection(self, task: Task) -> str:
        return objection_to_more(task)

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task)

    def link(self, scores: Array) -> Array:
        return np.sign(scores)


@LOSSES.add("perceptron", "Perceptron")
@dataclass(frozen=True)
class PerceptronLoss(_SignLoss):
    """mean max(0, -t s): Rosenblatt's rule, which moves the weights at mistakes only (Rosenblatt 1958).

    For two classes, t = -1 or +1; its link: the sign of the score. The gradient with respect to s is -t where t s ≤ 0, so that a
    step of plain descent on one row is w <- w + lr t x. It is computed from the score, not from its sign, whose slope is 0.
    """

    def each(self, scores: Array, targets: Array) -> Array:
        s, t = scores.astype(np.float64, copy=False), targets.astype(np.float64, copy=False)
        short: Array = at_least(ZERO, -t[0] * s[0])
        return short

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        g = tape.empty(*scores.shape)
        tape.record(np.multiply, scores, targets, g)
        tape.record(np.less_equal, g, tape.number(0), g)
        tape.record(np.multiply, g, targets, g)
        tape.scale(g, -1 / scores.shape[1])
        return g


@LOSSES.add("zero_one", "Zero-one")
@dataclass(frozen=True)
class ZeroOneLoss(_SignLoss):
    """mean ¼ (sign s - t)²: the share of mistakes, a score of 0 counting a quarter.

    For two classes, t = -1 or +1; its link: the sign of the score. It is what one would like to be small, and cannot be trained
    with: it is flat wherever it has a slope, so the gradient is 0 everywhere.
    """

    def each(self, scores: Array, targets: Array) -> Array:
        errors = np.sign(scores[0]).astype(np.float64) - targets[0]
        share: Array = errors * errors / 4
        return share

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        g = tape.empty(*scores.shape)
        tape.record(g.fill, 0.0)
        tape.scale(g, 1 / scores.shape[1])
        return g


def objection_to_more(task: Task) -> str:
    """Why a sign cannot tell these apart; empty for two classes."""
    if task.is_regression:
        return _("A sign tells two classes apart, but the target is a number: choose MSE or MAE.")
    return "" if task.outputs == 1 else _("A sign tells two classes apart, and there are more: choose cross entropy.")
