"""Layer normalisation: each row is normalised over its units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.layers.affine import columns, record_gradients, record_scale_shift, shapes, start
from engine.nn.layers.base import LAYERS, Layer, Parameters


@LAYERS.add("layer_norm", "Layer norm")
@dataclass(frozen=True)
class LayerNorm(Layer):
    """Brings the units of each row to mean 0 and deviation 1, then scales and shifts each unit by two trained numbers.

    Ba, Kiros and Hinton 2016, as PyTorch's LayerNorm has it: xhat = (x - mean) / √(variance + epsilon), y = scale xhat + shift,
    mean and variance (with n, not n - 1) over the units of a row. It is the same in training and predicting, and needs no
    batch. Of a single unit only the shift is left: use it with two or more.

    Backward, with g = dy scale and means over the units: dx = (g - mean(g) - xhat mean(g xhat)) / √(variance + epsilon).
    dscale = Σ dy xhat, dshift = Σ dy, over the rows.
    """

    epsilon: float = param(
        1e-5,
        "Epsilon",
        low=1e-8,
        high=0.1,
        log=True,
        help="Added to the variance, so that a row of equal units does not divide by zero.",
    )

    def units_out(self, units_in: int) -> int:
        return units_in

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return shapes(units_in)

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        return start(units_in)

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        units, a = len(x) - 1, tape.rows(len(x) - 1)
        xhat, product = tape.empty(units, tape.batch), tape.empty(units, tape.batch)
        mean, inverse = tape.empty(1, tape.batch), tape.empty(1, tape.batch)
        share = np.full((1, units), 1 / units, tape.dtype)  # a product with it is the mean over the units
        tape.dot(share, tape.units(x), mean)
        tape.record(np.subtract, tape.units(x), mean, xhat)
        tape.record(np.multiply, xhat, xhat, product)
        tape.dot(share, product, inverse)
        tape.watch("variance", inverse)
        tape.record(np.add, inverse, tape.number(self.epsilon), inverse)
        tape.record(np.sqrt, inverse, inverse)
        tape.record(np.divide, tape.number(1), inverse, inverse)
        tape.record(np.multiply, xhat, inverse, xhat)
        record_scale_shift(tape, parameters, xhat, tape.units(a))
        for name, values in {"x": tape.units(x), "mean": mean, "xhat": xhat, "a": tape.units(a)}.items():
            tape.watch(name, values)
        if not tape.training:
            return a
        wanted = tape.has_backward or tape.wants_input_gradient

        def backward(dy: Array) -> Array | None:
            tape.watch("da", dy)
            record_gradients(tape, parameters, xhat, dy)
            if not wanted:
                return None
            tape.record(np.multiply, dy, columns(parameters.theta)[0], dy)  # g
            tape.record(np.multiply, dy, xhat, product)
            tape.dot(share, product, mean_of_products := tape.empty(1, tape.batch))
            tape.dot(share, dy, mean)
            tape.record(np.multiply, xhat, mean_of_products, product)
            tape.record(np.subtract, dy, product, dy)
            tape.record(np.subtract, dy, mean, dy)
            tape.record(np.multiply, dy, inverse, dy)
            tape.watch("dx", dy)
            return dy

        tape.on_backward(backward)
        return a

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        centred = x - x.mean(1, keepdims=True)
        xhat = centred / np.sqrt((centred**2).mean(1, keepdims=True) + self.epsilon)
        y: Array = arrays["scale"] * xhat + arrays["shift"]
        return y
