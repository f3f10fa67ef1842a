"""The activations of the first textbooks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations.base import ACTIVATIONS, Activation, Pull, SlopeFromOutput, by_output, by_slope


@ACTIVATIONS.add("tanh", "Tanh")
@dataclass(frozen=True)
class Tanh(SlopeFromOutput):
    """f(z) = tanh z, between -1 and 1; f' = 1 - a². Centred on 0, unlike the sigmoid (LeCun et al. 1998)."""

    def function(self, z: Array) -> Array:
        return np.tanh(z)

    def derivative(self, z: Array) -> Array:
        return 1 - np.tanh(z) ** 2

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> Pull | None:
        z = tape.units(rows)
        tape.do(np.tanh, z, z)
        return by_output(tape, self, rows)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.do(np.square, a, slope)
        tape.do(np.subtract, tape.number(1), slope, slope)


@ACTIVATIONS.add("relu", "ReLU")
@dataclass(frozen=True)
class ReLU(SlopeFromOutput):
    """Rectified linear unit (Nair and Hinton 2010): f(z) = max(0, z); f' = 1 where z > 0, else 0 (0 at 0, as PyTorch has it)."""

    def function(self, z: Array) -> Array:
        a: Array = np.maximum(z, 0)
        return a

    def derivative(self, z: Array) -> Array:
        slope: Array = (z > 0).astype(z.dtype)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> Pull | None:
        z = tape.units(rows)
        tape.clip(z, 0, np.inf, z)
        if not tape.training:
            return None
        marks = tape.slope(self, rows)
        return lambda da: tape.keep_marked(da, marks)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.mark_positive(a, slope)


@ACTIVATIONS.add("sigmoid", "Sigmoid")
@dataclass(frozen=True)
class Sigmoid(SlopeFromOutput):
    """Logistic sigmoid: f(z) = 1 / (1 + e^-z), between 0 and 1; f' = a (1 - a), never above ¼ (Rumelhart et al. 1986)."""

    def function(self, z: Array) -> Array:
        return sigmoid(z)

    def derivative(self, z: Array) -> Array:
        a = sigmoid(z)
        slope: Array = a * (1 - a)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> Pull | None:
        z = tape.units(rows)
        record_sigmoid(tape, z, z)
        return by_output(tape, self, rows)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.do(np.square, a, slope)
        tape.do(np.subtract, a, slope, slope)


@ACTIVATIONS.add("identity", "Identity")
@dataclass(frozen=True)
class Identity(Activation):
    """f(z) = z; f' = 1. A stack of such layers can do no more than a single one."""

    def function(self, z: Array) -> Array:
        return z

    def derivative(self, z: Array) -> Array:
        return np.ones_like(z)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> Pull | None:
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

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> Pull | None:
        z = tape.units(rows)
        slope = np.zeros_like(z)
        if self.straight_through and tape.training:
            tape.do(np.abs, z, slope)
            tape.do(np.less_equal, slope, tape.number(1), slope)
        tape.do(np.sign, z, z)
        return by_slope(tape, slope)


def sigmoid(z: Array) -> Array:
    """½ (1 + tanh ½z): the logistic sigmoid without an overflow."""
    half = z.dtype.type(0.5)
    a: Array = half * (1 + np.tanh(half * z))
    return a


def record_sigmoid(tape: Tape, z: Array, out: Array) -> None:
    """Record out <- sigmoid(z)."""
    half = tape.number(0.5)
    tape.do(np.multiply, z, half, out)
    tape.do(np.tanh, out, out)
    tape.do(np.multiply, out, half, out)
    tape.do(np.add, out, half, out)
