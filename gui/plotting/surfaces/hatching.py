"""Which parts of a surface are far from all training rows, and the lines that hatch them: pure functions of arrays.

Coordinates are shares of the picture, from 0 at its left or lower edge to 1.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data

CELLS = 60  # along each edge
NEAR = 6  # cells: up to this distance from a row counts as near
APART = 3  # cells from one line to the next
FEWEST = 20  # rows: fewer are far from nearly everywhere, which says nothing


def far_cells(data: Data, axes: tuple[int, ...]) -> Array:
    """(CELLS, CELLS) bool, rows from bottom to top: True where no training row is near. Over one input all rows are alike."""
    if len(data.train) < FEWEST:
        return np.zeros((CELLS, CELLS), bool)
    taken = np.zeros((CELLS + 2 * NEAR, CELLS + 2 * NEAR), bool)
    at = [_cell(data, axis) for axis in axes]
    taken[at[1] if len(axes) > 1 else NEAR, at[0]] = True
    near = np.zeros((CELLS, CELLS), bool)
    for up in range(-NEAR, NEAR + 1):
        for across in range(-NEAR, NEAR + 1):
            if up * up + across * across <= NEAR * NEAR:
                near |= taken[NEAR + up : NEAR + up + CELLS, NEAR + across : NEAR + across + CELLS]
    return ~near if len(axes) > 1 else np.broadcast_to(~near[0], near.shape)


def _cell(data: Data, axis: int) -> Array:
    low, high = data.domain(axis)
    share = (data.table.inputs[data.train, axis].astype(np.float64) - low) / (high - low)
    return np.clip((share * CELLS).astype(np.int64), 0, CELLS - 1) + NEAR


def hatching(far: Array) -> tuple[Array, Array]:
    """Diagonal lines over the far cells: x and y, (2 × lines,), start and end of each line in turn."""
    x: list[float] = []
    y: list[float] = []
    for offset in range(APART * (-CELLS // APART), CELLS, APART):  # of the column from the row
        cells = np.diagonal(far, offset)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], cells, [False]]).astype(np.int8)))
        x += (edges + max(offset, 0)).tolist()
        y += (edges + max(-offset, 0)).tolist()
    return np.array(x) / CELLS, np.array(y) / CELLS
