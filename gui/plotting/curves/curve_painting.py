"""Painting curves: a line of width 1, its envelope behind it, and symbols where there is too little for a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.core.arrays import Array
from gui.plotting.curves.curves import Curve
from gui.plotting.polygon import polygon
from gui.plotting.scale import Scale

MOST_SYMBOLS = 200
SHADE = 0.22  # opacity of an envelope
BEHIND = 0.8  # opacity of the line of another run
DASHES = [7.0, 4.0]  # pixels drawn, and left out
BOLD = 0.5  # of a pixel, up and down: twice at width 1 looks like width 2, which takes up to 50 times as long
FAR = 3.0  # what lies more than this many heights outside the range is drawn at that distance: Qt cannot draw 1e300
FEW = 48  # points, up to which an envelope is drawn as one polygon
HALF = 3.5  # of a symbol, in pixels
RIM = 8.0  # pixels between the marks of outliers
TRIANGLE = QPolygonF([QPointF(-HALF, -HALF), QPointF(HALF, -HALF), QPointF(0, HALF)])
NO_ROWS = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class PlacedCurve:
    """A curve in axis coordinates: the line x, y and its envelope low, high, (n,) each.

    `dots` and `zeros` are rows with a symbol: values without neighbours, which no line would show, and the ends of runs of zeros
    on a log axis.
    """

    curve: Curve
    x: Array
    y: Array
    low: Array | None  # None: no envelope
    high: Array | None
    dots: Array
    zeros: Array
    lane: float

    @property
    def has_symbols(self) -> bool:
        """Whether any row is drawn as a symbol."""
        return bool(len(self.dots) + len(self.zeros))


def placed(curve: Curve, scale: Scale, y_range: tuple[float, float]) -> PlacedCurve:
    """A curve in axis coordinates, far values clipped to what Qt can draw."""
    far = FAR * (y_range[1] - y_range[0])
    limits = y_range[0] - far, y_range[1] + far
    y = np.clip(scale.place(curve.y), *limits)
    low = high = None
    if not curve.behind and (curve.high > curve.low).any():
        low, high = (np.clip(scale.place(part), *limits) for part in (curve.low, curve.high))
    dots = zeros = NO_ROWS
    known = np.isfinite(y)
    if not known.all() or len(y) == 1:
        dots = known & ~np.append(known[1:], False) & ~np.append(False, known[:-1])
    zero = curve.low <= 0 if scale.log else None
    if zero is not None and zero.any():
        zeros = np.flatnonzero(zero & ~(np.append(zero[1:], False) & np.append(False, zero[:-1])))
        dots = dots & ~zero if len(dots) else dots
    return PlacedCurve(curve, curve.x, y, low, high, thinned(np.flatnonzero(dots)), thinned(zeros), scale.lane)


class CurvePainter:
    """Paints curves into the rectangle of the viewport that shows the ranges (`PlotArea.area`)."""

    def __init__(self, painter: QPainter, area: tuple[tuple[float, float], tuple[float, float], QRectF]) -> None:
        (x0, x1), (y0, y1), place = area
        self.painter = painter
        self._ends = y0, y1
        self._rects = PrimitiveArray(QRectF, 4)
        self._across = place.width() / (x1 - x0), place.left() - x0 * place.width() / (x1 - x0)
        self._down = -place.height() / (y1 - y0), place.bottom() + y0 * place.height() / (y1 - y0)

    def envelope(self, one: PlacedCurve, shade: float) -> None:
        """Fill the area between low and high with the curve's colour in opacity `shade`."""
        if one.low is None or one.high is None:
            return
        known = np.isfinite(one.low) & np.isfinite(one.high)
        if known.sum() < 2:
            return
        x, low, high = one.x[known], one.low[known], one.high[known]
        colour = QColor(one.curve.colour)
        colour.setAlphaF(shade)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        if len(x) < FEW:
            self.painter.drawPolygon(self._polygon(np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]])))
        else:
            self._bars(x, low, high)

    def _bars(self, x: Array, low: Array, high: Array) -> None:
        """A vertical bar for each point, edge to edge: filling one jagged polygon takes 20 times as long."""
        across = x * self._across[0] + self._across[1]
        edges = np.rint(np.concatenate([across[:1], (across[1:] + across[:-1]) / 2, across[-1:]]))
        top, bottom = (np.rint(part * self._down[0] + self._down[1]) for part in (high, low))
        self._rects.resize(len(x))
        memory = self._rects.ndarray()
        memory[:, 0], memory[:, 1], memory[:, 2], memory[:, 3] = edges[:-1], top, np.diff(edges), np.maximum(bottom - top, 0)
        self.painter.drawRects(*self._rects.drawargs())

    def line(self, one: PlacedCurve, width: float = 1.0) -> None:
        """Draw the curve as a line, with gaps where it has no values. Wide lines are expensive: one at a time.

        Dashes of the present run are bold, so that the line below shows through their gaps and is not taken for them.
        """
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(one.curve.colour)
        if one.curve.behind:
            colour.setAlphaF(BEHIND)
        pen = QPen(colour, width)
        if one.curve.dashed:
            pen.setDashPattern([part / width for part in DASHES])
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in stretches(one.y):
            line = self._polygon(one.x[part], one.y[part])
            for away in (-BOLD, BOLD) if one.curve.dashed and not one.curve.behind and width == 1.0 else (0.0,):
                self.painter.drawPolyline(line.translated(0.0, away) if away else line)

    def symbols(self, one: PlacedCurve) -> None:
        """Draw a dot at each value without neighbours, and a triangle at each end of a run of zeros on a log axis."""
        if not one.has_symbols:
            return
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(one.curve.colour))
        for row in one.dots:
            self.painter.drawEllipse(self._point(one.x[row], one.y[row]), HALF, HALF)
        for row in one.zeros:
            self.painter.drawPolygon(TRIANGLE.translated(self._point(one.x[row], one.lane)))

    def outliers(self, one: PlacedCurve) -> None:
        """Draw an arrowhead at the rim of the plot where the curve or its envelope goes beyond it."""
        low, high = (one.y, one.y) if one.low is None or one.high is None else (one.low, one.high)
        if not high.size or (np.fmax.reduce(high) <= self._ends[1] and np.fmin.reduce(low) >= self._ends[0]):
            return
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(one.curve.colour))
        with np.errstate(invalid="ignore"):
            beyond = ((high > self._ends[1], self._ends[1], 1.0), (low < self._ends[0], self._ends[0], -1.0))
        for rows, y, up in beyond:
            drawn = -np.inf
            for x in one.x[rows]:
                at = self._point(float(x), y)
                if at.x() - drawn >= RIM:
                    drawn = at.x()
                    corners = (QPointF(0, 0), QPointF(-HALF, 1.6 * HALF * up), QPointF(HALF, 1.6 * HALF * up))
                    self.painter.drawPolygon(QPolygonF([at + corner for corner in corners]))

    def ring(self, x: float, y: float, colour: str) -> None:
        """Draw a ring around a point in axis coordinates."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(QPen(QColor(colour), 1.6))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawEllipse(self._point(x, y), HALF + 1.5, HALF + 1.5)

    def _point(self, x: float, y: float) -> QPointF:
        return QPointF(self._across[0] * x + self._across[1], self._down[0] * y + self._down[1])

    def _polygon(self, x: Array, y: Array) -> QPolygonF:
        return polygon(x * self._across[0] + self._across[1], y * self._down[0] + self._down[1])


def stretches(y: Array) -> Iterator[slice]:
    """Slices of at least two consecutive finite numbers."""
    known = np.isfinite(y)
    if known.all():
        if len(y) > 1:
            yield slice(0, len(y))
        return
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        if stop - start > 1:
            yield slice(int(start), int(stop))


def thinned(rows: Array) -> Array:
    """At most `MOST_SYMBOLS` of the row numbers, evenly chosen."""
    return rows if len(rows) <= MOST_SYMBOLS else rows[np.linspace(0, len(rows) - 1, MOST_SYMBOLS).astype(np.int64)]
