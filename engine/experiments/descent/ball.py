"""A ball: a point that one optimizer moves on an example function, by the rule that it is recorded with for networks."""

from __future__ import annotations

from enum import Enum

import numpy as np

from engine.core.arrays import Array, aligned
from engine.core.tape import Tape
from engine.experiments.descent.example_functions import ExampleFunction, Minimum
from engine.optim.optimizers import LearningRate, Optimizer, StepVectors
from engine.optim.regularizers import Penalty, Weights, record_after_step, record_before_step

MOST_STEPS = 10_000  # that a ball takes
CLOSE = 0.001  # of the width of the domain: this near to a minimum is at it
STAY = 50  # steps that a ball has to be there before it counts as arrived
FLAT, STILL = 1e-6, 1e-8  # a gradient, and a step in widths of the domain, that are as good as none
FAR = 100.0  # widths of the domain from its middle: from there no ball comes back
DTYPE = np.dtype(np.float64)


class Outcome(Enum):
    """What has become of a ball. AT_REST: it has stopped where there is no minimum, such as on a saddle."""

    MOVING = "moving"
    ARRIVED = "arrived"
    AT_REST = "at rest"
    DIVERGED = "diverged"


class Ball:
    """Changes with `advance`; from an outcome other than MOVING on it stays where it is.

    `steps` are those that it has taken, and `since` is the first step at which it was where it is now at rest.
    """

    def __init__(self, function: ExampleFunction, start: tuple[float, ...], optimizer: Optimizer, penalty: Penalty) -> None:
        self.function, self.optimizer = function, optimizer
        self.steps, self.since = 0, 0
        self.outcome, self.minimum = Outcome.MOVING, None
        n = len(start)
        self._x, self._grad = aligned((n,), DTYPE), aligned((n,), DTYPE)
        self._x[:] = start
        self._path = np.empty((MOST_STEPS + 1, n))
        self._values, self._norms = np.empty(MOST_STEPS + 1), np.empty(MOST_STEPS + 1)
        ends = np.array(function.domain)
        self._width, self._middle = float((ends[:, 1] - ends[:, 0]).max()), ends.mean(1)
        self._near: Minimum | None = None
        self._slope = self._look()
        self._record(penalty)

    minimum: Minimum | None  # where it has arrived

    def _record(self, penalty: Penalty) -> None:
        n, rate = self._x.size, LearningRate(self.optimizer.lr)
        self._tape = Tape(1, DTYPE, training=True)
        weights = Weights(self._x, np.ones(n), (self._x.reshape(-1, 1),), rate)
        grad = record_before_step(penalty, self._tape, weights, self._grad)
        state = aligned((len(self.optimizer.memory), n), DTYPE)
        self._prepare = self.optimizer.record(self._tape, StepVectors(self._x, grad, state, rate))
        record_after_step(penalty, self._tape, weights)

    @property
    def kind(self) -> str:
        return self.optimizer.kind

    @property
    def path(self) -> Array:
        """(steps + 1, variables): where it has been, the start first."""
        return self._path[: self.steps + 1]

    @property
    def values(self) -> Array:
        """(steps + 1,): the function there."""
        return self._values[: self.steps + 1]

    @property
    def slopes(self) -> Array:
        """(steps + 1,): the length of the gradient there, without noise."""
        return self._norms[: self.steps + 1]

    @property
    def place(self) -> Array:
        """(variables,): where it is."""
        place: Array = self._path[self.steps]
        return place

    def advance(self, noise: Array) -> None:
        """One step of the optimizer; `noise`, (variables,), is added to the gradient."""
        if self.outcome is not Outcome.MOVING:
            return
        np.add(self._slope, noise, self._grad)
        if self._prepare is not None:
            self._prepare(self.steps + 1)
        self._tape.run()
        self.steps += 1
        self._slope = self._look()
        self._judge()

    def _look(self) -> Array:
        """Note where the ball is; returns the gradient there."""
        slope = self.function.gradient(self._x)
        self._path[self.steps] = self._x
        self._values[self.steps] = self.function.value(self._x)
        self._norms[self.steps] = np.sqrt(slope.dot(slope))
        return slope

    def _judge(self) -> None:
        step, x = self.steps, self._path[self.steps]
        away = float(np.abs(x - self._middle).max())
        if not away <= FAR * self._width or not np.isfinite(self._values[step]):
            self.outcome = Outcome.DIVERGED
            return
        near = self._minimum_at(x.tolist())
        moved = float(np.abs(x - self._path[step - 1]).max())
        flat = near is None and self._norms[step] <= FLAT and moved <= STILL * self._width
        if near is not self._near or (near is None and not flat):
            self._near, self.since = near, step
        elif step - self.since >= STAY:
            self.outcome, self.minimum = (Outcome.AT_REST if near is None else Outcome.ARRIVED), near

    def _minimum_at(self, x: list[float]) -> Minimum | None:
        close = CLOSE * self._width
        for minimum in self.function.minima:
            if all(abs(a - b) <= close for a, b in zip(x, minimum.at, strict=True)):
                return minimum
        return None
