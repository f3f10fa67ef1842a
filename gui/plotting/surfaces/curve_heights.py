"""Over one input predictions are a curve: the heights at which it should pass the rows, and the range of its axis. No Qt."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from gui.plotting.surfaces.surface_colours import ColourRange


def target_heights(data: Data, span: ColourRange, rows: Array) -> Array:
    """The heights at which the curve should pass these rows of the table, (rows,); `span` is that of the predictions' colours."""
    target = data.table.target[rows].astype(np.float64)
    if data.task.is_regression:
        return target
    share = target if data.task.outputs == 1 else np.ones(len(rows))
    heights: Array = span.low + share * (span.high - span.low)
    return heights


def height_range(data: Data, span: ColourRange) -> tuple[float, float]:
    """The lowest and the highest target; of classes the ends of `span`."""
    if data.task.is_regression:
        return float(data.table.target.min()), float(data.table.target.max())
    return span.low, span.high
