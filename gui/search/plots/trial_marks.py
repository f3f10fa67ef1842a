"""Trials as marks in a plot: a filled dot for one that was trained to its end, a ring for one that was stopped early, a cross for
one that diverged, a triangle for one that failed. No mark is told from another by its colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from engine.core.arrays import Array
from engine.search.trial import DIVERGED, FAILED, FINISHED, STOPPED, Trial
from gui.style import theme

SIZE, SMALL, MANY = 7.0, 4.0, 400  # pixels of a mark, and of one among many
HOLLOW = 2.6  # pixels that a ring is wider than its middle
REACH = 14.0  # pixels from the mouse to a mark


def paint_marks(painter: QPainter, trials: Sequence[Trial], x: Array, y: Array, ringed: Sequence[int | None]) -> None:
    """Marks at viewport places x and y, each (trials,). Those whose numbers are `ringed` are larger, in a ring."""
    colours, states = theme.current(), np.array([trial.state for trial in trials], object)
    known = np.isfinite(x) & np.isfinite(y)
    size = theme.scale() * (SIZE if len(trials) <= MANY else SMALL)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for state in (STOPPED, FINISHED, FAILED, DIVERGED):
        places = _places(x, y, known & (states == state))
        _paint(painter, state, places, size)
    numbers = {trial.number: place for place, trial in enumerate(trials)}
    for number in ringed:
        at = None if number is None else numbers.get(number)
        if at is not None and known[at]:
            place = QPointF(float(x[at]), float(y[at]))
            _paint(painter, trials[at].state, QPolygonF([place]), 1.4 * max(size, theme.scale() * SIZE))
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, 1.3 * theme.scale() * SIZE, 1.3 * theme.scale() * SIZE)


def nearest_mark(x: Array, y: Array, mouse: QPointF | None) -> int | None:
    """The index of the mark nearest to a viewport position, if one is near."""
    if mouse is None or not len(x):
        return None
    with np.errstate(all="ignore"):
        apart = np.nan_to_num(np.hypot(x - mouse.x(), y - mouse.y()), nan=np.inf)
    found = int(apart.argmin())
    return found if apart[found] <= theme.scale() * REACH else None


def _places(x: Array, y: Array, which: Array) -> QPolygonF:
    return QPolygonF([QPointF(a, b) for a, b in zip(x[which].tolist(), y[which].tolist(), strict=True)])


def _paint(painter: QPainter, state: str, places: QPolygonF, size: float) -> None:
    colours = theme.current()
    if state in (DIVERGED, FAILED):
        half, path = size / 2, QPainterPath()
        for place in places:
            if state == DIVERGED:
                path.moveTo(place + QPointF(-half, -half))
                path.lineTo(place + QPointF(half, half))
                path.moveTo(place + QPointF(-half, half))
                path.lineTo(place + QPointF(half, -half))
            else:
                path.addPolygon(QPolygonF([place + QPointF(-half, half), place + QPointF(half, half), place + QPointF(0, -half)]))
                path.closeSubpath()
        painter.setPen(QPen(QColor(colours.error), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        return
    outer = colours.muted if state == STOPPED else colours.accent
    painter.setPen(QPen(QColor(outer), size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(places)
    if state == STOPPED:
        inner = max(1.0, size - theme.scale() * HOLLOW)
        painter.setPen(QPen(QColor(colours.surface), inner, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(places)
