"""The straight line of a neuron that sees what the picture's axes show: where its z is 0, or over one input its output. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.data.features import all_columns
from engine.data.preprocessing import Data
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.recipe.recipe import OUTPUT
from engine.training.memento import WeightEdit

BOTH = (0, 1)


@dataclass(frozen=True)
class Line:
    """In the units of the axes, over two inputs: w₁x₁ + w₂x₂ + b = 0, with its normal (w₁, w₂). Over one: y = w₁x + b, w₂ is −1,
    so that w₁x − y + b = 0 is the same line. `layer`, `unit`: whose it is. `by_hand`: it is all of the network, and can be moved.
    """

    w1: float
    w2: float
    b: float
    layer: int
    unit: int
    by_hand: bool = False

    @property
    def over_one(self) -> bool:
        """Whether it is a curve over one input, and not a boundary between two."""
        return self.layer == OUTPUT and self.unit == -1

    @property
    def size(self) -> float:
        return math.hypot(self.w1, self.w2)

    @property
    def angle(self) -> float:
        """Of the normal, or of a curve over one input, in degrees from the first axis."""
        return math.degrees(math.atan(self.w1) if self.over_one else math.atan2(self.w2, self.w1))

    def at(self, x: float, y: float) -> float:
        """w₁x + w₂y + b: 0 on the line."""
        return self.w1 * x + self.w2 * y + self.b

    def foot(self, x: float, y: float) -> tuple[float, float]:
        """The point of the line nearest to a point; of a curve, the one above it."""
        if self.over_one:
            return x, self.w1 * x + self.b
        share = self.at(x, y) / self.size**2 if self.size else 0.0
        return x - share * self.w1, y - share * self.w2

    def shifted(self, dx: float, dy: float) -> Line:
        """The same line moved by so much."""
        return replace(self, b=self.b - self.w1 * dx - self.w2 * dy)

    def turned(self, around: tuple[float, float], degrees: float) -> Line:
        """Through the same point, with its normal (or the curve itself) at this angle. The size of (w₁, w₂) stays."""
        angle = math.radians(degrees)
        if self.over_one:
            steep = math.tan(min(max(angle, -STEEPEST), STEEPEST))
            return replace(self, w1=steep, b=around[1] - steep * around[0])
        w1, w2 = self.size * math.cos(angle), self.size * math.sin(angle)
        return replace(self, w1=w1, w2=w2, b=-(w1 * around[0] + w2 * around[1]))

    def edits(self, data: Data) -> tuple[WeightEdit, ...]:
        """The weights and the bias of a network that is this line, on inputs as it gets them."""
        raw = np.array([self.w1] if self.over_one else [self.w1, self.w2])
        weights = raw * data.scaling.deviation
        bias = self.b + float(raw @ data.scaling.mean)
        if self.over_one:
            mean, deviation = data.target_scaling.mean[0], data.target_scaling.deviation[0]
            weights, bias = weights / deviation, (bias - mean) / deviation
        numbers = [WeightEdit(OUTPUT, "weights", (k, 0), float(value)) for k, value in enumerate(weights)]
        return (*numbers, WeightEdit(OUTPUT, "biases", (0,), float(bias)))


STEEPEST = math.radians(89)


def line_of(snapshot: Snapshot, axes: tuple[int, ...], neuron: tuple[int, int] | None) -> Line | None:
    """The line of a neuron of the first layer, or of the network's only one. None where the axes or the inputs are others."""
    data, first = snapshot.data, snapshot.layers[0]
    alone = len(snapshot.layers) == 1 and first.units_out == 1
    layer, unit = (OUTPUT, 0) if neuron is None and alone else neuron or (OUTPUT, -1)
    plain = data.features == all_columns(data.table.input_names)
    if layer != first.id or not plain or not 0 <= unit < first.units_out:
        return None
    weights, bias = _raw(snapshot, first, unit)
    if axes == BOTH and data.inputs == 2 and not (alone and data.task.is_regression):
        return Line(float(weights[0]), float(weights[1]), bias, layer, unit, alone)
    if axes == (0,) and data.inputs == 1 and alone and data.task.is_regression:
        scaling = data.target_scaling
        steep, height = scaling.deviation[0] * weights[0], scaling.deviation[0] * bias + scaling.mean[0]
        return Line(float(steep), -1.0, float(height), OUTPUT, -1, True)
    return None


def _raw(snapshot: Snapshot, info: LayerInfo, unit: int) -> tuple[Array, float]:
    """A neuron's weights and bias for inputs in their own units."""
    arrays, scaling = arrays_of(info, snapshot.theta), snapshot.data.scaling
    if "weights" not in arrays or arrays["weights"].shape != (info.units_in, info.units_out):
        return np.full(info.units_in, np.nan), math.nan
    weights = arrays["weights"][:, unit].astype(np.float64) / scaling.deviation
    return weights, float(arrays["biases"][unit]) - float(weights @ scaling.mean)
