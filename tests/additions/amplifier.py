"""A layer that multiplies each unit by a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.layers.base import LAYERS, Layer, Parameters


@LAYERS.add("amplifier", "Amplifier")
@dataclass(frozen=True)
class Amplifier(Layer):
    """Multiplies each unit: y = c x. Backward: dx = c dy."""

    factor: float = param(1.5, "Factor", low=0.1, high=10.0, help="What each unit is multiplied by.")

    def units_out(self, units_in: int) -> int:
        return units_in

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return {}

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        return {}

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        a = tape.rows(len(x) - 1)
        tape.record(np.multiply, tape.units(x), tape.number(self.factor), tape.units(a))
        if not tape.training:
            return a

        def backward(da: Array) -> Array:
            tape.record(np.multiply, da, tape.number(self.factor), da)
            return da

        tape.on_backward(backward)
        return a

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        return x * x.dtype.type(self.factor)
