"""What an activation is. To add one, write a class with `@ACTIVATIONS.add(...)` in one of the files beside this one.

Give `function` and `derivative` in plain NumPy (for plots, exports and tests) and the same as recorded calls. Where f' can be had
from a = f(z), also give `record_derivative` (see `engine.core.tape.HasDerivative`): neighbouring layers then share its calls.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

import numpy as np

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.tape import HasDerivative, Tape

BackwardRule = Callable[[Array], None]  # records, in place, da <- dz: from the gradient of f's result to that of its argument


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
    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        """Record z <- f(z) for the units of `rows`, a buffer of `tape.rows`. Returns the backward rule; None if dz is da itself.

        `own` and `d_own` are the activation's share of θ and of the gradient, as `start` names them; empty for most.
        """

    def start(self) -> dict[str, Array]:
        """Start values of the activation's own parameters, by name: none, except for PReLU."""
        return {}

    def with_parameters(self, own: Mapping[str, Array]) -> Activation:
        """The activation with these trained parameters, named as in `start`."""
        return self


ACTIVATIONS: Registry[Activation] = Registry("activation")


def elementwise_backward(tape: Tape, derivative: Array) -> BackwardRule:
    """The backward rule of a function that works number by number: da <- da f', with `derivative` = f'."""

    def backward(da: Array) -> None:
        tape.watch("slope", derivative)
        tape.record(np.multiply, da, derivative, da)

    return backward


def elementwise_backward_from_output(tape: Tape, function: HasDerivative, rows: Array) -> BackwardRule | None:
    """The same, with an f' that the tape computes from the units of `rows` at the end of the forward pass."""
    return elementwise_backward(tape, tape.derivative(function, rows)) if tape.training else None
