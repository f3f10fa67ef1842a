"""Dropout, against overfitting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.layers.base import LAYERS, Layer, Parameters


@LAYERS.add("dropout", "Dropout")
@dataclass(frozen=True)
class Dropout(Layer):
    """Silences each unit with probability `rate` while training, and scales the rest by 1 / (1 - rate).

    Inverted dropout (Srivastava et al. 2014): it does nothing when predicting. Each row of a batch draws its own mask.
    """

    rate: float = param(0.2, "Rate", low=0.0, high=0.95, help="Share of the units silenced at each step. Try 0.2 to 0.5.")

    def units_out(self, units_in: int) -> int:
        return units_in

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return {}

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        return {}

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        if not tape.training:
            return x
        units = len(x) - 1
        a = tape.rows(units)
        mask = tape.empty(units, tape.batch)
        tape.record(tape.rng.random, None, tape.dtype.type, mask)
        tape.record(np.greater_equal, mask, tape.number(self.rate), mask)
        tape.record(np.multiply, mask, tape.number(1 / (1 - self.rate)), mask)
        tape.record(np.multiply, tape.units(x), mask, tape.units(a))
        for name, values in (("x", tape.units(x)), ("mask", mask), ("a", tape.units(a))):
            tape.watch(name, values)

        def backward(da: Array) -> Array:
            tape.watch("da", da)
            tape.record(np.multiply, da, mask, da)
            tape.watch("dx", da)
            return da

        tape.on_backward(backward)
        return a

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        return x
