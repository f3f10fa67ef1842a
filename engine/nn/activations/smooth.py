"""Smooth variants of ReLU. Most derivatives need z itself, so they are computed in the forward pass, before a overwrites z."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from engine.core.arrays import Array, exp_floor
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations.base import (
    ACTIVATIONS,
    Activation,
    BackwardRule,
    elementwise_backward,
    elementwise_backward_from_output,
)
from engine.nn.activations.classic import record_sigmoid, sigmoid
from engine.nn.activations.gaussian_tail import bell, end_of_tail, record_tail, tail

FLAT = 20  # e^20: from there on tanh(softplus z) is 1 in both types
CUBIC, INNER = 0.044715, sqrt(2 / pi)  # of GELU's tanh formula
TANH_END = 10  # there that tanh is exactly 1


@ACTIVATIONS.add("softplus", "Softplus")
@dataclass(frozen=True)
class Softplus(Activation):
    """f(z) = log(1 + e^z), a smooth ReLU (Dugas et al. 2001); f' = 1 - e^-a, the sigmoid. z itself where e^z is too large."""

    def function(self, z: Array) -> Array:
        limit = -exp_floor(z.dtype)
        a: Array = np.maximum(z, np.log1p(np.exp(np.clip(z, -limit, limit))))
        return a

    def derivative(self, z: Array) -> Array:
        return sigmoid(z)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z, limit = tape.units(rows), -exp_floor(tape.dtype)
        bent = tape.empty(*z.shape)
        tape.clip(z, -limit, limit, bent)
        tape.record(np.exp, bent, bent)
        tape.record(np.log1p, bent, bent)
        tape.clip(z, bent, np.inf, z)  # the larger of the two
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.record(np.negative, a, out)
        tape.record(np.expm1, out, out)
        tape.record(np.negative, out, out)


@ACTIVATIONS.add("gelu", "GELU")
@dataclass(frozen=True)
class GELU(Activation):
    """Gaussian error linear unit (Hendrycks and Gimpel 2016): f(z) = z Φ(z), Φ the share of a normal distribution below z.

    f' = Φ(z) + z φ(z). Exact, as PyTorch's default: max(0, z) - |z| Q(|z|), with Q the tail of `gaussian_tail`. Or by
    the authors' formula Φ(z) ≈ ½ (1 + tanh √(2/π) (z + 0.044715 z³)), which is up to 0.0005 off and a little cheaper.
    """

    formula: str = param("exact", "Formula", choices=("exact", "tanh"), help="Exact, or by tanh as some networks have it.")

    def function(self, z: Array) -> Array:
        kind = z.dtype.type
        if self.formula == "tanh":
            near: Array = z * (kind(0.5) + kind(0.5) * self._tanh(z))
            return near
        x = np.minimum(np.abs(z), kind(end_of_tail(z.dtype)))
        a: Array = np.maximum(z, 0) - x * tail(x)
        return a

    def derivative(self, z: Array) -> Array:
        kind = z.dtype.type
        if self.formula == "tanh":
            x, t = np.clip(z, -TANH_END, TANH_END), self._tanh(z)
            inner = kind(INNER) * (1 + kind(3 * CUBIC) * x * x)
            slope: Array = kind(0.5) * (1 + t) + kind(0.5) * x * (1 - t * t) * inner
            return slope
        x = np.minimum(np.abs(z), kind(end_of_tail(z.dtype)))
        below: Array = tail(x) - x * bell(x)
        return np.where(z > 0, 1 - below, below)

    def _tanh(self, z: Array) -> Array:
        kind, x = z.dtype.type, np.clip(z, -TANH_END, TANH_END)
        t: Array = np.tanh(kind(INNER) * (x + kind(CUBIC) * x * x * x))
        return t

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        return _record_gelu_by_tanh(tape, tape.units(rows)) if self.formula == "tanh" else _record_gelu(tape, tape.units(rows))


@ACTIVATIONS.add("silu", "SiLU")
@dataclass(frozen=True)
class SiLU(Activation):
    """Sigmoid linear unit, also swish (Elfwing et al. 2017, Ramachandran et al. 2017): f(z) = z s, s the sigmoid of z.

    f' = s + a (1 - s).
    """

    def function(self, z: Array) -> Array:
        a: Array = z * sigmoid(z)
        return a

    def derivative(self, z: Array) -> Array:
        s = sigmoid(z)
        slope: Array = s + z * s * (1 - s)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        s = tape.empty(*z.shape)
        record_sigmoid(tape, z, s)
        tape.record(np.multiply, z, s, z)
        if not tape.training:
            return None
        slope = tape.empty(*z.shape)
        tape.record(np.subtract, tape.number(1), s, slope)
        tape.record(np.multiply, z, slope, slope)
        tape.record(np.add, slope, s, slope)
        return elementwise_backward(tape, slope)


