"""Which units of a layer are dead, and which are saturated: the one definition that every panel and the doctor show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.layers import Layer

MOST_ROWS = 1024  # of the training rows that units are watched on; whether they are dead, on all of them
FLAT = 0.05  # of the activation's steepest slope: an output where it is flatter lies in a flat part
OFTEN = 0.5  # a unit is saturated when that is so on more than this share of the rows


@dataclass(frozen=True, eq=False)
class UnitHealth:
    """dead: outputs 0, with slope 0, on every row. saturated: |f'| below 5 % of its maximum on more than half of the rows.

    slope: the median of |f'| over all units and rows, as a share of its maximum: how much of a gradient comes through.
    """

    dead: Array  # (units,) bool
    saturated: Array  # (units,) bool
    slope: float

    @property
    def dead_share(self) -> float:
        """Dead units over all units of the layer."""
        return float(self.dead.mean())

    @property
    def saturated_share(self) -> float:
        """Saturated units over all units of the layer."""
        return float(self.saturated.mean())


def unit_health(activation: Activation | None, outputs: Array) -> UnitHealth | None:
    """Of a layer that ends with this activation and gives `outputs`, (units, rows).

    None where the slope is the same everywhere, as without an activation, or cannot be told from the output.
    """
    found = _slopes(activation) if activation is not None else None
    if found is None:
        return None
    values, slopes = found
    own = slopes[np.clip(np.searchsorted(values, outputs), 0, len(values) - 1)]
    flat = (own < FLAT) & ~np.isnan(outputs)
    return UnitHealth(((outputs == 0) & (own == 0)).all(1), flat.mean(1) > OFTEN, float(np.median(own)))


def health_of_layers(network: Network, outputs: dict[int, Array], rest: Iterable[Array] = ()) -> dict[int, UnitHealth | None]:
    """By layer id. outputs: by layer id, (units, rows). rest: scaled inputs of further rows, (rows, inputs), which are asked only
    whether a unit that seems dead is so on them, too."""
    activations = {}
    for block, info in zip(network.blocks, network.layers, strict=True):
        f, arrays = activation_of(block.layer), arrays_of(info, network.theta)
        activations[info.id] = f.with_parameters(arrays) if f is not None and set(f.start()) <= set(arrays) else f
    found = {layer: unit_health(activations[layer], outputs[layer]) for layer in outputs}
    for x in rest:
        dying = {layer: health for layer, health in found.items() if health is not None and health.dead.any()}
        if not dying:
            break
        more = network.outputs_of_layers(x)
        for layer, health in dying.items():
            now = unit_health(activations[layer], more[layer])
            if now is not None:
                found[layer] = replace(health, dead=health.dead & now.dead)
    return found


def rows_after_first(data: Data) -> Iterator[Array]:
    """Scaled inputs of the training rows after the first `MOST_ROWS`, so many at a time."""
    return (data.x(data.train[at : at + MOST_ROWS]) for at in range(MOST_ROWS, len(data.train), MOST_ROWS))


def activation_of(layer: Layer) -> Activation | None:
    """The activation a layer ends with, whatever its kind; None when it has none."""
    found = [getattr(layer, name) for name, about in params_of(layer).items() if about.family is ACTIVATIONS]
    return found[-1] if found else None


@lru_cache
def is_bounded(activation: Activation) -> bool:
    """Whether the activation comes to a limit for large sums of either sign, as tanh does."""
    far = np.array([[1e4], [2e4], [3e4], [5e4]])
    low, high = activation.function(-far), activation.function(far)
    return bool(max(np.ptp(low), np.ptp(high)) < 1e-3 and high[-1, 0] - low[-1, 0] > 1e-2)


@lru_cache
def _slopes(activation: Activation) -> tuple[Array, Array] | None:
    """The values that the activation takes, ascending, and |f'| there as a share of its maximum; the least where it differs.

    None for a straight line, and for a curve that goes down as well, whose slope the output does not tell.
    """
    z = np.linspace(-30, 30, 6001)[:, np.newaxis]  # a column: what mixes the units of a row has a single one here
    f, slope = activation.function(z)[:, 0], np.abs(activation.derivative(z))[:, 0]
    is_line = float(slope.min()) == float(slope.max()) > 0 or np.ptp(f) == 0
    if is_line or (np.diff(f) < -1e-9).any():
        return None
    order = np.argsort(f, kind="stable")
    values, first = np.unique(f[order], return_index=True)
    slopes: Array = np.minimum.reduceat(slope[order], first) / (slope.max() or 1.0)
    return values, slopes
