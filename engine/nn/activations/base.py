"""What an activation is. To add one, write a class with `@ACTIVATIONS.add(...)` in one of the files beside this one.

Give `function` and `derivative` in plain NumPy (for plots, exports and tests) and the same as recorded calls.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

import numpy as np

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.tape import Tape

Pull = Callable[[Array], None]  # records, in place, da <- dz: the gradient of f's result becomes that of its argument


class Activation(Entry, ABC):
    """a = f(z). Nearly all work number by number; softmax mixes the units of a row.

    `function` and `derivative` take any shape, units along the last axis. On a tape arrays are (units, batch).
    """

    @abstractmethod
    def function(self, z: Array) -> Array:
        """f(z)."""

    @abstractmethod
    def derivative(self, z: Array) -> Array:
        """f'(z): how each result changes with its own z. It is what training uses, also where f has no derivative."""

    @abstractmethod
    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> Pull | None:
        """Record z <- f(z) for the units of `rows`, a buffer of `tape.rows`. Returns the way back, if it is more than da itself.

        `own` and `d_own` are the activation's share of θ and of the gradient, as `start` names them; empty for most.
        """

    def start(self) -> dict[str, Array]:
        """Start values of what is trained along with a layer's weights, by name. Nothing, but for PReLU."""
        return {}

    def settled(self, own: Mapping[str, Array]) -> Activation:
        """The same with trained values, named as in `start`, in the place of the start values."""
        return self


class SlopeFromOutput(Activation):
    """An activation whose f' can be had from a = f(z): like layers side by side then share the calls for it."""

    @abstractmethod
    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        """Record slope <- f'(z) as a function of a = f(z). `slope` holds ones before the first call."""


ACTIVATIONS: Registry[Activation] = Registry("activation")


def by_slope(tape: Tape, slope: Array) -> Pull:
    """The way back of a function that works number by number: da <- da f'."""
    return lambda da: tape.do(np.multiply, da, slope, da)


def by_output(tape: Tape, activation: SlopeFromOutput, rows: Array) -> Pull | None:
    """The same, with a slope that the tape computes from the units of `rows` at the end of the forward pass."""
    return by_slope(tape, tape.slope(activation, rows)) if tape.training else None
