"""What the network of a snapshot predicts for rows of its data, computed by the layers' textbook formulas."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import arrays_of
from engine.nn.metrics import classes_of

MOST_WORK = 5_000_000  # multiplications for one frame; beyond that nothing is computed


def scores(snapshot: Snapshot, rows: Array) -> Array:
    """Raw scores, (outputs, rows), of rows of the table."""
    x = snapshot.data.x(rows)
    with np.errstate(all="ignore"):
        for block, info in zip(snapshot.recipe.stack(snapshot.layers[-1].units_out), snapshot.layers, strict=True):
            x = block.layer.predict(arrays_of(info, snapshot.theta, snapshot.buffers), x)
    return x.T


def misclassified(snapshot: Snapshot, rows: Array) -> Array | None:
    """Which of the rows get the wrong class, (rows,) bool. None for regression, and when it is too expensive for a frame."""
    if snapshot.data.task.is_regression or len(rows) * snapshot.theta.size > MOST_WORK:
        return None
    wrong: Array = classes_of(scores(snapshot, rows)) != snapshot.data.table.target[rows]
    return wrong
