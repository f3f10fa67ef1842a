"""What goes on inside each layer, as numbers: gradients, weights, updates, and how its units answer to the training rows.

Pure functions for a look now and then, not for each step. All of a layer's parameters count in its norms, biases too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.layers import Layer

NEAR = 0.005  # a unit this close to a limit of its activation is pressed against it: tanh has a hundredth of its slope left
OFTEN = 0.5  # … and saturated when that is so on more than this share of the rows
BINS = 32


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often values lie where: `counts` (bins,), between `edges` (bins + 1,). Values that are not finite are left out."""

    edges: Array
    counts: Array


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """One layer. What it does not have is NaN: parameters, an activation that can die or saturate.

    dead: share of the units of a ReLU layer that are zero on every row, so that no gradient reaches their weights.
    saturated: share of the units that lie within 0.005 of a limit of their activation on more than half of the rows.
    update_ratio: ‖Δθ‖ / ‖θ‖ of the next step; around 0.001 is healthy. NaN for a layer whose parameters are all 0.
    mean, deviation: of the outputs over all units and rows.
    """

    layer: LayerInfo
    gradient_l2: float
    gradient_mean: float
    gradient_max: float
    weight_norm: float
    update_ratio: float
    dead: float
    saturated: float
    mean: float
    deviation: float
    outputs: Histogram
    gradients: Histogram
    weights: Histogram


def layer_health(network: Network, x: Array, gradient: Array, step: Array, rest: Iterable[Array] = ()) -> tuple[LayerHealth, ...]:
    """Every layer in order. x: scaled inputs (rows, inputs); gradient, step: (parameters,), see `engine.diagnosis.dry_run`.

    rest: further rows, like x, which are asked only whether a unit that seems dead is so on them, too.
    """
    outputs = network.outputs_of_layers(x)
    silent = _silent_on_all(network, outputs, rest)
    return tuple(
        _inside(block.layer, info, network.theta, gradient, step, outputs[info.id], silent.get(info.id))
        for block, info in zip(network.blocks, network.layers, strict=True)
    )


def _silent_on_all(network: Network, outputs: dict[int, Array], rest: Iterable[Array]) -> dict[int, Array]:
    """By id of each layer that can die: which of its units are 0 on every row, (units,) bool."""
    mortal = [info.id for block, info in zip(network.blocks, network.layers, strict=True) if _can_die(block.layer)]
    silent = {layer: silent_units(outputs[layer]) for layer in mortal}
    for x in rest:
        if not any(units.any() for units in silent.values()):
            break
        more = network.outputs_of_layers(x)
        silent = {layer: units & silent_units(more[layer]) for layer, units in silent.items()}
    return silent


def _inside(
    layer: Layer, info: LayerInfo, theta: Array, gradient: Array, step: Array, outputs: Array, silent: Array | None
) -> LayerHealth:
    own, g, change = (v[info.start : info.stop].astype(np.float64) for v in (theta, gradient, step))
    a, f = outputs.astype(np.float64), activation_of(layer)
    between = limits(f) if f is not None else None
    missing = float("nan")
    norm = float(np.linalg.norm(own)) if own.size else missing
    return LayerHealth(
        layer=info,
        gradient_l2=float(np.linalg.norm(g)) if g.size else missing,
        gradient_mean=float(np.abs(g).mean()) if g.size else missing,
        gradient_max=float(np.abs(g).max()) if g.size else missing,
        weight_norm=norm,
        update_ratio=float(np.linalg.norm(change)) / norm if norm > 0 else missing,
        dead=missing if silent is None else float(silent.mean()),
        saturated=saturated_share(a, between) if between is not None else missing,
        mean=float(a.mean()),
        deviation=float(a.std()),
        outputs=histogram(a),
        gradients=histogram(g),
        weights=histogram(own),
    )


def silent_units(outputs: Array) -> Array:
    """Which units of (units, rows) are exactly 0 on every row, (units,) bool."""
    silent: Array = (outputs == 0).all(1)
    return silent


def saturated_share(outputs: Array, between: tuple[float, float]) -> float:
    """Share of the units of (units, rows) within 0.005 of a limit on more than half of the rows."""
    low, high = between
    pressed = (outputs <= low + NEAR) | (outputs >= high - NEAR)
    return float((pressed.mean(1) > OFTEN).mean())


def histogram(values: Array) -> Histogram:
    """Of all finite values, in 32 equal bins from the smallest to the largest."""
    finite = np.clip(values[np.isfinite(values)], -1e300, 1e300)  # the distance of larger ones is no number
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if high - low < 1e-9 * max(abs(low), abs(high)) or high == low:  # bins need some room
        low, high = low - max(0.5, abs(low) / 2), high + max(0.5, abs(high) / 2)
    counts, edges = np.histogram(finite, BINS, (low, high))
    return Histogram(edges, counts)


def activation_of(layer: Layer) -> Activation | None:
    """The activation a layer ends with, whatever its kind; None when it has none."""
    found = [getattr(layer, name) for name, about in params_of(layer).items() if about.family is ACTIVATIONS]
    return found[-1] if found else None


def _can_die(layer: Layer) -> bool:
    f = activation_of(layer)
    return f is not None and can_die(f)


@lru_cache
def limits(activation: Activation) -> tuple[float, float] | None:
    """The two values between which an activation stays and which it comes to for large sums; None when it has no such limits."""
    far = np.array([[1e4], [2e4], [3e4], [5e4]])
    low, high = activation.function(-far), activation.function(far)
    flat = max(np.ptp(low), np.ptp(high)) < 1e-3
    return (float(low[-1, 0]), float(high[-1, 0])) if flat and high[-1, 0] - low[-1, 0] > NEAR else None


@lru_cache
def can_die(activation: Activation) -> bool:
    """Whether the activation is 0, with slope 0, for every negative sum, as ReLU is."""
    below = -np.array([[1e-3], [1.0], [1e4]])
    return not activation.function(below).any() and not activation.derivative(below).any()
