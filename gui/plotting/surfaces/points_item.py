"""The data's points over a surface: training rows filled, test rows hollow, validation rows as diamonds, wrong ones ringed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg

from engine.core.arrays import Array
from gui.style import theme

MOST_POINTS = 2000  # of each kind; more would take too long to draw, and overlap anyway

SMALL = 5.0  # pixels: a smaller point has thinner edges


@dataclass(frozen=True, eq=False)
class Points:
    """Positions x, y (rows,) and the colour '#rrggbb' of each row."""

    x: Array
    y: Array
    colours: Sequence[str]


NO_POINTS = Points(np.empty(0), np.empty(0), ())


def drawn_rows(rows: Array) -> Array:
    """The rows that are drawn: all, or of very many every n-th (they are in random order)."""
    return rows if len(rows) <= MOST_POINTS else rows[:: -(-len(rows) // MOST_POINTS)]


class PointsItem:
    """Five scatter plots in one: training, validation, test, rings, highlighted. `size` is a point's diameter in pixels."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.train, self.validation, self.test, self.rings, self.highlighted = self._items = [
            pg.ScatterPlotItem(pxMode=True, antialias=True) for _item in range(5)
        ]
        for z, item in enumerate((self.rings, self.test, self.validation, self.train, self.highlighted)):
            item.setZValue(10 + z)
            plot.addItem(item, ignoreBounds=True)

    def set_opacity(self, opacity: float) -> None:
        """Of all of them; 0 hides them, and costs nothing to paint."""
        for item in self._items:
            item.setOpacity(opacity)

    def show(self, train: Points, test: Points, size: float, outline: str, validation: Points = NO_POINTS) -> None:
        """Show these rows and no others; `outline` is the colour around filled points, which sets them off from the surface."""
        edge = pg.mkPen(outline, width=1 if size >= SMALL else 0.5)
        brushes = {colour: pg.mkBrush(colour) for colour in {*train.colours}}
        self.train.setData(x=train.x, y=train.y, size=size, pen=edge, brush=[brushes[c] for c in train.colours])
        hollow = pg.mkBrush(theme.current().surface)
        for item, some, symbol, larger in ((self.test, test, "o", 0), (self.validation, validation, "d", 2)):
            pens = {colour: pg.mkPen(colour, width=1.6 if size >= SMALL else 1.1) for colour in {*some.colours}}
            item.setVisible(len(some.x) > 0)  # an empty scatter costs as much to paint as a full one
            item.setData(x=some.x, y=some.y, size=size + larger, symbol=symbol, pen=[pens[c] for c in some.colours], brush=hollow)

    def ring(self, points: Points, size: float) -> None:
        """Draw rings around these points, and no others."""
        self.rings.setVisible(len(points.x) > 0)
        self.rings.setData(
            x=points.x,
            y=points.y,
            size=size + (6 if size >= SMALL else 4),
            pen=pg.mkPen(theme.current().text, width=1.4),
            brush=None,
        )

    def highlight(self, points: Points, size: float) -> None:
        """Show these points larger than all others and outlined."""
        self.highlighted.setVisible(len(points.x) > 0)
        brushes = {colour: pg.mkBrush(colour) for colour in {*points.colours}}
        edge = pg.mkPen(theme.current().text, width=1.8)
        self.highlighted.setData(x=points.x, y=points.y, size=size + 2, pen=edge, brush=[brushes[c] for c in points.colours])
