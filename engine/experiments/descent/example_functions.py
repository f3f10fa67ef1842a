"""Example functions to descend on, of one or two variables. To add one, write a class with `@FUNCTIONS.add(...)`.

A point is an array (variables,), many points are (variables, ...): x[0] is x, x[1] is y.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.translation import N_

Range = tuple[float, float]


@dataclass(frozen=True)
class Minimum:
    """Where the gradient is 0 and every way leads up. `is_global`: nowhere is the function lower."""

    at: tuple[float, ...]
    value: float
    is_global: bool = True


class ExampleFunction(Entry, ABC):
    """`domain` is a range for each variable; `start` and `rate`, a learning rate, are good to begin with.

    `minima` are all that there are in the domain, and `hint` is a sentence that says what to try.
    """

    domain: ClassVar[tuple[Range, ...]]
    start: ClassVar[tuple[float, ...]]
    rate: ClassVar[float]
    minima: ClassVar[tuple[Minimum, ...]]
    hint: ClassVar[str]

    @property
    @abstractmethod
    def formula(self) -> str:
        """As in a textbook, with the function's own constants."""

    @abstractmethod
    def value(self, x: Array) -> Array:
        """(...,) from (variables, ...)."""

    @abstractmethod
    def gradient(self, x: Array) -> Array:
        """(variables, ...) from (variables, ...): the partial derivatives."""

    def largest_curvature(self) -> float | None:
        """λmax, the largest eigenvalue of the matrix of second derivatives, where it is the same at all points; else None."""
        return None


FUNCTIONS: Registry[ExampleFunction] = Registry("example function")


def largest_stable_rate(curvature: float, momentum: float = 0.0) -> float:
    """The learning rate above which gradient descent leaves a quadratic with this largest curvature: 2 (1 + momentum) / λmax."""
    return 2 * (1 + momentum) / curvature


@FUNCTIONS.add("quartic", "Two valleys")
@dataclass(frozen=True)
class Quartic(ExampleFunction):
    """A curve with a shallow valley on the right and a deep one on the left, x⁴ − 4x² + x."""

    domain = ((-2.3, 2.3),)
    start = (2.2,)
    rate = 0.01
    minima = (Minimum((-1.4729976011140302,), -5.444192066610897), Minimum((1.346997408527774,), -2.6185559807652474, False))
    hint = N_("Try momentum 0.8, then 0.9: one of the two carries the ball over the hill, into the deeper valley.")

    @property
    def formula(self) -> str:
        return "x⁴ − 4x² + x"

    def value(self, x: Array) -> Array:
        square = x[0] * x[0]
        return np.asarray(square * square - 4 * square + x[0])

    def gradient(self, x: Array) -> Array:
        return np.array([4 * x[0] * x[0] * x[0] - 8 * x[0] + 1])


@FUNCTIONS.add("bowl", "Bowl")
@dataclass(frozen=True)
class Bowl(ExampleFunction):
    """A bowl that is as many times as steep along y as along x as its condition number says, ½(x² + κy²)."""

    condition: float = param(
        10.0,
        "Condition number",
        low=1.0,
        high=1000.0,
        log=True,
        help="How many times as strongly the bowl is curved along y as along x. 1: a round bowl, which is easy. Try 100.",
    )
    domain = ((-5.0, 5.0), (-3.0, 3.0))
    start = (-4.0, 2.0)
    rate = 0.05
    minima = (Minimum((0.0, 0.0), 0.0),)
    hint = N_("Raise the learning rate beyond 2/λmax (λmax: the largest curvature), and the ball jumps out of the bowl.")

    @property
    def formula(self) -> str:
        condition = "" if self.condition == 1 else f"{self.condition:.4g}"
        return f"½(x² + {condition}y²)"

    def value(self, x: Array) -> Array:
        return np.asarray(0.5 * (x[0] * x[0] + self.condition * x[1] * x[1]))

    def gradient(self, x: Array) -> Array:
        return np.array([x[0], self.condition * x[1]])

    def largest_curvature(self) -> float | None:
        return max(1.0, self.condition)


@FUNCTIONS.add("ravine", "Ravine")
@dataclass(frozen=True)
class Ravine(ExampleFunction):
    """A winding valley with steep walls and a floor that falls slowly, 5(y − sin x)² + x²/10."""

    domain = ((-5.0, 5.0), (-3.0, 3.0))
    start = (-4.5, -1.5)
    rate = 0.12
    minima = (Minimum((0.0, 0.0), 0.0),)
    hint = N_("SGD ends up jumping from wall to wall and never comes to rest. Compare Momentum and Adam.")

    @property
    def formula(self) -> str:
        return "5(y − sin x)² + x²/10"

    def value(self, x: Array) -> Array:
        above = x[1] - np.sin(x[0])
        return np.asarray(5 * above * above + x[0] * x[0] / 10)

    def gradient(self, x: Array) -> Array:
        above = x[1] - np.sin(x[0])
        return np.array([x[0] / 5 - 10 * above * np.cos(x[0]), 10 * above])


