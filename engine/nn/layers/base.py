"""What a layer is. To add one, write a file beside this one with a class that carries `@LAYERS.add(...)`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.tape import Tape


@dataclass(frozen=True, eq=False)
class Parameters:
    """One layer's part of the network's flat vectors, as views: of θ and the gradient, (parameters,), and of the buffers."""

    theta: Array
    grad: Array
    buffers: Array = field(default_factory=lambda: np.empty(0))


class Layer(Entry, ABC):
    """One step of the stack: activations of shape (units_in + 1, batch) in, (units_out + 1, batch) out.

    The last row, the bias row, is always ones: the biases are then one more row of a weight matrix and cost no call of their own.
    """

    @abstractmethod
    def units_out(self, units_in: int) -> int:
        """The number of the layer's output units."""

    @abstractmethod
    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the trained arrays, in their order in θ; each is C-contiguous."""

    @abstractmethod
    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        """Start values of the trained arrays, as `shapes` names them."""

    @abstractmethod
    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        """Record the forward pass of x, (units_in + 1, batch); returns the buffer of the result, (units_out + 1, batch).

        On a tape for training also register the backward pass with `tape.on_backward`: a function that is given the gradient of
        the result, (units_out, batch), records that of the parameters into `parameters.grad`, and returns that of x,
        (units_in, batch), or None where nothing before the layer is trained.
        """

    def buffers(self, units_in: int) -> dict[str, Array]:
        """Start values of the arrays that are saved but not trained: running statistics. Most layers have none."""
        return {}

    def rows(self, units_in: int) -> int:
        """The largest number of rows of activations, bias rows included, that `record` allocates on the tape."""
        return self.units_out(units_in) + 1

    @abstractmethod
    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        """The forward pass when predicting, as in a textbook: x is (rows, units_in), the result (rows, units_out).

        `arrays` are the trained ones and the buffers, by name. Independent of the tape: exports are checked against it.
        """


LAYERS: Registry[Layer] = Registry("layer")
