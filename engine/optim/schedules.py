"""Schedules: how the learning rate changes while training. To add one, write a class with `@SCHEDULES.add(...)`.

A schedule is a pure function of the step; one that depends on earlier losses has its memory apart from it, a few numbers
(`loss_memory`). Lengths are in epochs, whatever the batch size. Values are PyTorch's, where it has the same schedule.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.scores import ROWS, Scores, loss_on
from engine.optim.loss_memory import Memory

WARM_UP_FROM = 0.01  # share of the rate that a warm-up begins with


class Schedule(Entry, ABC):
    """`moves`: whether the rate can differ from one step to the next. `memory`: its memory at the start of a run."""

    moves: ClassVar[bool] = True
    memory: ClassVar[Memory] = ()

    @abstractmethod
    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        """The learning rate of step number `step`, counted from 0. lr: the optimizer's own. per_epoch: steps in an epoch."""

    @abstractmethod
    def span(self) -> float:
        """Epochs that a plot of it should show; 0 where the curve is flat, or depends on the losses."""


SCHEDULES: Registry[Schedule] = Registry("schedule")


def _length(default: int, label: str, help: str) -> int:
    epochs: int = param(default, label, low=1, high=1_000_000, unit="epochs", help=help)
    return epochs


@SCHEDULES.add("constant", "Constant")
@dataclass(frozen=True)
class Constant(Schedule):
    """The learning rate stays as it is."""

    moves = False

    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        return lr

    def span(self) -> float:
        return 0.0


@SCHEDULES.add("step", "Step")
@dataclass(frozen=True)
class StepDown(Schedule):
    """A smaller rate every so many epochs: lr · factor^⌊epoch / every⌋ (PyTorch's StepLR)."""

    every: int = _length(100, "Every", "After how many epochs the rate drops.")
    factor: float = param(0.1, "Factor", low=0.001, high=1.0, help="What it is multiplied by at each drop. Try 0.5.")

    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        return float(lr * self.factor ** (step // per_epoch // self.every))

    def span(self) -> float:
        return 4.0 * self.every


@SCHEDULES.add("exponential", "Exponential")
@dataclass(frozen=True)
class Exponential(Schedule):
    """A rate that decays: lr · factor^epoch (PyTorch's ExponentialLR), a little at each step."""

    factor: float = param(0.99, "Factor", low=0.1, high=1.0, help="What is left of the rate after each epoch.")

    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        return float(lr * self.factor ** (step / per_epoch))

    def span(self) -> float:
        return math.log(0.01) / math.log(self.factor) if self.factor < 1 else 0.0


@SCHEDULES.add("cosine", "Cosine")
@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine from the rate down to its lowest, again and again (SGDR, Loshchilov and Hutter 2017).

    lr · (lowest + ½ (1 - lowest) (1 + cos(π passed / length))). A warm-up comes first, a straight line from a hundredth.
    """

    epochs: int = _length(100, "Length", "How long the first descent takes.")
    restarts: bool = param(True, "Restarts", help="Begin again at the full rate after each descent. Off: stay at the lowest.")
    growth: int = param(1, "Growth", low=1, high=10, help="How many times as long each descent is as the one before.")
    warm_up: int = param(0, "Warm-up", low=0, high=1_000_000, unit="epochs", help="How long the rate rises first.")
    lowest: float = param(0.0, "Lowest", low=0.0, high=1.0, help="Where it ends, as a share of the learning rate.")

    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        epoch = step / per_epoch
        if epoch < self.warm_up:
            return lr * (WARM_UP_FROM + (1 - WARM_UP_FROM) * epoch / self.warm_up)
        return lr * (self.lowest + (1 - self.lowest) * (1 + math.cos(math.pi * self._passed(epoch - self.warm_up))) / 2)

    def span(self) -> float:
        again = 1 + self.growth if self.restarts else 1.2
        return self.warm_up + again * self.epochs

    def _passed(self, epoch: float) -> float:
        """The finished share of the current descent, 0 to 1."""
        if not self.restarts:
            return min(epoch / self.epochs, 1.0)
        if self.growth == 1:
            return epoch % self.epochs / self.epochs
        length = self.epochs
        while epoch >= length:
            epoch, length = epoch - length, length * self.growth
        return epoch / length


@SCHEDULES.add("one_cycle", "One cycle")
@dataclass(frozen=True)
class OneCycle(Schedule):
    """Up to the learning rate and down to nearly nothing, once, along cosines (Smith and Topin 2018); there it stays."""

    epochs: int = _length(100, "Length", "How long the whole cycle takes.")
    rise: float = param(0.3, "Rise", low=0.01, high=0.99, help="Share of the cycle in which the rate rises.")
    start: float = param(25.0, "Start divisor", low=1.0, high=1000.0, log=True, help="It starts at the learning rate over this.")
    end: float = param(1e4, "End divisor", low=1.0, high=1e8, log=True, help="It ends at its start over this.")

    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        last = self.epochs * per_epoch - 1
        top = self.rise * (last + 1) - 1
        first = lr / self.start
        if step <= top:
            return _along_cosine(first, lr, step / top if top > 0 else 1.0)
        return _along_cosine(lr, first / self.end, min((step - top) / (last - top), 1.0))

    def span(self) -> float:
        return 1.2 * self.epochs


@SCHEDULES.add("plateau", "Reduce on plateau")
@dataclass(frozen=True)
class Plateau(Schedule):
    """A smaller rate when the loss has not improved for some epochs (PyTorch's ReduceLROnPlateau).

    An improvement is a loss lower than the best so far by the share `least`. PyTorch calls `least` the relative threshold, `rest`
    the cooldown and `lowest` min_lr. The memory holds its share of the rate, the best loss, the epochs without
    improvement, and the epochs of rest that are left.
    """

    moves = False  # within an epoch
    memory = (1.0, math.inf, 0.0, 0.0)
    patience: int = param(
        10, "Patience", low=0, high=100_000, unit="epochs", help="How many epochs without a better loss are allowed."
    )
    factor: float = param(0.1, "Factor", low=0.001, high=0.99, help="What the rate is multiplied by. Try 0.5.")
    least: float = param(1e-4, "Least gain", low=0.0, high=0.5, help="By which share a loss must be lower to count as better.")
    rest: int = param(0, "Rest", low=0, high=100_000, unit="epochs", help="How long the loss is ignored after a drop.")
    lowest: float = param(0.0, "Lowest rate", low=0.0, high=10.0, help="The rate does not fall below this.")
    rows: str = param(
        ROWS[0],
        "Rows",
        choices=ROWS,
        help="Whose loss must become better. Validation rows, if there are any, stand in for the test rows.",
    )

    def rate(self, lr: float, step: int, per_epoch: int, memory: Memory) -> float:
        return lr if memory[0] == 1 else max(lr * memory[0], min(self.lowest, lr))

    def after_epoch(self, memory: Memory, scores: Scores) -> Memory:
        share, best, bad, resting = memory
        loss = loss_on(self.rows, scores)
        best, bad = (loss, 0.0) if loss < best * (1 - self.least) else (best, bad + 1)
        if resting:
            resting, bad = resting - 1, 0.0
        if bad > self.patience:
            share, bad, resting = share * self.factor, 0.0, float(self.rest)
        return share, best, bad, resting

    def span(self) -> float:
        return 0.0


def _along_cosine(start: float, end: float, passed: float) -> float:
    return end + (start - end) / 2 * (1 + math.cos(math.pi * passed))