@FUNCTIONS.add("saddle", "Saddle")
@dataclass(frozen=True)
class Saddle(ExampleFunction):
    """A saddle at 0 between two equally deep valleys, ½x² − ½y² + ¼y⁴."""

    domain = ((-2.5, 2.5), (-1.6, 1.6))
    start = (-2.0, 0.01)
    rate = 0.05
    minima = (Minimum((0.0, 1.0), -0.25), Minimum((0.0, -1.0), -0.25))
    hint = N_("Put the start at y = 0: the ball stops on the saddle, where the gradient is 0. Then add gradient noise of 0.01.")

    @property
    def formula(self) -> str:
        return "½x² − ½y² + ¼y⁴"

    def value(self, x: Array) -> Array:
        square = x[1] * x[1]
        return np.asarray(0.5 * x[0] * x[0] - 0.5 * square + 0.25 * square * square)

    def gradient(self, x: Array) -> Array:
        return np.array([x[0], x[1] * x[1] * x[1] - x[1]])


@FUNCTIONS.add("beale", "Beale")
@dataclass(frozen=True)
class Beale(ExampleFunction):
    """A flat plain between steep corners (Beale 1958), (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²."""

    domain = ((-4.5, 4.5), (-3.0, 3.0))
    start = (1.0, 1.5)
    rate = 0.003
    minima = (Minimum((3.0, 0.5), 0.0),)
    hint = N_("Steep walls beside an almost flat plain: drag the start into a corner. Which balls stay, which fly off?")

    @property
    def formula(self) -> str:
        return "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"

    def value(self, x: Array) -> Array:
        first, second, third = _beale_terms(x)
        return np.asarray(first * first + second * second + third * third)

    def gradient(self, x: Array) -> Array:
        first, second, third = _beale_terms(x)
        y = x[1]
        square = y * y
        return np.array(
            [
                2 * (first * (y - 1) + second * (square - 1) + third * (square * y - 1)),
                2 * x[0] * (first + 2 * second * y + 3 * third * square),
            ]
        )


def _beale_terms(x: Array) -> tuple[Array, Array, Array]:
    y = x[1]
    square = y * y
    return 1.5 - x[0] + x[0] * y, 2.25 - x[0] + x[0] * square, 2.625 - x[0] + x[0] * square * y


@FUNCTIONS.add("rosenbrock", "Rosenbrock")
@dataclass(frozen=True)
class Rosenbrock(ExampleFunction):
    """A bent valley whose floor is almost flat (Rosenbrock 1960), (1 − x)² + 100(y − x²)²."""

    domain = ((-2.0, 2.0), (-1.0, 3.0))
    start = (-1.2, 1.0)
    rate = 0.001
    minima = (Minimum((1.0, 1.0), 0.0),)
    hint = N_("Every ball finds the valley soon; its floor hardly falls. Who gets round the bend, and who first?")

    @property
    def formula(self) -> str:
        return "(1 − x)² + 100(y − x²)²"

    def value(self, x: Array) -> Array:
        short, above = 1 - x[0], x[1] - x[0] * x[0]
        return np.asarray(short * short + 100 * above * above)

    def gradient(self, x: Array) -> Array:
        above = x[1] - x[0] * x[0]
        return np.array([2 * (x[0] - 1) - 400 * x[0] * above, 200 * above])


@FUNCTIONS.add("himmelblau", "Himmelblau")
@dataclass(frozen=True)
class Himmelblau(ExampleFunction):
    """Four valleys that are equally deep (Himmelblau 1972), (x² + y − 11)² + (x + y² − 7)²."""

    domain = ((-6.0, 6.0), (-5.0, 5.0))
    start = (0.0, 0.0)
    rate = 0.003
    minima = (
        Minimum((3.0, 2.0), 0.0),
        Minimum((-2.805118086952745, 3.131312518250573), 0.0),
        Minimum((-3.779310253377747, -3.283185991286170), 0.0),
        Minimum((3.584428340330492, -1.848126526964404), 0.0),
    )
    hint = N_("Drag the start a little at a time, and see into which of the four valleys each ball rolls.")

    @property
    def formula(self) -> str:
        return "(x² + y − 11)² + (x + y² − 7)²"

    def value(self, x: Array) -> Array:
        first, second = x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7
        return np.asarray(first * first + second * second)

    def gradient(self, x: Array) -> Array:
        first, second = x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7
        return np.array([4 * x[0] * first + 2 * second, 2 * first + 4 * x[1] * second])
