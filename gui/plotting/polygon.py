"""Polygons of many points for Qt's painter, made without a Python loop."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QPolygonF

from engine.core.arrays import Array


def polygon(x: Array, y: Array) -> QPolygonF:
    """The points x, y, (n,) each, in pixels. Qt draws nothing of 1e300: far ones are to be clipped before."""
    points: QPolygonF = pg.functions.create_qpolygonf(len(x))
    if len(x):
        memory = pg.functions.ndarray_from_qpolygonf(points)
        memory[:, 0], memory[:, 1] = x, y
    return points
