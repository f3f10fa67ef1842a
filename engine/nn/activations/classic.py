"""The classic activation functions: tanh, ReLU, sigmoid, identity and sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations.base import (
    ACTIVATIONS,
    Activation,
    BackwardRule,
    elementwise_backward,
    elementwise_backward_from_output,
)


@ACTIVATIONS.add("tanh", "Tanh")
@dataclass(frozen=True)
class Tanh(Activation):
    """f(z) = tanh z, between -1 and 1; f' = 1 - a². Centred on 0, unlike the sigmoid (LeCun et al. 1998)."""

    def function(self, z: Array) -> Array:
        return np.tanh(z)

    def derivative(self, z: Array) -> Array:
        return 1 - np.tanh(z) ** 2

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        tape.record(np.tanh, z, z)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.record(np.square, a, out)
        tape.record(np.subtract, tape.number(1), out, out)


@ACTIVATIONS.add("relu", "ReLU")
@dataclass(frozen=True)
class ReLU(Activation):
    """Rectified linear unit (Nair and Hinton 2010): f(z) = max(0, z); f' = 1 where z > 0, else 0 (0 at 0, as PyTorch has it)."""

    def function(self, z: Array) -> Array:
        a: Array = np.maximum(z, 0)
        return a

    def derivative(self, z: Array) -> Array:
        slope: Array = (z > 0).astype(z.dtype)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        tape.clip(z, 0, np.inf, z)
        if not tape.training:
            return None
        mask = tape.derivative(self, rows)

        def backward(da: Array) -> None:
            tape.watch("slope", tape.as_integers(mask))
            tape.mask_where(da, mask)

        return backward

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.positive_mask(a, out)


@ACTIVATIONS.add("sigmoid", "Sigmoid")
@dataclass(frozen=True)
class Sigmoid(Activation):
    """Logistic sigmoid: f(z) = 1 / (1 + e^-z), between 0 and 1; f' = a (1 - a), never above ¼ (Rumelhart et al. 1986)."""

    def function(self, z: Array) -> Array:
        return sigmoid(z)

    def derivative(self, z: Array) -> Array:
        a = sigmoid(z)
        slope: Array = a * (1 - a)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        record_sigmoid(tape, z, z)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.record(np.square, a, out)
        tape.record(np.subtract, a, out, out)


@ACTIVATIONS.add("identity", "Identity")
@dataclass(frozen=True)
class Identity(Activation):
    """f(z) = z; f' = 1. A stack of such layers can do no more than a single one."""

    def function(self, z: Array) -> Array:
        return z

    def derivative(self, z: Array) -> Array:
        return np.ones_like(z)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        return None


@ACTIVATIONS.add("sign", "Sign (step)")
@dataclass(frozen=True)
class Sign(Activation):
    """The perceptron's step (Rosenblatt 1958): f(z) = -1, 0 or 1, the sign of z.

    f' is 0 wherever it exists, so nothing before it can learn. The straight-through estimator pretends that f' is 1 for z from
    -1 to 1, as if f were the hard tanh (Bengio et al. 2013; with these limits Hubara et al. 2016): no gradient of the loss, but
    a direction that often works.
    """

    straight_through: bool = param(
        False, "Straight through", help="Pretend a slope of 1 between -1 and 1, so that layers before it can learn."
    )

    def function(self, z: Array) -> Array:
        return np.sign(z)

    def derivative(self, z: Array) -> Array:
        slope: Array = (np.abs(z) <= 1).astype(z.dtype) if self.straight_through else np.zeros_like(z)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        slope = np.zeros_like(z)
        if self.straight_through and tape.training:
            tape.record(np.abs, z, slope)
            tape.record(np.less_equal, slope, tape.number(1), slope)
        tape.record(np.sign, z, z)
        return elementwise_backward(tape, slope)


def sigmoid(z: Array) -> Array:
    """½ (1 + tanh ½z): the logistic sigmoid without an overflow."""
    half = z.dtype.type(0.5)
    a: Array = half * (1 + np.tanh(half * z))
    return a


def record_sigmoid(tape: Tape, z: Array, out: Array) -> None:
    """Record out <- sigmoid(z)."""
    half = tape.number(0.5)
    tape.record(np.multiply, z, half, out)
    tape.record(np.tanh, out, out)
    tape.record(np.multiply, out, half, out)
    tape.record(np.add, out, half, out)
