"""The residual block: a small chain of layers with a skip connection around it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations import Identity, ReLU
from engine.nn.initializers import INITIALIZERS, Initializer, Xavier
from engine.nn.layers.base import LAYERS, Layer, Parameters
from engine.nn.layers.dense import Dense

MOST_INSIDE = 8
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """One layer of the chain at its position. `name` begins the names of its arrays: 'dense_1' of 'dense_1.weights'."""

    name: str
    layer: Layer
    units_in: int

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return self.layer.shapes(self.units_in)

    @property
    def buffers(self) -> dict[str, Array]:
        return self.layer.buffers(self.units_in)

    def own(self, arrays: dict[str, T]) -> dict[str, T]:
        """The arrays of this part, or what is told of them, by their short names."""
        start = f"{self.name}."
        return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}


@LAYERS.add("residual", "Residual")
@dataclass(frozen=True)
class Residual(Layer):
    """Adds the output of a small chain of layers to the chain's input: y = x + Wᵀ f(x) + b.

    He et al. 2015. f is the chain inside; W and b, 'output', project back to the width of the input, so that any chain fits
    anywhere. W is (units of the chain, units_in). Each layer inside has its own arrays, in order, the output last.

    Backward: dx = dy + the gradient that the chain passes back. Because of the first term gradients do not vanish in a deep
    stack of such blocks.
    """

    inside: tuple[Layer, ...] = param(
        (Dense(8, ReLU()),),
        "Inside",
        family=LAYERS,
        many=True,
        low=1,
        high=MOST_INSIDE,
        help="The layers of the chain. A linear layer that projects back to the width of the input is added to them.",
    )
    weights: Initializer = param(
        Xavier(),
        "Output weights",
        family=INITIALIZERS,
        help="How the weights of the projection start. With zeros the block starts as the identity.",
    )

    def units_out(self, units_in: int) -> int:
        return units_in

    def parts(self, units_in: int) -> Iterator[Part]:
        """The layers inside, then the output, with the number of inputs of each."""
        seen: Counter[str] = Counter()
        units = units_in
        for layer in self.inside:
            seen[layer.kind] += 1
            yield Part(f"{layer.kind}_{seen[layer.kind]}", layer, units)
            units = layer.units_out(units)
        yield Part("output", Dense(units_in, Identity(), self.weights), units)

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return {f"{part.name}.{name}": shape for part in self.parts(units_in) for name, shape in part.shapes.items()}

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        drawn = ((part.name, part.layer.start(rng, part.units_in)) for part in self.parts(units_in))
        return {f"{part}.{name}": values for part, arrays in drawn for name, values in arrays.items()}

    def buffers(self, units_in: int) -> dict[str, Array]:
        return {f"{part.name}.{name}": values for part in self.parts(units_in) for name, values in part.buffers.items()}

    def rows(self, units_in: int) -> int:
        return units_in + 1 + sum(part.layer.rows(part.units_in) for part in self.parts(units_in))

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        units = len(x) - 1
        wanted = tape.training and (tape.has_backward or tape.wants_input_gradient)
        around = tape.empty(units if wanted else 0, tape.batch)  # the gradient of the skip connection
        if wanted:
            tape.on_backward(lambda dx: _record_sum(tape, dx, around))  # runs after the chain's: backward is in reverse order
        f, at, kept_at = x, 0, 0
        for part in self.parts(units):
            stop = at + sum(math.prod(shape) for shape in part.shapes.values())
            kept_stop = kept_at + sum(values.size for values in part.buffers.values())
            theta, grad = parameters.theta[at:stop], parameters.grad[at:stop]
            with tape.part(part.name):
                f = part.layer.record(tape, Parameters(theta, grad, parameters.buffers[kept_at:kept_stop]), f)
            at, kept_at = stop, kept_stop
        y = tape.rows(units)
        tape.record(np.add, tape.units(x), tape.units(f), tape.units(y))
        for name, values in {"x": tape.units(x), "f": tape.units(f), "a": tape.units(y)}.items():
            tape.watch(name, values)
        if wanted:
            tape.on_backward(lambda dy: _record_copy(tape, dy, around))  # a copy: the chain overwrites its gradient
        elif tape.training:
            tape.on_backward(lambda dy: _watch_gradient(tape, dy))
        return y

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        f = x
        for part in self.parts(x.shape[1]):
            f = part.layer.predict(part.own(arrays), f)
        return x + f


def _watch_gradient(tape: Tape, dy: Array) -> Array:
    tape.watch("da", dy)
    return dy


def _record_copy(tape: Tape, dy: Array, around: Array) -> Array:
    tape.watch("da", dy)
    tape.record(np.copyto, around, dy)
    return dy


def _record_sum(tape: Tape, dx: Array, around: Array) -> Array:
    tape.watch("df", dx)
    tape.record(np.add, dx, around, dx)
    tape.watch("dx", dx)
    return dx
