"""One curve of a plot as graphics: a line of width 1, its envelope behind it, and symbols where a line would not be seen."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from engine.table import Array
from gui.views.curves import Curve, Scale

MOST_SYMBOLS = 200
SHADE = 0.22  # opacity of an envelope
FAR = 3.0  # what lies further outside than this many heights of the range is drawn there: Qt cannot draw 1e300


class Envelope(pg.GraphicsObject):
    """The area between two lines."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._brush = pg.mkBrush(None)

    def set_brush(self, colour: str, strength: float) -> None:
        shade = QColor(colour)
        shade.setAlphaF(strength)
        self._brush = pg.mkBrush(shade)
        self.update()

    def set_data(self, x: Array, low: Array, high: Array) -> None:
        self.prepareGeometryChange()
        self._path = QPainterPath()
        known = np.isfinite(low) & np.isfinite(high)
        if known.sum() > 1 and (high[known] > low[known]).any():
            xs, bottom, top = x[known], low[known], high[known]
            outline = np.concatenate([xs, xs[::-1]]), np.concatenate([top, bottom[::-1]])
            self._path.addPolygon(polygon(*outline))
        self.setVisible(not self._path.isEmpty())
        self.update()

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # no edge is drawn, and it costs half as much
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush)
        painter.drawPath(self._path)


def polygon(x: Array, y: Array) -> QPolygonF:
    """The points as Qt wants them, without a Python loop."""
    points: QPolygonF = pg.functions.create_qpolygonf(len(x))
    memory = pg.functions.ndarray_from_qpolygonf(points)
    memory[:, 0], memory[:, 1] = x, y
    return points


class CurveItem:
    """The graphics of one curve in a plot. `drawn` is what was last drawn, in the scale's own coordinates: x, y."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.envelope, self.line = Envelope(), pg.PlotCurveItem(antialias=True)
        self.dots = pg.ScatterPlotItem(pxMode=True, antialias=True)
        self.line.setSegmentedLineMode("on")
        self.drawn: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self._colours = ("", 0.0)
        for z, item in enumerate((self.envelope, self.line, self.dots)):
            item.setZValue(z)
            plot.addItem(item, ignoreBounds=True)

    def show(self, curve: Curve, scale: Scale, y_range: tuple[float, float], shade: float = SHADE) -> None:
        far = FAR * (y_range[1] - y_range[0])
        limits = y_range[0] - far, y_range[1] + far
        low, y, high = (np.clip(scale.place(part), *limits) for part in (curve.low, curve.y, curve.high))
        if (curve.colour, shade) != self._colours:
            self._colours = curve.colour, shade
            self.line.setPen(pg.mkPen(curve.colour, width=1))
            self.envelope.set_brush(curve.colour, shade)
        self.drawn = curve.x, y
        self.envelope.set_data(curve.x, low, high)
        self.line.setData(curve.x, y, connect="finite")
        self._show_symbols(curve, scale, y)

    def _show_symbols(self, curve: Curve, scale: Scale, y: Array) -> None:
        """A dot for a value without neighbours (no line would show it), a triangle where a log axis has zeros."""
        known = np.isfinite(y)
        alone = known & ~np.append(known[1:], False) & ~np.append(False, known[:-1])
        zero = curve.low <= 0 if scale.log else np.zeros_like(known)
        at_edges = zero & ~(np.append(zero[1:], False) & np.append(False, zero[:-1]))
        alone &= ~zero
        dots, triangles = thinned(np.flatnonzero(alone)), thinned(np.flatnonzero(at_edges))
        self.dots.setVisible(len(dots) + len(triangles) > 0)  # an empty one costs as much to paint as a full one
        if not self.dots.isVisible():
            return
        rows = np.concatenate([dots, triangles])
        symbols = ["o"] * len(dots) + ["t"] * len(triangles)
        heights = np.where(zero[rows], scale.lane, y[rows])
        self.dots.setData(x=curve.x[rows], y=heights, symbol=symbols, size=7, pen=None, brush=pg.mkBrush(curve.colour))

    def remove(self, plot: pg.PlotItem) -> None:
        for item in (self.envelope, self.line, self.dots):
            plot.removeItem(item)


def thinned(rows: Array) -> Array:
    """At most `MOST_SYMBOLS` of the row numbers, evenly chosen."""
    return rows if len(rows) <= MOST_SYMBOLS else rows[np.linspace(0, len(rows) - 1, MOST_SYMBOLS).astype(np.int64)]
