"""What an optimizer is, and what several of them share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.tape import Tape
from engine.optim.optimizers.learning_rate import Rate

Prepare = Callable[[int], None]  # called with the step's number, from 1, before the step

SMALL = 4096  # numbers up to which it pays to do several rows in one call
BLOCK = 32_768  # numbers per call: above that the arrays of one call no longer fit the cache together


@dataclass(frozen=True, eq=False)
class StepVectors:
    """What a step works on, flat: θ, its gradient, and what the optimizer remembers, (memory, parameters).

    The learning rate is `rate`, which a schedule moves, times `speed`, the multiplier of the layers these numbers belong to.
    `grads`, where there is such a thing, has the gradient as its first row and room as its second: (2, parameters).
    The gradient is `unit` times `grad`: 1, but for rules that say they take any.
    """

    theta: Array
    grad: Array
    state: Array
    rate: Rate
    speed: float = 1.0
    grads: Array | None = None
    unit: float = 1.0

    def blocks(self) -> Iterator[StepVectors]:
        for start in range(0, self.theta.size, BLOCK):
            yield self.part(slice(start, start + BLOCK), self.speed)

    def part(self, part: slice, speed: float) -> StepVectors:
        grads = None if self.grads is None else self.grads[:, part]
        return StepVectors(self.theta[part], self.grad[part], self.state[:, part], self.rate, speed, grads, self.unit)

    def lr(self, times: float = 1.0, plus: float = 0.0) -> Array:
        """times · learning rate + plus, as a number for recorded calls that follows the schedule."""
        return self.rate.number(self.theta.dtype, times * self.speed, plus)


class Optimizer(Entry, ABC):
    """`memory` names what is remembered per parameter, beside θ and its gradient: that many floats each.

    `rule` is one step as text, a formula each; g is the gradient, {lr} a hyperparameter's value, {1-beta} what it lacks to 1.
    `written_rule` fills them in.
    """

    memory: ClassVar[tuple[str, ...]]
    rule: ClassVar[tuple[str, ...]]
    takes_any_unit: ClassVar[bool] = False  # whether a step multiplies the gradient anyway: a factor may then come in there
    lr: float

    @abstractmethod
    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        """Record one step on `tape`; returns what must be called before each step, if anything."""

    @abstractmethod
    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        """What each parameter's gradient would be multiplied by if it went on as the state remembers it: (parameters,) float64.

        state: (memory, parameters) float64 after t ≥ 1 steps. NaN for a parameter that has had no gradient yet.
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


def record_fading(tape: Tape, state: Array, kept: tuple[float, ...]) -> None:
    """Record, for each row of `state` (memory, parameters): row = its share `kept` of row."""
    if state.size <= SMALL and state.flags.c_contiguous:  # all rows as one long one: a call costs more than its numbers
        rows = state.reshape(-1)
        tape.record(np.multiply, rows, np.repeat(np.array(kept, tape.dtype), state.shape[1]), rows)
        return
    for row, share in zip(state, kept, strict=True):
        tape.record(np.multiply, row, tape.number(share), row)


def seen(remembered: Array) -> Array:
    """The same, with NaN for 0: a parameter that has had no gradient yet."""
    return np.where(remembered > 0, remembered, np.nan)
