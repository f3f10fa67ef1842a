"""Regularizers: penalties on large weights. To add one, write a class with `@PENALTIES.add(...)`.

A penalty may add to the gradient, or change the weights before or after the optimizer's step: it has a method for what it does.
They act on weights alone: biases, and whatever else a layer trains that is no matrix, are left out, and so are frozen layers.
What L1, L2 and the elastic net add to the loss is reported apart from the loss on the data.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.shared_calls import BLOCK
from engine.core.tape import Tape
from engine.optim.optimizers import LearningRate


@dataclass(frozen=True, eq=False)
class Weights:
    """What a penalty works on: θ, which numbers in it are weights, and the learning rate.

    multipliers: (parameters,), each weight's learning-rate multiplier; 0 for biases and frozen layers.
    matrices: views of θ, (units_in, units) each, of the layers that are not frozen.
    signs: (parameters,), a buffer for the weights' signs before the step; filled by a penalty that `KeepsSigns`.
    """

    theta: Array
    multipliers: Array
    matrices: tuple[Array, ...]
    rate: LearningRate

    @cached_property
    def signs(self) -> Array:
        return np.zeros_like(self.theta)

    def mask(self, value: float, times: Array | None = None) -> Array:
        """(parameters,): `value` for each weight, 0 elsewhere; times an array, if given."""
        mask: Array = (value * (self.multipliers > 0 if times is None else times)).astype(self.theta.dtype)
        return mask

    def blocks(self) -> Iterator[slice]:
        """Parts of the vectors, small enough that what one call writes is still in the cache for the next."""
        for start in range(0, self.theta.size, BLOCK):
            yield slice(start, start + BLOCK)


class Penalty(Entry, ABC):
    """What it does while training is up to the protocols below; one of them, or none."""

    @abstractmethod
    def value(self, weights: Array) -> float:
        """What it adds to the loss; `weights` are all weights of the network, flat."""


@runtime_checkable
class AddsGradient(Protocol):
    """A penalty whose gradient is added to that of the loss on the data."""

    def record_gradient(self, tape: Tape, weights: Weights, grad: Array) -> Array:
        """Record the sum, (parameters,); returns its buffer, `grad` itself stays as it is."""


@runtime_checkable
class KeepsSigns(Protocol):
    """A penalty that needs to know, after the optimizer's step, on which side of 0 each weight was before it."""

    def record_signs(self, tape: Tape, weights: Weights) -> None:
        """Record into `weights.signs` the sign of each weight, before the optimizer's step."""


@runtime_checkable
class ChangesWeightsBefore(Protocol):
    """A penalty that changes the weights before the optimizer's step."""

    def record_before(self, tape: Tape, weights: Weights) -> None:
        """Record the change of θ, in place."""


@runtime_checkable
class ChangesWeightsAfter(Protocol):
    """A penalty that changes the weights after the optimizer's step."""

    def record_after(self, tape: Tape, weights: Weights) -> None:
        """Record the change of θ, in place."""


def record_before_step(penalty: Penalty, tape: Tape, weights: Weights, grad: Array) -> Array:
    """Record what the penalty does before the optimizer's step; returns the gradient for that step."""
    if isinstance(penalty, KeepsSigns):
        penalty.record_signs(tape, weights)
    if isinstance(penalty, ChangesWeightsBefore):
        penalty.record_before(tape, weights)
    return penalty.record_gradient(tape, weights, grad) if isinstance(penalty, AddsGradient) else grad


def record_after_step(penalty: Penalty, tape: Tape, weights: Weights) -> None:
    """Record what the penalty does after the optimizer's step."""
    if isinstance(penalty, ChangesWeightsAfter):
        penalty.record_after(tape, weights)


PENALTIES: Registry[Penalty] = Registry("penalty")


def _strength(default: float, **about: Any) -> float:
    known = {
        "low": 0.0,
        "high": 10.0,
        "log": True,
        "help": "How much large weights cost. Try 0.001, then a factor of 3 at a time.",
    }
    strength: float = param(default, "Strength", **{**known, **about})
    return strength


@PENALTIES.add("none", "None")
@dataclass(frozen=True)
class NoPenalty(Penalty):
    """Weights may be as large as they like."""

    def value(self, weights: Array) -> float:
        return 0.0


@PENALTIES.add("l1", "L1")
@dataclass(frozen=True)
class L1(Penalty):
    """Adds strength · Σ|w| to the loss (lasso, Tibshirani 1996): weights that are not needed go to 0.

    Its gradient is strength · sign(w), and 0 at 0. A weight that crosses zero goes on to the other side: none is fixed at zero.
    """

    strength: float = _strength(0.001)

    def value(self, weights: Array) -> float:
        return float(self.strength * np.abs(weights).sum(dtype=np.float64))

    def record_gradient(self, tape: Tape, weights: Weights, grad: Array) -> Array:
        mask, both = weights.mask(self.strength), tape.empty(grad.size)
        for b in weights.blocks():
            tape.record(np.sign, weights.theta[b], both[b])
            tape.record(np.multiply, both[b], mask[b], both[b])
            tape.record(np.add, both[b], grad[b], both[b])
        return both


