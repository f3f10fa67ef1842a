"""Cheap variants of tanh and sigmoid, which saturate on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.nn.activations.base import ACTIVATIONS, Activation, BackwardRule, elementwise_backward_from_output


@ACTIVATIONS.add("softsign", "Softsign")
@dataclass(frozen=True)
class Softsign(Activation):
    """f(z) = z / (1 + |z|), between -1 and 1; f' = (1 - |a|)². Levels off more slowly than tanh (Bergstra et al. 2009)."""

    def function(self, z: Array) -> Array:
        a: Array = z / (1 + np.abs(z))
        return a

    def derivative(self, z: Array) -> Array:
        slope: Array = (1 - np.abs(self.function(z))) ** 2
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        size = tape.empty(*z.shape)
        tape.record(np.abs, z, size)
        tape.record(np.add, size, tape.number(1), size)
        tape.record(np.divide, z, size, z)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.record(np.abs, a, out)
        tape.record(np.subtract, tape.number(1), out, out)
        tape.record(np.square, out, out)


@ACTIVATIONS.add("hard_tanh", "Hard tanh")
@dataclass(frozen=True)
class HardTanh(Activation):
    """f(z) = z, limited to -1 … 1; f' = 1 between the limits, 0 from there on (Collobert 2004)."""

    def function(self, z: Array) -> Array:
        return np.clip(z, -1, 1)

    def derivative(self, z: Array) -> Array:
        slope: Array = (np.abs(z) < 1).astype(z.dtype)
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        tape.clip(z, -1, 1, z)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        tape.record(np.trunc, a, out)  # -1 or 1 at the limits, 0 between them
        tape.record(np.square, out, out)
        tape.record(np.subtract, tape.number(1), out, out)


@ACTIVATIONS.add("hard_sigmoid", "Hard sigmoid")
@dataclass(frozen=True)
class HardSigmoid(Activation):
    """f(z) = z / 6 + ½, limited to 0 … 1; f' = 1/6 for z between -3 and 3, else 0.

    As PyTorch has it; the first one (Courbariaux et al. 2015) is steeper, z / 2 + ½.
    """

    def function(self, z: Array) -> Array:
        kind = z.dtype.type
        a: Array = np.clip(z / kind(6) + kind(0.5), 0, 1)
        return a

    def derivative(self, z: Array) -> Array:
        kind = z.dtype.type
        slope: Array = np.where(np.abs(z) < 3, kind(1 / 6), kind(0))
        return slope

    def record(self, tape: Tape, rows: Array, own: Array, d_own: Array) -> BackwardRule | None:
        z = tape.units(rows)
        tape.record(np.divide, z, tape.number(6), z)
        tape.record(np.add, z, tape.number(0.5), z)
        tape.clip(z, 0, 1, z)
        return elementwise_backward_from_output(tape, self, rows)

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        above = tape.empty(*a.shape)
        tape.record(np.ceil, a, above)
        tape.record(np.floor, a, out)
        tape.record(np.subtract, above, out, out)  # 1 between 0 and 1, 0 at both
        tape.record(np.multiply, out, tape.number(1 / 6), out)
