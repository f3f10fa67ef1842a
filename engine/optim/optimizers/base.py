"""What an optimizer is, and what several of them share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.tape import Tape
from engine.optim.optimizers.learning_rate import LearningRate

Prepare = Callable[[int], None]  # called with the step's number, from 1, before the step

SMALL = 4096  # numbers up to which it pays to do several rows in one call


@dataclass(frozen=True, eq=False)
class StepVectors:
    """What a step works on, flat: θ and its gradient, (parameters,), and the optimizer's state, (memory, parameters).

    The learning rate is `rate`, which a schedule sets, times `multiplier`, that of the layers these numbers belong to.
    `grads`, if given, has the gradient as its first row and working memory as its second: (2, parameters).
    The true gradient is `grad_scale` times `grad`; it is 1 except for rules with `folds_grad_scale`.
    """

    theta: Array
    grad: Array
    state: Array
    rate: LearningRate
    multiplier: float = 1.0
    grads: Array | None = None
    grad_scale: float = 1.0

    def part(self, part: slice, multiplier: float) -> StepVectors:
        """The same for a stretch of θ, whose layers have the learning-rate multiplier `multiplier`."""
        grads = None if self.grads is None else self.grads[:, part]
        return StepVectors(self.theta[part], self.grad[part], self.state[:, part], self.rate, multiplier, grads, self.grad_scale)

    def lr(self, times: float = 1.0, plus: float = 0.0) -> Array:
        """times · learning rate + plus, as a number for recorded calls that follows the schedule."""
        return self.rate.scaled(self.theta.dtype, times * self.multiplier, plus)


class Optimizer(Entry, ABC):
    """`memory` names what is stored per parameter beside θ and its gradient: one float for each name.

    `rule` is one step as text, one formula per entry; g is the gradient, {lr} the value of a hyperparameter, {1-beta} is
    1 minus its value. `written_rule` fills in the numbers.
    `one_step_size`: `step_sizes` are the same for all parameters, whatever the state.
    `folds_grad_scale`: the step multiplies the gradient by a constant anyway, so a factor of the gradient can go into that one.
    """

    memory: ClassVar[tuple[str, ...]]
    rule: ClassVar[tuple[str, ...]]
    folds_grad_scale: ClassVar[bool] = False
    one_step_size: ClassVar[bool] = False
    lr: float

    @abstractmethod
    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        """Record one step on `tape`; returns what must be called before each step, if anything.

        The calls go over whole vectors, number by number: `record_divided` divides them into parts, and among threads.
        """

    @abstractmethod
    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        """The effective step size of each parameter, (parameters,) float64: what its gradient is multiplied by in the long run.

        state: (memory, parameters) float64 after t ≥ 1 steps; future gradients are assumed to be like those in it. NaN for a
        parameter that has had no gradient yet.
        """


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def learning_rate(default: float) -> float:
    """The field every optimizer has."""
    rate: float = param(
        default,
        "Learning rate",
        low=1e-6,
        high=10.0,
        log=True,
        help="How far each step goes. Too small: slow. Too large: the loss jumps or explodes. Try a factor of 3 at a time.",
    )
    return rate


def epsilon(default: float) -> float:
    """The field of every rule that divides."""
    eps: float = param(default, "Epsilon", low=1e-12, high=1e-2, log=True, help="Keeps the division finite.")
    return eps


def weight_decay(default: float) -> float:
    """The field of a rule that shrinks θ beside following the gradient."""
    share: float = param(
        default,
        "Weight decay",
        low=0.0,
        high=1.0,
        log=True,
        help="Each step shrinks every parameter by this times the learning rate.",
    )
    return share


def record_decay(tape: Tape, state: Array, kept: tuple[float, ...]) -> None:
    """Record the decay of each row of `state` (memory, parameters): row = kept · row, `kept` having one factor per row."""
    if state.size <= SMALL and state.flags.c_contiguous:  # all rows as one long one: a call costs more than its numbers
        rows = state.reshape(-1)
        tape.record(np.multiply, rows, np.repeat(np.array(kept, tape.dtype), state.shape[1]), rows)
        return
    for row, share in zip(state, kept, strict=True):
        tape.record(np.multiply, row, tape.number(share), row)


def nan_where_zero(memory: Array) -> Array:
    """The same, (parameters,), with NaN for 0: a parameter that has had no gradient yet."""
    return np.where(memory > 0, memory, np.nan)
