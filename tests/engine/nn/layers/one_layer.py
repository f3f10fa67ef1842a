"""A layer by itself, for tests of layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.network.parameter_layout import named
from engine.nn.layers import Layer, Parameters


@dataclass(eq=False)
class One:
    """A layer by itself with its vectors, fed with batches. x and y are (rows, units)."""

    layer: Layer
    units: int
    dtype: type = np.float64

    def __post_init__(self) -> None:
        size = sum(int(np.prod(shape)) for shape in self.layer.shapes(self.units).values())
        self.theta, self.grad = (np.zeros(size, self.dtype) for _ in range(2))
        self.buffers = _flat(self.layer.buffers(self.units)).astype(self.dtype)
        self.theta[:] = _flat(self.layer.start(np.random.default_rng(0), self.units))

    def run(self, x: Any, dy: Any = None) -> tuple[Array, Array]:
        """y and dx of one batch; without dy, as when predicting, dx is empty."""
        rows = np.ones((self.units + 1, len(x)), self.dtype)
        rows[:-1] = np.asarray(x).T
        room = self.layer.rows(self.units) * len(x)
        tape = Tape(len(x), np.dtype(self.dtype), training=dy is not None, room=room, wants_input_gradient=True)
        y = tape.units(self.layer.record(tape, Parameters(self.theta, self.grad, self.buffers), rows))
        dx = None if dy is None else tape.record_backward(np.array(np.asarray(dy, self.dtype).T))
        tape.run()
        return y.T, np.empty(0) if dx is None else dx.T

    def arrays(self) -> dict[str, Array]:
        kept = {name: values.shape for name, values in self.layer.buffers(self.units).items()}
        return named(self.theta, 0, self.layer.shapes(self.units).items()) | named(self.buffers, 0, kept.items())


def _flat(arrays: dict[str, Array]) -> Array:
    return np.concatenate([np.empty(0), *(values.ravel() for values in arrays.values())])
