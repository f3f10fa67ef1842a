"""What the generated datasets share: points (x₁, x₂) in a square from −6 to 6, how many each class has, one meaning of noise.

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
LEAST = 2  # points of a class: one to learn from and one to test


def rows_param(default: int = 500) -> Any:
    """The hyperparameter `rows` of every generated dataset."""
    return param(default, "Points", low=20, high=20_000, log=True, help="How many points there are, training and test together.")


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


def imbalance_param() -> Any:
    """The hyperparameter `imbalance` of every generated dataset with classes; `uneven_classes` says what it does."""
    return param(
        1.0,
        "Imbalance",
        low=1.0,
        high=20.0,
        log=True,
        optional=True,
        help="How many times as many points the first class has as the last; classes between them are graded. "
        "1: all have equally many.",
    )


def balanced_classes(rows: int, classes: int) -> Array:
    """Class of each row, (rows,) int64: 0, 1, … and again, so that class sizes differ by one at most."""
    return np.arange(rows) % classes


def uneven_classes(rows: int, classes: int, imbalance: float) -> Array:
    """Class of each row, (rows,) int64. Sizes fall by one factor from class to class, `imbalance` in all; 1: `balanced_classes`.

    Each class has two rows at least, however small its share is.
    """
    if imbalance == 1:
        return balanced_classes(rows, classes)
    share = imbalance ** -(np.arange(classes) / (classes - 1))
    sizes = np.maximum(np.rint(rows * share / share.sum()).astype(np.int64), LEAST)
    sizes[0] += rows - sizes.sum()
    return np.repeat(np.arange(classes), sizes)


def along_class(target: Array, classes: int, end: float = 1.0) -> Array:
    """How far each row is among those of its class, (rows,): 0 for the first, and below `end` for the last."""
    sizes, along = np.bincount(target, minlength=classes), np.empty(len(target))
    even = np.ptp(sizes) <= 1  # then all classes have points at the same places, also where one class has a row less
    for one, size in enumerate(sizes.tolist()):
        along[target == one] = end * np.arange(size) / (len(target) / classes if even else size)
    return along


def points_table(
    x1: Array, x2: Array, target: Array, noise: float, rng: np.random.Generator, target_name: str, classes: tuple[str, ...] = ()
) -> Table:
    """Points of the plane and their targets as a table: `noisy_table` of two inputs."""
    return noisy_table((x1, x2), target, noise, rng, INPUT_NAMES, target_name, classes)


def noisy_table(
    coordinates: tuple[Array, ...],
    target: Array,
    noise: float,
    rng: np.random.Generator,
    names: tuple[str, ...],
    target_name: str,
    classes: tuple[str, ...] = (),
) -> Table:
    """Points and their targets as a table, with `noise` and in random order.

    The target's name and the classes are marked with `N_`: people read them in their language, files have them in English.
    Each coordinate moves by a uniform number within ±noise · RADIUS. One that leaves the square is mirrored back at its
    edge, which keeps all points in the square without piling them up at its edge.
    """
    inputs = np.stack(coordinates, axis=1)
    inputs = inputs + noise * rng.uniform(-RADIUS, RADIUS, inputs.shape)
    outside = np.abs(inputs) > HALF_WIDTH
    inputs = np.where(outside, np.sign(inputs) * 2 * HALF_WIDTH - inputs, inputs)
    order = rng.permutation(len(target))
    return make_table(inputs[order], target[order], names, _(target_name), tuple(map(_, classes)))
