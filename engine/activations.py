"""Activation functions. To add one, write a class with `@ACTIVATIONS.add(...)`; give `function` and `derivative` in plain NumPy
(for plots, exports and tests) and the same as recorded calls.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from engine.params import param
from engine.registry import Entry, Registry
from engine.table import Array
from engine.tape import Tape


class Activation(Entry, ABC):
    """a = f(z), unit by unit. The slope is recorded from the outputs a, which replace z in place."""

    @abstractmethod
    def function(self, z: Array) -> Array:
        """f(z), any shape."""

    @abstractmethod
    def derivative(self, z: Array) -> Array:
        """f'(z), any shape."""

    @abstractmethod
    def record(self, tape: Tape, z: Array) -> None:
        """Record z <- f(z)."""

    @abstractmethod
    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        """Record slope <- f'(z) as a function of a = f(z). `slope` holds ones before the first call."""


ACTIVATIONS: Registry[Activation] = Registry("activation")


@ACTIVATIONS.add("tanh", "Tanh")
@dataclass(frozen=True)
class Tanh(Activation):
    """f(z) = tanh z, between -1 and 1; f' = 1 - a²."""

    def function(self, z: Array) -> Array:
        return np.tanh(z)

    def derivative(self, z: Array) -> Array:
        return 1 - np.tanh(z) ** 2

    def record(self, tape: Tape, z: Array) -> None:
        tape.do(np.tanh, z, z)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.do(np.multiply, a, a, slope)
        tape.do(np.subtract, tape.number(1), slope, slope)


@ACTIVATIONS.add("relu", "ReLU")
@dataclass(frozen=True)
class ReLU(Activation):
    """Rectified linear unit: f(z) = max(0, z); f' = 1 where z > 0, else 0 (0 at z = 0, as PyTorch has it)."""

    def function(self, z: Array) -> Array:
        a: Array = np.maximum(z, 0)
        return a

    def derivative(self, z: Array) -> Array:
        slope: Array = (z > 0).astype(z.dtype)
        return slope

    def record(self, tape: Tape, z: Array) -> None:
        tape.clip(z, 0, np.inf, z)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.positive(a, slope)  # a is never below 0


@ACTIVATIONS.add("sigmoid", "Sigmoid")
@dataclass(frozen=True)
class Sigmoid(Activation):
    """Logistic sigmoid: f(z) = 1 / (1 + e^-z), between 0 and 1; f' = a (1 - a), never above ¼."""

    def function(self, z: Array) -> Array:
        half = z.dtype.type(0.5)
        a: Array = half * (1 + np.tanh(half * z))  # the same function, without an overflow
        return a

    def derivative(self, z: Array) -> Array:
        a = self.function(z)
        slope: Array = a * (1 - a)
        return slope

    def record(self, tape: Tape, z: Array) -> None:
        record_sigmoid(tape, z, z)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.do(np.multiply, a, a, slope)
        tape.do(np.subtract, a, slope, slope)


@ACTIVATIONS.add("leaky_relu", "Leaky ReLU")
@dataclass(frozen=True)
class LeakyReLU(Activation):
    """Leaky ReLU (Maas 2013): f(z) = z where z > 0, else leak · z; f' = 1 or leak (leak at z = 0, as PyTorch has it)."""

    leak: float = param(0.01, "Leak", low=0.0001, high=0.99, log=True, help="Slope for negative sums. ReLU has 0 and can die.")

    def function(self, z: Array) -> Array:
        a: Array = np.maximum(z, z.dtype.type(self.leak) * z)
        return a

    def derivative(self, z: Array) -> Array:
        slope: Array = np.where(z > 0, z.dtype.type(1), z.dtype.type(self.leak))
        return slope

    def record(self, tape: Tape, z: Array) -> None:
        leaked = tape.empty(*z.shape)
        tape.do(np.multiply, z, tape.number(self.leak), leaked)
        tape.clip(z, leaked, np.inf, z)  # max(z, leak z): np.maximum no longer takes its output by position

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        tape.positive(a, slope)
        tape.clip(slope, self.leak, 1, slope)


@ACTIVATIONS.add("identity", "Identity")
@dataclass(frozen=True)
class Identity(Activation):
    """f(z) = z; f' = 1. A stack of such layers can do no more than a single one."""

    def function(self, z: Array) -> Array:
        return z

    def derivative(self, z: Array) -> Array:
        return np.ones_like(z)

    def record(self, tape: Tape, z: Array) -> None:
        pass

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        pass


@ACTIVATIONS.add("sign", "Sign (step)")
@dataclass(frozen=True)
class Sign(Activation):
    """The perceptron's step: f(z) = -1, 0 or 1, the sign of z. f' is 0 wherever it exists, so nothing before it can learn."""

    def function(self, z: Array) -> Array:
        return np.sign(z)

    def derivative(self, z: Array) -> Array:
        return np.zeros_like(z)

    def record(self, tape: Tape, z: Array) -> None:
        tape.do(np.sign, z, z)

    def record_slope(self, tape: Tape, a: Array, slope: Array) -> None:
        slope.fill(0)  # for good: no call needed


def record_sigmoid(tape: Tape, z: Array, out: Array) -> None:
    """Record out <- ½ (1 + tanh ½z): the logistic sigmoid without an overflow."""
    half = tape.number(0.5)
    tape.do(np.multiply, z, half, out)
    tape.do(np.tanh, out, out)
    tape.do(np.multiply, out, half, out)
    tape.do(np.add, out, half, out)
