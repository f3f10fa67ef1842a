"""Losses that compare numbers: each is the mean, over rows and outputs, of a function of the error e = score - target.

The target is a number, or a class encoded as -1 and +1; the link is the identity.
"""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array, exp_floor
from engine.core.params import param
from engine.core.tape import Tape
from engine.data.table import Task
from engine.nn.losses.base import LOSSES, Loss, signed_targets


class _ErrorLoss(Loss, ABC):
    """What they have in common. A loss says what each row costs and records its gradient."""

    def objection(self, task: Task) -> str:
        return ""

    def encode(self, target: Array, task: Task) -> Array:
        return signed_targets(target, task)

    def link(self, scores: Array) -> Array:
        return scores


@LOSSES.add("mse", "MSE")
@dataclass(frozen=True)
class MeanSquaredError(_ErrorLoss):
    """mean e²: least squares (Legendre 1805, Gauss 1809); gradient 2 e. Classes are encoded as -1 and +1; identity link."""

    def each(self, scores: Array, targets: Array) -> Array:
        return _mean(_errors(scores, targets) ** 2)

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        e = _record_errors(tape, scores, targets)
        tape.scale(e, 2 / scores.size)
        return e


@LOSSES.add("mae", "MAE")
@dataclass(frozen=True)
class MeanAbsoluteError(_ErrorLoss):
    """mean |e| (Boscovich 1757); gradient the sign of e, 0 at 0, as PyTorch has it. Outliers weigh no more than other points.

    Classes are encoded as -1 and +1; identity link.
    """

    def each(self, scores: Array, targets: Array) -> Array:
        return _mean(np.abs(_errors(scores, targets)))

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        e = _record_errors(tape, scores, targets)
        tape.record(np.sign, e, e)
        tape.scale(e, 1 / scores.size)
        return e


@LOSSES.add("huber", "Huber")
@dataclass(frozen=True)
class Huber(_ErrorLoss):
    """mean of ½ e² where |e| < delta, else delta (|e| - ½ delta) (Huber 1964, as PyTorch has it); gradient e, limited to ± delta.

    MSE for small errors, MAE for outliers. Classes are encoded as -1 and +1; identity link.
    """

    delta: float = param(1.0, "Delta", low=0.01, high=100.0, log=True, help="Errors beyond this count as outliers.")

    def each(self, scores: Array, targets: Array) -> Array:
        size = np.abs(_errors(scores, targets))
        near = np.minimum(size, self.delta)
        return _mean(near * (size - near / 2))

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        e = _record_errors(tape, scores, targets)
        tape.clip(e, -self.delta, self.delta, e)
        tape.scale(e, 1 / scores.size)
        return e


@LOSSES.add("log_cosh", "Log-cosh")
@dataclass(frozen=True)
class LogCosh(_ErrorLoss):
    """mean log cosh e: a smooth Huber loss, near ½ e² and then near |e| - log 2; gradient tanh e (Green 1990).

    Classes are encoded as -1 and +1; identity link.
    """

    def each(self, scores: Array, targets: Array) -> Array:
        size = np.abs(_errors(scores, targets))
        small = np.log1p(np.exp(np.maximum(-2 * size, exp_floor(size.dtype))))  # log cosh e = |e| + log(1 + e^(-2|e|)) - log 2
        return _mean(size + small - np.log(2))

    def record(self, tape: Tape, scores: Array, targets: Array) -> Array:
        e = _record_errors(tape, scores, targets)
        tape.record(np.tanh, e, e)
        tape.scale(e, 1 / scores.size)
        return e


def _mean(values: Array) -> Array:
    """Over the outputs of each row."""
    mean: Array = values[0] if len(values) == 1 else values.mean(0)
    return mean


def _errors(scores: Array, targets: Array) -> Array:
    errors: Array = scores.astype(np.float64, copy=False) - targets
    return errors


def _record_errors(tape: Tape, scores: Array, targets: Array) -> Array:
    e = tape.empty(*scores.shape)
    tape.record(np.subtract, scores, targets, e)
    return e
