"""The trained scale and shift of normalising layers: y = scale xhat + shift. In θ the scales come first, then the shifts."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.nn.layers.base import Parameters


def shapes(units: int) -> dict[str, tuple[int, ...]]:
    """Of both arrays, in their order in θ."""
    return {"scale": (units,), "shift": (units,)}


def start(units: int) -> dict[str, Array]:
    """Start values: at first the layer only normalises."""
    return {"scale": np.ones(units), "shift": np.zeros(units)}


def columns(vector: Array) -> tuple[Array, Array]:
    """The two halves of a flat vector as columns, (units, 1), for the units of an (units, batch) array."""
    halves = vector.reshape(2, -1, 1)
    return halves[0], halves[1]


def record_scale_shift(tape: Tape, parameters: Parameters, xhat: Array, y: Array) -> None:
    """Record y = scale xhat + shift; both arrays are (units, batch)."""
    scale, shift = columns(parameters.theta)
    tape.record(np.multiply, xhat, scale, y)
    tape.record(np.add, y, shift, y)


def record_gradients(tape: Tape, parameters: Parameters, xhat: Array, dy: Array) -> None:
    """Record dscale = Σ dy xhat and dshift = Σ dy, over the rows of the batch."""
    dscale, dshift = columns(parameters.grad)
    each = np.ones((tape.batch, 1), tape.dtype)  # a product with ones is the sum; unlike np.sum it releases the GIL
    tape.record(np.multiply, dy, xhat, product := tape.empty(*dy.shape))
    tape.dot(product, each, dscale)
    tape.dot(dy, each, dshift)
