"""Pure functions behind the rarer views: predicted classes, histograms, the hidden space. Computed only when a view asks."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.seen import ActivationHistogram, Hidden, Predicted, WeightHistory
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.nn.activations import Activation
from engine.nn.metrics import classes_of
from engine.training.checkpoint import Keyframe

MOST_ROWS = 1024  # of each part of the data that a picture looks at
MOST_WEIGHTS = 4096  # of one layer that a histogram counts
BINS = 41  # odd: zero lies in the middle of one
FLAT = 0.05  # of the activation's steepest slope: an output where it is flatter is saturated
STEPS = np.array([1.0, 2.0, 5.0, 10.0])


def predicted(network: Network, data: Data) -> Predicted | None:
    """The class of each row, training rows first; None for regression."""
    if data.task.is_regression:
        return None
    train, test = data.train[:MOST_ROWS], data.test[:MOST_ROWS]
    rows = np.concatenate([train, test])
    return Predicted(rows, classes_of(network.scores(data.x(rows))), len(train))


def nice_limit(values: Array) -> float:
    """The next of 1, 2, 5 times a power of ten that all magnitudes lie below; 1 when there is none to speak of."""
    finite = np.abs(values[np.isfinite(values)]).astype(np.float64)
    largest = float(finite.max(initial=0.0))
    if not 1e-300 < largest < 1e300:
        return 1.0
    power = 10.0 ** np.floor(np.log10(largest))
    return float(power * STEPS[min(int(np.searchsorted(STEPS, largest / power * (1 - 1e-9))), len(STEPS) - 1)])


def counted(values: Array, limit: float) -> tuple[Array, Array]:
    """Edges and counts of a histogram from -limit to limit; what is beyond counts in the outermost bins, what is NaN nowhere."""
    edges = np.linspace(-limit, limit, BINS + 1)
    known = values[~np.isnan(values)].astype(np.float64)
    return edges, np.histogram(np.clip(known, -limit, limit), edges)[0]


def weights_of(info: LayerInfo, theta: Array) -> Array:
    """A layer's weights in a row, without the biases; every n-th of very many."""
    arrays = arrays_of(info, theta)
    flat = np.concatenate([values.ravel() for name, values in arrays.items() if name != "biases"] or [np.empty(0)])
    return flat[:: -(-flat.size // MOST_WEIGHTS) or 1]


class WeightLook:
    """Changes: remembers the counts of the kept moments, which never change, for one layer and one range of values."""

    def __init__(self) -> None:
        self._of: tuple[Any, ...] = ()
        self._counts: dict[int, Array] = {}

    def history(self, network: Network, layer: int, moments: tuple[Keyframe, ...], step: int) -> WeightHistory | None:
        """The layer's weights at all moments whose network had the same layout, and now. None for a layer without weights."""
        info = next((info for info in network.layers if info.id == layer and info.parameters), None)
        if info is None:
            return None
        alike = [m for m in moments if m.step < step and _same_layout(m, network)]
        now = weights_of(info, network.theta)
        limit = max([nice_limit(now), *(nice_limit(weights_of(info, m.state.theta)) for m in alike[:: max(1, len(alike) - 1)])])
        if (info, limit) != self._of:
            self._of, self._counts = (info, limit), {}
        kept = {id(moment): self._counts.get(id(moment)) for moment in alike}
        for moment in alike:
            if kept[id(moment)] is None:
                kept[id(moment)] = counted(weights_of(info, moment.state.theta), limit)[1]
        self._counts = {key: counts for key, counts in kept.items() if counts is not None}
        edges, counts = counted(now, limit)
        rows = [*(self._counts[id(moment)] for moment in alike), counts]
        return WeightHistory(layer, np.array([*(m.step for m in alike), step], np.float64), edges, np.stack(rows))


def _same_layout(moment: Keyframe, network: Network) -> bool:
    ids = [block.id for block in moment.recipe.blocks if block.enabled]
    return moment.state.theta.size == network.theta.size and ids == [info.id for info in network.layers[:-1]]


def activations(network: Network, data: Data) -> tuple[ActivationHistogram, ...]:
    """A histogram of each layer's outputs on a sample of the training rows, first layer first."""
    outputs = network.outputs_of_layers(data.x(data.train[:MOST_ROWS]))
    found = []
    for block, info in zip(network.blocks, network.layers, strict=True):
        a = outputs[info.id]
        edges, counts = counted(a, nice_limit(a))
        with np.errstate(all="ignore"):
            dead = float(np.mean(np.ptp(a, axis=1) == 0))
        flat = saturated_share(getattr(block.layer, "activation", None), a)
        low, high = (float(f(a)) if a.size else float("nan") for f in (np.min, np.max))
        found.append(ActivationHistogram(info.id, info.units_out, edges, counts, dead, flat, low, high))
    return tuple(found)


def saturated_share(activation: Activation | None, a: Array) -> float:
    """The share of outputs at which the activation is almost flat; NaN where there is no activation that bends.

    The slope is looked up from the outputs through a fine table of the activation's own function and derivative.
    """
    if activation is None:
        return float("nan")
    z = np.linspace(-30, 30, 6001)
    f, slope = activation.function(z), np.abs(activation.derivative(z))
    steepest = float(slope.max())
    if steepest == 0:
        return 1.0
    if float(slope.min()) == steepest or (np.diff(f) < -1e-9).any():
        return float("nan")  # a straight line; or a curve that goes down as well, whose slope the output does not tell
    order = np.argsort(f, kind="stable")
    nearest = np.clip(np.searchsorted(f[order], a), 0, len(z) - 1)
    return float(np.mean(slope[order][nearest] < FLAT * steepest))


def hidden(
    network: Network, data: Data, layer: int, grid: Array, width: int, before: Array | None
) -> tuple[Hidden, Array] | None:
    """The grid's and the rows' places as the layer sees them, and the plane's directions (2, units).

    `grid` (points, inputs) is scaled, its first axis running fastest over `width` points. `before` are the directions of the last
    picture: the new ones are turned to their side, so that a picture does not flip from frame to frame.
    """
    info = next((info for info in network.layers if info.id == layer), None)
    if info is None:
        return None
    train, test = data.train[:MOST_ROWS], data.test[:MOST_ROWS]
    rows = np.concatenate([train, test])
    both = network.outputs_of_layers(np.concatenate([grid, data.x(rows)]))[layer].astype(np.float64)
    both = np.clip(np.nan_to_num(both, nan=0.0, posinf=1e30, neginf=-1e30), -1e30, 1e30)
    points = both[:, len(grid) :]
    plane, shares, directions, middle = "units", (float("nan"), float("nan")), np.eye(2, info.units_out), 0.0
    if info.units_out == 1:
        plane = "one"
    elif info.units_out > 2:
        middle = points[:, : len(train)].mean(1, keepdims=True)
        plane, (directions, shares) = "pca", principal(points[:, : len(train)] - middle, before)
    placed = directions @ (both - middle)
    grid_part = placed[:, : len(grid)].reshape(2, -1, width)
    return Hidden(layer, plane, shares, grid_part, placed[:, len(grid) :], rows, len(train)), directions


def principal(centred: Array, before: Array | None) -> tuple[Array, tuple[float, float]]:
    """The two directions (2, units) in which the columns of (units, rows) differ most, and their shares of the variance.

    By the singular value decomposition. A direction and its opposite are equally good: chosen is the one on the side of `before`,
    or without one that whose largest part is positive.
    """
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    directions = u[:, :2].T
    if len(directions) < 2:
        directions = np.vstack([directions, np.zeros((2 - len(directions), len(centred)))])
    if before is not None and before.shape == directions.shape:
        sides = np.sign((before * directions).sum(1))
    else:
        sides = np.sign(directions[np.arange(2), np.abs(directions).argmax(1)])
    total = float((s**2).sum())
    shares = [*(s[:2] ** 2 / total if total else (0.0, 0.0)), 0.0]
    turned: Array = directions * np.where(sides == 0, 1.0, sides)[:, np.newaxis]
    return turned, (float(shares[0]), float(shares[1]))
