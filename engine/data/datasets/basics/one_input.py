"""What the regressions on one input share: points (x, y), x from −6 to 6, and noise on y."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.data.datasets.shapes.points import HALF_WIDTH
from engine.data.table import Table, make_table


def few_rows_param(default: int = 100) -> Any:
    """The hyperparameter `rows` of a curve over one input."""
    return param(default, "Points", low=10, high=5_000, log=True, help="How many points there are, training and test together.")


def target_noise_param(default: float) -> Any:
    """The hyperparameter `noise` of a curve over one input."""
    return param(
        default,
        "Noise",
        low=0.0,
        high=2.0,
        help="Moves every y by a normal random number with this standard deviation. Its square is the least test loss (MSE).",
    )


def even_inputs(rows: int, rng: np.random.Generator) -> Array:
    """x of each row, (rows,): spread evenly from −6 to 6, in random order."""
    return rng.permutation(np.linspace(-HALF_WIDTH, HALF_WIDTH, rows))


def curve_table(x: Array, y: Array, noise: float, rng: np.random.Generator) -> Table:
    """Points (x, y) as a table, with `noise` on y."""
    return make_table(x[:, np.newaxis], y + noise * rng.standard_normal(len(y)), ("x",), "y")
