"""An activation function as a layer of its own, for example after a normalising layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations import ACTIVATIONS, Activation, ReLU
from engine.nn.layers.base import LAYERS, Layer, Parameters


@LAYERS.add("activation", "Activation")
@dataclass(frozen=True)
class ActivationLayer(Layer):
    """Applies an activation function: y = f(x), without weights. Put it behind a batch norm; the dense layer gets the identity.

    Backward: dx = dy f'(x). Only what an activation itself trains (PReLU's slope) is in θ.
    """

    activation: Activation = param(ReLU(), "Activation", family=ACTIVATIONS, help="What is done with each unit.")

    def units_out(self, units_in: int) -> int:
        return units_in

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return {name: values.shape for name, values in self.activation.start().items()}

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        return self.activation.start()

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        a = tape.rows(len(x) - 1)
        tape.record(np.copyto, tape.units(a), tape.units(x))
        tape.watch("x", tape.units(x))
        activation_backward = self.activation.record(tape, a, parameters.theta, parameters.grad)
        tape.watch("a", tape.units(a))
        if not tape.training:
            return a

        def backward(da: Array) -> Array:
            tape.watch("da", da)
            if activation_backward is not None:
                activation_backward(da)
            tape.watch("dx", da)
            return da

        tape.on_backward(backward)
        return a

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        return self.activation.with_parameters(arrays).function(x)
