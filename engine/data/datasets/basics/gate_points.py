"""What the logic gates share: the four corners of a square as inputs, and how they are copied and moved."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.params import param
from engine.core.translation import _
from engine.data.datasets.shapes.points import INPUT_NAMES
from engine.data.table import Table, make_table

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  # (x₁, x₂): 0 is false, 1 is true
DOMAIN = (-1.0, 2.0)  # of both inputs: the square, with room around it for a line to pass


def copies_param() -> Any:
    """The hyperparameter `copies` of a gate."""
    return param(
        1,
        "Copies",
        low=1,
        high=500,
        log=True,
        help="How many points there are at each corner. With one, all four are for training and for testing.",
    )


def corner_noise_param() -> Any:
    """The hyperparameter `noise` of a gate."""
    return param(
        0.0,
        "Noise",
        low=0.0,
        high=0.5,
        help="Moves every point by up to this much along each axis, after its class is fixed. From 0.5 on, corners touch.",
    )


def gate_table(outputs: tuple[int, int, int, int], copies: int, noise: float, rng: np.random.Generator) -> Table:
    """The corners with a gate's outputs, false or true, as classes; in the order of a truth table while there is one of each."""
    inputs = np.repeat(CORNERS, copies, axis=0)
    target = np.repeat(np.array(outputs), copies)
    inputs = inputs + noise * rng.uniform(-1, 1, inputs.shape)
    order = np.arange(len(target)) if copies == 1 else rng.permutation(len(target))
    return make_table(inputs[order], target[order], INPUT_NAMES, _("output"), (_("false"), _("true")))
