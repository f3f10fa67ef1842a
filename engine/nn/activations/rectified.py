"""Variants of ReLU with a slope, or a curve, for negative sums, so that a unit cannot die."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array, exp_floor
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.activations.base import ACTIVATIONS, Activation, BackwardRule, elementwise_backward_from_output

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


@ACTIVATIONS.add("leaky_relu", "Leaky ReLU")
@dataclass(frozen=True)
class LeakyReLU(Activation):
    """Leaky ReLU (Maas et al. 2013): f(z) = z where z > 0, else leak · z; f' = 1 or leak (leak at z = 0, as PyTorch has it)."""

    leak: float = param(0.01, "Leak", low=0.0001, high=0.99, log=True, help="Slope for negative sums. ReLU has 0 and can die.")

    def function(self, z: Array) -> Array:
        a: Array = np.maximum(z, z.dtype.type(self.leak) * z)
        return a

    def derivative(self, z: Array) -> Array:
        return _where_positive(z, 1, self.leak)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        leaked = tape.empty(*z.shape)
        tape.record(np.multiply, z, tape.number(self.leak), leaked)
        tape.clip(z, leaked, np.inf, z)  # max(z, leak z): np.maximum no longer takes its output by position
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.positive(a, out)
        tape.clip(out, self.leak, 1, out)


@ACTIVATIONS.add("prelu", "PReLU")
@dataclass(frozen=True)
class PReLU(Activation):
    """Parametric ReLU (He et al. 2015): f(z) = z where z > 0, else slope · z, with a slope that is learned, one for the layer.

    f' = 1 or slope (slope at z = 0, as PyTorch has it); the slope's own gradient is the sum of da z over all z <= 0.
    """

    start_slope: float = param(
        0.25, "Start slope", low=-1.0, high=1.0, help="Slope for negative sums at the start; training changes it."
    )

    def function(self, z: Array) -> Array:
        a: Array = np.maximum(z, 0) + z.dtype.type(self.start_slope) * np.minimum(z, 0)
        return a

    def derivative(self, z: Array) -> Array:
        return _where_positive(z, 1, self.start_slope)

    def start(self) -> dict[str, Array]:
        return {"slope": np.array([self.start_slope])}

    def with_parameters(self, own: Mapping[str, Array]) -> PReLU:
        return PReLU(float(own["slope"][0]))

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        slope, negative, product = own.reshape(()), tape.empty(*z.shape), tape.empty(*z.shape)
        tape.clip(z, -np.inf, 0, negative)
        tape.record(np.multiply, negative, slope, product)
        tape.clip(z, 0, np.inf, z)
        if not tape.training:
            tape.record(np.add, z, product, z)
            return None
        f_prime, below = tape.empty(*z.shape), tape.empty(*z.shape)
        tape.record(np.greater, z, tape.number(0), f_prime)  # 1 above 0
        tape.record(np.subtract, tape.number(1), f_prime, below)
        tape.record(np.multiply, below, slope, below)
        tape.record(np.add, f_prime, below, f_prime)  # and the slope below
        tape.record(np.add, z, product, z)

        def pull(da: Array) -> None:
            assert da.flags.c_contiguous  # otherwise its flat form would be a copy, made once and never again
            tape.dot(negative.reshape(-1), da.reshape(-1), d_own.reshape(()))
            tape.watch("slope", f_prime)
            tape.record(np.multiply, da, f_prime, da)

        return pull


@ACTIVATIONS.add("elu", "ELU")
@dataclass(frozen=True)
class ELU(Activation):
    """Exponential linear unit (Clevert et al. 2015): f(z) = z where z > 0, else alpha (e^z - 1); f' = 1 or a + alpha."""

    alpha: float = param(1.0, "Alpha", low=0.01, high=10.0, log=True, help="Negative sums level off at minus this.")

    def function(self, z: Array) -> Array:
        return _exponential_unit(z, self.alpha, 1)

    def derivative(self, z: Array) -> Array:
        return _exponential_derivative(z, self.alpha, 1)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        _record_exponential_unit(tape, tape.units(rows), self.alpha, 1)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        _record_exponential_derivative(tape, a, out, self.alpha, 1)


@ACTIVATIONS.add("selu", "SELU")
@dataclass(frozen=True)
class SELU(Activation):
    """Scaled ELU (Klambauer et al. 2017): f(z) = 1.0507 times the ELU with alpha 1.6733; f' = 1.0507 or a + 1.0507 · 1.6733.

    With these numbers mean 0 and deviation 1 persist from layer to layer, when weights start by LeCun.
    """

    def function(self, z: Array) -> Array:
        return _exponential_unit(z, SELU_ALPHA, SELU_SCALE)

    def derivative(self, z: Array) -> Array:
        return _exponential_derivative(z, SELU_ALPHA, SELU_SCALE)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        _record_exponential_unit(tape, tape.units(rows), SELU_ALPHA, SELU_SCALE)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        _record_exponential_derivative(tape, a, out, SELU_ALPHA, SELU_SCALE)


def _where_positive(z: Array, above: float, below: float) -> Array:
    kind = z.dtype.type
    slope: Array = np.where(z > 0, kind(above), kind(below))
    return slope


def _exponential_unit(z: Array, alpha: float, scale: float) -> Array:
    kind = z.dtype.type
    a: Array = kind(scale) * np.maximum(z, 0) + kind(scale * alpha) * np.expm1(np.minimum(z, 0))
    return a


def _exponential_derivative(z: Array, alpha: float, scale: float) -> Array:
    kind = z.dtype.type
    e = np.exp(np.clip(z, exp_floor(z.dtype), 0))
    slope: Array = np.where(z > 0, kind(scale), kind(scale * alpha) * e)
    return slope


def _record_exponential_unit(tape: Tape, z: Array, alpha: float, scale: float) -> None:
    e = tape.empty(*z.shape)
    tape.clip(z, exp_floor(tape.dtype), 0, e)
    tape.record(np.expm1, e, e)
    tape.record(np.multiply, e, tape.number(scale * alpha), e)
    tape.clip(z, 0, np.inf, z)
    if scale != 1:
        tape.record(np.multiply, z, tape.number(scale), z)
    tape.record(np.add, z, e, z)


def _record_exponential_derivative(tape: Tape, a: Array, out: Array, alpha: float, scale: float) -> None:
    """a + scale alpha below 0, which is scale alpha at 0, and scale above."""
    bottom = scale * alpha
    tape.clip(a, -bottom, 0, out)
    tape.record(np.add, out, tape.number(bottom), out)
    if alpha != 1:  # otherwise f' has no step at 0
        step = tape.empty(*a.shape)
        tape.record(np.greater, a, tape.number(0), step)
        tape.record(np.multiply, step, tape.number(scale - bottom), step)
        tape.record(np.add, out, step, out)