@PENALTIES.add("l1_stop", "L1, stops at 0")
@dataclass(frozen=True)
class StoppingL1(Penalty):
    """L1 that takes no weight across 0: it stops there for good, as in TensorFlow Playground.

    The penalty acts apart from the gradient, after the optimizer's step (as the truncated gradient of Langford, Li and Zhang 2009
    does): w = w - lr · strength · sign(w before the step), or 0 where that has the other sign. A weight at exactly 0 stays there,
    also one that starts there. With SGD it is otherwise the same as L1. A weight that the gradient takes across 0 goes on.
    """

    strength: float = _strength(0.001)

    def value(self, weights: Array) -> float:
        return L1(self.strength).value(weights)

    def record_signs(self, tape: Tape, weights: Weights) -> None:
        for b in weights.blocks():
            tape.record(np.sign, weights.theta[b], weights.signs[b])

    def record_after(self, tape: Tape, weights: Weights) -> None:
        lr, mask = weights.rate.scaled(tape.dtype), weights.mask(self.strength, weights.multipliers)
        below = -(weights.multipliers <= 0).astype(tape.dtype)  # -1 for biases and frozen weights: they are all kept
        moved, kept = tape.empty(mask.size), tape.empty(mask.size)
        for b in weights.blocks():
            w, sign = weights.theta[b], weights.signs[b]
            tape.record(np.multiply, sign, mask[b], moved[b])
            tape.record(np.multiply, moved[b], lr, moved[b])
            tape.record(np.subtract, w, moved[b], moved[b])
            tape.record(np.multiply, sign, sign, kept[b])  # 0 where the weight was 0
            for values in (w, moved[b]):
                tape.record(np.sign, values, sign)
                tape.record(np.multiply, kept[b], sign, kept[b])
            tape.record(np.greater, kept[b], below[b], kept[b])
            tape.record(np.multiply, moved[b], kept[b], w)


@PENALTIES.add("l2", "L2")
@dataclass(frozen=True)
class L2(Penalty):
    """Adds ½ strength · Σw² to the loss (ridge, Hoerl and Kennard 1970): large weights shrink most.

    Its gradient is strength · w.
    """

    strength: float = _strength(0.001)

    def value(self, weights: Array) -> float:
        return float(0.5 * self.strength * np.square(weights, dtype=np.float64).sum())

    def record_gradient(self, tape: Tape, weights: Weights, grad: Array) -> Array:
        mask, both = weights.mask(self.strength), tape.empty(grad.size)
        for b in weights.blocks():
            tape.record(np.multiply, weights.theta[b], mask[b], both[b])
            tape.record(np.add, both[b], grad[b], both[b])
        return both


@PENALTIES.add("elastic_net", "Elastic net")
@dataclass(frozen=True)
class ElasticNet(Penalty):
    """L1 and L2 together (Zou and Hastie 2005): strength · (share Σ|w| + ½ (1 - share) Σw²)."""

    strength: float = _strength(0.001)
    share: float = param(0.5, "Share of L1", low=0.0, high=1.0, help="1 is L1 alone, 0 is L2 alone.")

    def value(self, weights: Array) -> float:
        return L1(self.strength * self.share).value(weights) + L2(self.strength * (1 - self.share)).value(weights)

    def record_gradient(self, tape: Tape, weights: Weights, grad: Array) -> Array:
        with_l1 = L1(self.strength * self.share).record_gradient(tape, weights, grad)
        return L2(self.strength * (1 - self.share)).record_gradient(tape, weights, with_l1)


@PENALTIES.add("weight_decay", "Weight decay")
@dataclass(frozen=True)
class WeightDecay(Penalty):
    """Shrinks the weights before each step, apart from the gradient: w = (1 - lr strength) w. It adds nothing to the loss.

    Hanson and Pratt 1988. With SGD it is the same as L2. With Adam and its variants it is not: they rescale
    L2's part of the gradient. AdamW has a weight decay of its own.
    """

    strength: float = _strength(0.01)

    def value(self, weights: Array) -> float:
        return 0.0

    def record_before(self, tape: Tape, weights: Weights) -> None:
        lr, mask = weights.rate.scaled(tape.dtype), weights.mask(self.strength, weights.multipliers)
        lost = tape.empty(weights.theta.size)
        for b in weights.blocks():
            tape.record(np.multiply, weights.theta[b], mask[b], lost[b])
            tape.record(np.multiply, lost[b], lr, lost[b])
            tape.record(np.subtract, weights.theta[b], lost[b], weights.theta[b])


@PENALTIES.add("max_norm", "Max-norm")
@dataclass(frozen=True)
class MaxNorm(Penalty):
    """No neuron's incoming weights may be longer than the limit: after each step, longer ones are shortened to it.

    Srebro and Shraibman 2005; with dropout, Srivastava et al. 2014. It adds nothing to the loss.
    """

    limit: float = param(3.0, "Limit", low=0.01, high=100.0, log=True, help="The largest √Σw² into one neuron. Try 3.")

    def value(self, weights: Array) -> float:
        return 0.0

    def record_after(self, tape: Tape, weights: Weights) -> None:
        limit = tape.number(self.limit)
        for W in weights.matrices:
            squares, norms = tape.empty(*W.shape), tape.empty(W.shape[1])
            tape.record(np.multiply, W, W, squares)
            tape.record(np.add.reduce, squares, 0, None, norms)
            tape.record(np.sqrt, norms, norms)
            tape.clip(norms, self.limit, math.inf, norms)
            tape.record(np.divide, limit, norms, norms)  # exactly 1 where nothing is too long
            tape.record(np.multiply, W, norms, W)
