"""What the rarer views see, as values: predicted classes, histograms of weights and activations, the hidden space of a layer."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array


@dataclass(frozen=True, eq=False)
class Predicted:
    """The class that the network says for rows of the table: `rows` (n,), `classes` (n,); the first `train` are training rows."""

    rows: Array
    classes: Array
    train: int


@dataclass(frozen=True, eq=False)
class WeightHistory:
    """One layer's weights at moments of the run, the last one now: `counts` (moments, bins) between `edges` (bins + 1,).

    The counts are of a sample when the layer is large; what is beyond the edges counts in the outermost bins.
    """

    layer: int
    steps: Array
    edges: Array
    counts: Array


@dataclass(frozen=True, eq=False)
class ActivationHistogram:
    """One layer's outputs on a sample of the training rows: `counts` (bins,) between `edges`; shares from 0 to 1.

    dead: units that give the same output on every row. saturated: of all outputs, where the activation's slope is almost 0.
    """

    layer: int
    units: int
    edges: Array
    counts: Array
    dead: float
    saturated: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Hidden:
    """A layer's outputs in a plane: `grid` (2, height, width) of the grid of inputs, `points` (2, n) of `rows` of the table, the
    first `train` of which are training rows.

    `plane` says how: 'units' when the layer has two, 'one' when it has a single one (the second coordinate is 0), 'pca' for the
    two directions in which the training rows differ most; `shares` (2,) are their parts of the variance.
    """

    layer: int
    plane: str
    shares: tuple[float, float]
    grid: Array
    points: Array
    rows: Array
    train: int
