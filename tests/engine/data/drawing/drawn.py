"""Drawn points of tests, written as rows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.data.drawing.point_set import COLUMNS, EDGE, LARGEST_VALUE, PointSet, as_cells


def point_set(rows: Iterable[tuple[float, float, float]], numbers: bool = False) -> PointSet:
    """Points from rows of x, y and target: a class, or with `numbers` a number."""
    given = np.array(list(rows), np.float64).reshape(-1, COLUMNS)
    target = as_cells(given[:, 2:], LARGEST_VALUE) if numbers else given[:, 2:].astype(np.int16)
    return PointSet(np.hstack([as_cells(given[:, :2], EDGE), target]))
