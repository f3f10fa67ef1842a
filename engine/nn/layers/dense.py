"""The fully connected layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations import ACTIVATIONS, Activation, Tanh
from engine.nn.initializers import INITIALIZERS, Initializer, Xavier
from engine.nn.layers.base import LAYERS, Layer, Parameters


@LAYERS.add("dense", "Dense")
@dataclass(frozen=True)
class Dense(Layer):
    """a = f(Wᵀx + b): every unit sees every input (Rumelhart et al. 1986). W is (units_in, units), b is (units,).

    In θ the biases follow the weights, and what the activation itself trains (PReLU's slope) follows the biases.
    """

    units: int = param(4, "Neurons", low=1, high=1024, help="How many neurons the layer has. Try 2, then 8.")
    activation: Activation = param(Tanh(), "Activation", family=ACTIVATIONS, help="What a neuron does with its weighted sum.")
    weights: Initializer = param(Xavier(), "Start weights", family=INITIALIZERS, help="How the weights are drawn at the start.")
    bias: float = param(0.0, "Start bias", low=-10.0, high=10.0, help="What every bias is at the start. 0 is usual.")

    def units_out(self, units_in: int) -> int:
        return self.units

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        own = {name: values.shape for name, values in self.activation.start().items()}
        return {"weights": (units_in, self.units), "biases": (self.units,), **own}

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        weights, biases = self.weights.draw(rng, units_in, self.units), np.full(self.units, self.bias)
        return {"weights": weights, "biases": biases, **self.activation.start()}

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        end = len(x) * self.units
        theta, grad = parameters.theta, parameters.grad
        W = theta[:end].reshape(len(x), self.units)  # its last row are the biases: the input's last row is the bias row of ones
        a = tape.rows(self.units)
        tape.dot(W.T, x, tape.units(a))
        tape.watch("x", tape.units(x))
        tape.watch("z", tape.units(a))
        activation_backward = self.activation.record(tape, a, theta[end:], grad[end:])
        tape.watch("a", tape.units(a))
        if not tape.training:
            return a
        dW = grad[:end].reshape(len(x), self.units)
        first = not tape.has_backward

        def backward(da: Array) -> Array | None:
            tape.watch("da", da)
            if activation_backward is not None:
                activation_backward(da)
            tape.watch("dz", da)
            tape.dot_transposed(x, da, dW)
            if first and not tape.wants_input_gradient:
                return None
            dx = tape.dot(W[:-1], da, tape.empty(len(x) - 1, tape.batch))
            tape.watch("dx", dx)
            return dx

        tape.on_backward(backward)
        return a

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        return self.activation.with_parameters(arrays).function(x @ arrays["weights"] + arrays["biases"])
