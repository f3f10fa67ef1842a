"""The state of each layer in numbers: gradients, weights, updates, and what its units give on the training rows.

Pure functions that are called now and then, not at each step. All of a layer's parameters count in its norms, biases too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.unit_health import UnitHealth, health_of_layers
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo

BINS = 32


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often values lie where: `counts` (bins,), between `edges` (bins + 1,). Values that are not finite are left out."""

    edges: Array
    counts: Array


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """One layer. What it does not have is NaN: parameters, units that can be dead or saturated.

    units: which of them are dead, so that no gradient reaches their weights, or saturated; None where neither can be told.
    update_ratio: ‖Δθ‖ / ‖θ‖ of the next step; around 0.001 is healthy. NaN for a layer whose parameters are all 0.
    mean, deviation: of the outputs over all units and rows.
    """

    layer: LayerInfo
    gradient_l2: float
    gradient_mean: float
    gradient_max: float
    weight_norm: float
    update_ratio: float
    units: UnitHealth | None
    mean: float
    deviation: float
    outputs: Histogram
    gradients: Histogram
    weights: Histogram

    @property
    def dead(self) -> float:
        """The share of its units."""
        return math.nan if self.units is None else self.units.dead_share

    @property
    def saturated(self) -> float:
        """The share of its units."""
        return math.nan if self.units is None else self.units.saturated_share


def layer_health(network: Network, x: Array, gradient: Array, step: Array, rest: Iterable[Array] = ()) -> tuple[LayerHealth, ...]:
    """Every layer in order. x: scaled inputs (rows, inputs); gradient, step: (parameters,), see `engine.diagnosis.dry_run`.

    rest: further rows, like x, which are asked only whether a unit that seems dead is so on them, too.
    """
    outputs = network.outputs_of_layers(x)
    units = health_of_layers(network, outputs, rest)
    return tuple(_health(info, network.theta, gradient, step, outputs[info.id], units[info.id]) for info in network.layers)


def _health(info: LayerInfo, theta: Array, gradient: Array, step: Array, outputs: Array, units: UnitHealth | None) -> LayerHealth:
    own, g, change = (v[info.start : info.stop].astype(np.float64) for v in (theta, gradient, step))
    a, missing = outputs.astype(np.float64), math.nan
    norm = float(np.linalg.norm(own)) if own.size else missing
    return LayerHealth(
        layer=info,
        gradient_l2=float(np.linalg.norm(g)) if g.size else missing,
        gradient_mean=float(np.abs(g).mean()) if g.size else missing,
        gradient_max=float(np.abs(g).max()) if g.size else missing,
        weight_norm=norm,
        update_ratio=float(np.linalg.norm(change)) / norm if norm > 0 else missing,
        units=units,
        mean=float(a.mean()),
        deviation=float(a.std()),
        outputs=histogram(a),
        gradients=histogram(g),
        weights=histogram(own),
    )


def histogram(values: Array) -> Histogram:
    """Of all finite values, in 32 equal bins from the smallest to the largest."""
    finite = np.clip(values[np.isfinite(values)], -1e300, 1e300)  # the distance of larger ones is no number
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if high - low < 1e-9 * max(abs(low), abs(high)) or high == low:  # bins need some room
        low, high = low - max(0.5, abs(low) / 2), high + max(0.5, abs(high) / 2)
    counts, edges = np.histogram(finite, BINS, (low, high))
    return Histogram(edges, counts)
