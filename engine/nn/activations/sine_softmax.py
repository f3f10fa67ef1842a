"""Sine, and softmax as an activation, which mixes the units of its layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array, exp_floor, exp_from_top
from engine.core.tape import Tape
from engine.nn.activations.base import ACTIVATIONS, Activation, BackwardRule, elementwise_backward


@ACTIVATIONS.add("sine", "Sine")
@dataclass(frozen=True)
class Sine(Activation):
    """f(z) = sin z; f' = cos z. Fits waves and fine detail (Sitzmann et al. 2020), but has many poor minima."""

    def function(self, z: Array) -> Array:
        return np.sin(z)

    def derivative(self, z: Array) -> Array:
        return np.cos(z)

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        if not tape.training:
            tape.record(np.sin, z, z)
            return None
        slope = tape.empty(*z.shape)
        tape.record(np.cos, z, slope)
        tape.record(np.sin, z, z)
        return elementwise_backward(tape, slope)


@ACTIVATIONS.add("softmax", "Softmax")
@dataclass(frozen=True)
class Softmax(Activation):
    """Shares of a whole: a_i = e^z_i / Σ_j e^z_j over the units of the layer (Bridle 1990). A layer of one unit is always 1.

    Each unit depends on all of them: da_i / dz_j = a_i (1 - a_i) for i = j, which `derivative` gives, else -a_i a_j. So the way
    back is dz_i = a_i (da_i - Σ_j a_j da_j). Cross entropy has its own softmax on the scores: this one is for hidden layers.
    """

    def function(self, z: Array) -> Array:
        e = exp_from_top(z, -1)
        shares: Array = e / e.sum(-1, keepdims=True)
        return shares

    def derivative(self, z: Array) -> Array:
        a = self.function(z)
        slope: Array = a * (1 - a)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        units = len(z)
        ones, sums = np.ones((units, units), tape.dtype), tape.empty(*z.shape)
        record_exp_from_top(tape, z, z)
        tape.dot(ones, z, sums)  # each row is the sum over the units
        tape.record(np.divide, z, sums, z)
        if not tape.training:
            return None

        def backward(da: Array) -> None:
            product = tape.empty(*z.shape)
            tape.record(np.multiply, z, da, product)
            tape.dot(ones, product, sums)
            tape.record(np.subtract, da, sums, da)
            tape.record(np.multiply, da, z, da)

        return backward


def record_exp_from_top(tape: Tape, z: Array, out: Array) -> None:
    """Record out <- e^(z - the largest z of the column): neither overflows nor underflows."""
    top = tape.empty(z.shape[1])
    tape.record(np.maximum.reduce, z, 0, None, top)
    tape.record(np.subtract, z, top, out)
    tape.clip(out, exp_floor(tape.dtype), 0, out)
    tape.record(np.exp, out, out)
