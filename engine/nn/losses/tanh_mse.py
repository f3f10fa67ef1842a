"""MSE of tanh: the loss of networks whose output neuron is a tanh, as in TensorFlow Playground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.losses.base import LOSSES, Loss, signed_targets


@LOSSES.add("tanh_mse", "MSE of tanh")
@dataclass(frozen=True)
class TanhSquaredError(Loss):
    """mean (tanh s - t)², with targets t = -1 and +1; its link is tanh; gradient 2 (tanh s - t)(1 - tanh² s).

    For classes: the squared error of a tanh output (LeCun et al. 1998, "Efficient BackProp"). Where an output is certain and
    wrong the slope of tanh is near 0, so it hardly learns there, unlike with cross entropy.
    """

    def objection(self, task: Task) -> str:
        if not task.is_regression:
            return ""
        return _("MSE of tanh compares classes, but the target is a number: choose MSE or MAE.")

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task)

    def link(self, scores: Array) -> Array:
        outputs: Array = np.tanh(scores)
        return outputs

    def each(self, scores: Array, targets: Array) -> Array:
        squares = (np.tanh(scores.astype(np.float64, copy=False)) - targets) ** 2
        mean: Array = squares[0] if len(squares) == 1 else squares.mean(0)
        return mean

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        t, slope = tape.empty(*scores.shape), tape.empty(*scores.shape)
        tape.record(np.tanh, scores, t)
        tape.record(np.multiply, t, t, slope)
        tape.record(np.subtract, tape.number(1), slope, slope)
        tape.record(np.subtract, t, targets, t)
        tape.record(np.multiply, t, slope, t)
        tape.scale(t, 2 / scores.size)
        return t
