"""The fully connected layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS, Activation, Identity, Tanh
from engine.initializers import INITIALIZERS, Initializer, Xavier
from engine.layers.base import LAYERS, Layer, Parameters
from engine.params import param
from engine.table import Array
from engine.tape import Tape


@LAYERS.add("dense", "Dense")
@dataclass(frozen=True)
class Dense(Layer):
    """a = f(Wᵀx + b): every unit sees every input. W is (units_in, units), b is (units,); in θ the biases follow the weights."""

    units: int = param(4, "Neurons", low=1, high=1024, help="How many neurons the layer has. Try 2, then 8.")
    activation: Activation = param(Tanh(), "Activation", family=ACTIVATIONS, help="What a neuron does with its weighted sum.")
    weights: Initializer = param(Xavier(), "Start weights", family=INITIALIZERS, help="How the weights are drawn at the start.")

    def units_out(self, units_in: int) -> int:
        return self.units

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return {"weights": (units_in, self.units), "biases": (self.units,)}

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        return {"weights": self.weights.draw(rng, units_in, self.units), "biases": np.zeros(self.units)}

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        W = parameters.theta.reshape(len(x), self.units)  # the biases are its last row
        a = tape.rows(self.units)
        z = tape.units(a)
        tape.dot(W.T, x, z)
        self.activation.record(tape, z)
        if not tape.training:
            return a
        dW = parameters.grad.reshape(len(x), self.units)
        slope = None if self.activation == Identity() else tape.slope(self.activation, a)
        first = not tape.has_backward

        def backward(da: Array) -> Array | None:
            if slope is not None:
                tape.do(np.multiply, da, slope, da)
            tape.dot(x, da.T, dW)
            if first and not tape.wants_input_gradient:
                return None
            return tape.dot(W[:-1], da, tape.empty(len(x) - 1, tape.batch))

        tape.on_backward(backward)
        return a

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        return self.activation.function(x @ arrays["weights"] + arrays["biases"])