@ACTIVATIONS.add("mish", "Mish")
@dataclass(frozen=True)
class Mish(Activation):
    """f(z) = z tanh(log(1 + e^z)) (Misra 2019). With e = e^z the tanh is w = n / (n + 2), n = e (e + 2), without a logarithm.

    f' = w + 4 z e (e + 1) / (n + 2)².
    """

    def function(self, z: Array) -> Array:
        floor = exp_floor(z.dtype)
        e = np.exp(np.clip(z, floor, FLAT))
        n = e * (e + 2)
        a: Array = np.maximum(z, floor) * (n / (n + 2))
        return a

    def derivative(self, z: Array) -> Array:
        x = np.clip(z, exp_floor(z.dtype), FLAT)
        e = np.exp(x)
        n = e * (e + 2)
        slope: Array = n / (n + 2) + 4 * x * e * (e + 1) / (n + 2) ** 2
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z, two, floor = tape.units(rows), tape.number(2), exp_floor(tape.dtype)
        x, e, n, m = (tape.empty(*z.shape) for _ in range(4))
        tape.clip(z, floor, FLAT, x)
        tape.record(np.exp, x, e)
        tape.record(np.add, e, two, n)
        tape.record(np.multiply, e, n, n)
        tape.record(np.add, n, two, m)
        tape.record(np.divide, n, m, n)  # from here on n is w
        tape.clip(z, floor, np.inf, z)
        tape.record(np.multiply, z, n, z)
        if not tape.training:
            return None
        slope = tape.empty(*z.shape)
        tape.record(np.add, e, tape.number(1), slope)
        tape.record(np.divide, slope, m, slope)
        tape.record(np.multiply, slope, x, slope)
        tape.record(np.divide, e, m, e)
        tape.record(np.multiply, slope, e, slope)
        tape.record(np.multiply, slope, tape.number(4), slope)
        tape.record(np.add, slope, n, slope)
        return elementwise_backward(tape, slope)


def _record_gelu(tape: Tape, z: Array) -> BackwardRule | None:
    """z <- max(0, z) - x Q(x) with x = |z|, beyond which nothing of Q is left; f' = Q(x) - x φ(x) below 0, 1 minus that above."""
    x, e, product = (tape.empty(*z.shape) for _ in range(3))
    tape.record(np.abs, z, x)
    tape.clip(x, 0, end_of_tail(tape.dtype), x)
    q = record_tail(tape, x, e)
    slope = tape.empty(*z.shape) if tape.training else None
    if slope is not None:
        tape.record(np.multiply, x, e, e)
        tape.record(np.multiply, e, tape.number(1 / sqrt(2 * pi)), e)
        tape.record(np.subtract, q, e, slope)
        tape.record(np.subtract, tape.number(0.5), slope, slope)
        tape.record(np.copysign, slope, z, slope)  # ½ - Q + x φ is never below 0
        tape.record(np.add, slope, tape.number(0.5), slope)
    tape.record(np.multiply, x, q, product)
    tape.clip(z, 0, np.inf, z)
    tape.record(np.subtract, z, product, z)
    return None if slope is None else elementwise_backward(tape, slope)


def _record_gelu_by_tanh(tape: Tape, z: Array) -> BackwardRule | None:
    """z <- ½ z (1 + t); f' = ½ (1 + t) + ½ z (1 - t²) √(2/π) (1 + 3 · 0.044715 z²), with t the tanh."""
    one, half = tape.number(1), tape.number(0.5)
    x, square, t = (tape.empty(*z.shape) for _ in range(3))
    tape.clip(z, -TANH_END, TANH_END, x)
    tape.record(np.square, x, square)
    tape.record(np.multiply, square, tape.number(INNER * CUBIC), t)
    tape.record(np.add, t, tape.number(INNER), t)
    tape.record(np.multiply, t, x, t)
    tape.record(np.tanh, t, t)
    slope = tape.empty(*z.shape) if tape.training else None
    if slope is not None:
        tape.record(np.multiply, square, tape.number(1.5 * INNER * CUBIC), square)
        tape.record(np.add, square, tape.number(0.5 * INNER), square)
        tape.record(np.multiply, square, x, square)
        tape.record(np.square, t, slope)
        tape.record(np.subtract, one, slope, slope)
        tape.record(np.multiply, slope, square, slope)
    tape.record(np.multiply, t, half, t)
    tape.record(np.add, t, half, t)
    tape.record(np.multiply, z, t, z)
    if slope is None:
        return None
    tape.record(np.add, slope, t, slope)
    return elementwise_backward(tape, slope)
