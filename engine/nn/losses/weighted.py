"""A loss whose rows count differently, each as much as the weight of its class. It is made for a run, not chosen by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.data.table import Task
from engine.nn.losses.base import Loss


@dataclass(frozen=True)
class WeightedByClass(Loss):
    """mean w(class) · loss, over the rows; gradient w(class) · the loss's.

    Its encoded targets are those of `loss` with one more row, the weights: (outputs + 1, rows). It is divided by the number of
    rows, as Keras's `class_weight` does; PyTorch's `weight=` divides by the sum of the weights. With weights n / (k n_c) both
    are the same over all training rows, whose weights have the mean 1.
    """

    loss: Loss
    weights: tuple[float, ...]  # by class

    def objection(self, task: Task) -> str:
        return self.loss.objection(task)

    def encode(self, target: Array, task: Task) -> Array:
        weights = np.array(self.weights)[target.astype(np.int64)]
        return np.concatenate([self.loss.encode(target, task), weights[np.newaxis]])

    def link(self, scores: Array) -> Array:
        return self.loss.link(scores)

    def each(self, scores: Array, targets: Array) -> Array:
        weighted: Array = self.loss.each(scores, targets[:-1]) * targets[-1]
        return weighted

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        gradient = self.loss.record(tape, scores, tape.units(targets))
        factor = tape.without_scale(gradient)
        tape.record(np.multiply, gradient, tape.last_row(targets), gradient)
        if factor != 1:
            tape.scale(gradient, factor)  # last, so that an optimizer can take it over
        return gradient
