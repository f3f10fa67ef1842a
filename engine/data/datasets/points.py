"""What the generated datasets share: points (x₁, x₂) in a square from −6 to 6, and one meaning of noise.

A dataset of points decides each point's class or target first and hands it to `points_table`, which adds noise and shuffles.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.translation import _
from engine.data.table import Table, make_table

HALF_WIDTH = 6.0  # coordinates run from -6 to 6
RADIUS = 5.0  # how far from the middle the classification sets reach
INPUT_NAMES = ("x₁", "x₂")


def rows_param() -> Any:
    """The hyperparameter `rows` of every generated dataset."""
    return param(500, "Points", low=20, high=20_000, log=True, help="How many points there are, training and test together.")


def noise_param() -> Any:
    """The hyperparameter `noise` of every generated dataset; `points_table` says what it does."""
    return param(
        0.0,
        "Noise",
        low=0.0,
        high=0.5,
        help="Moves every point by up to this share of 5 units along each axis, after its class or target is fixed. "
        "0 is clean, 0.1 blurs the edges, 0.5 nearly hides the shape.",
    )


def balanced_classes(rows: int, classes: int) -> Array:
    """Class of each row, (rows,) int64: 0, 1, … and again, so that class sizes differ by one at most."""
    return np.arange(rows) % classes


def points_table(
    x1: Array, x2: Array, target: Array, noise: float, rng: np.random.Generator, target_name: str, classes: tuple[str, ...] = ()
) -> Table:
    """Points and their targets as a table, with `noise` and in random order.

    The names are marked with `N_`: people read them in their language, files have them in English.
    Each coordinate moves by a uniform number within ±noise · RADIUS. One that leaves the square is mirrored back at its
    edge, which keeps all points in the square without piling them up at its edge.
    """
    inputs = np.stack([x1, x2], axis=1)
    inputs = inputs + noise * rng.uniform(-RADIUS, RADIUS, inputs.shape)
    outside = np.abs(inputs) > HALF_WIDTH
    inputs = np.where(outside, np.sign(inputs) * 2 * HALF_WIDTH - inputs, inputs)
    order = rng.permutation(len(target))
    return make_table(inputs[order], target[order], INPUT_NAMES, _(target_name), tuple(map(_, classes)))
