"""What the inputs that a picture does not show are like near each of its places: those of the training rows nearest to it."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data

NEIGHBOURS = 5  # rows whose mean it is: a single one would make a patchwork of the picture
MOST_ROWS = 512
LATTICE = 40  # places along each axis that the rows are looked for at; between them it is interpolated


def nearest_inputs(data: Data, axes: tuple[int, ...], resolution: int) -> Array:
    """Raw inputs for a grid over the axes, (resolution ** axes, inputs), the first axis running fastest.

    Distances are along the shown axes, each in parts of its domain.
    """
    rows = data.table.inputs[data.train[:MOST_ROWS]].astype(np.float64)
    low, high = np.array([data.domain(axis) for axis in axes]).T
    own = (rows[:, list(axes)] - low) / (high - low)
    ticks = np.linspace(0.0, 1.0, LATTICE)
    places = np.stack([part.ravel() for part in np.meshgrid(*[ticks] * len(axes))], 1)
    distance = np.zeros((len(places), len(rows)))
    for place, value in zip(places.T, own.T, strict=True):
        distance += (place[:, np.newaxis] - value) ** 2
    count = min(NEIGHBOURS, len(rows))
    near = np.argpartition(distance, count - 1, axis=1)[:, :count]
    means = rows[near].mean(1).reshape(*[LATTICE] * len(axes), data.inputs)
    for axis in range(len(axes)):
        means = np.moveaxis(np.tensordot(_between(resolution), means, (1, axis)), 0, axis)
    points: Array = means.reshape(-1, data.inputs)
    return points


def _between(resolution: int) -> Array:
    """(resolution, LATTICE): how much of each place of the lattice goes into each of the grid, linearly."""
    at = np.linspace(0.0, LATTICE - 1, resolution)[:, np.newaxis]
    weights: Array = np.maximum(0.0, 1.0 - np.abs(at - np.arange(LATTICE)))
    return weights
