"""Rows of the table as dots in a plot: training rows filled, test rows hollow; and which row is nearest to the mouse."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.core.arrays import Array
from engine.core.translation import _
from gui.plotting.legend import LegendEntry
from gui.plotting.plot_area import PlotArea
from gui.style import theme
from gui.style.colour_schemes import colour_of_test, colour_of_training

MOST_DOTS = 1000  # of each part; more would overlap anyway
REACH = 14.0  # pixels at a text size of 100 % from the mouse to the row that it points at
SMALL, LARGE, SHARE = 4.0, 7.0, 0.33  # pixels of a dot, and its share of the way to the next if all lay evenly
HOLLOW = 2.6  # pixels that a hollow dot is wider than its middle


@dataclass(frozen=True, eq=False)
class RowDots:
    """`rows` of the table at x, y, each (n,); the first `train` are training rows. Of very many every n-th is drawn."""

    rows: Array
    x: Array
    y: Array
    train: int

    def paint(self, painter: QPainter, area: PlotArea, hovered: int | None = None) -> None:
        """Training rows first, as filled dots, then test rows, as hollow ones, then the hovered row, larger."""
        colours = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled, hollow, place = colour_of_training(), colour_of_test(), area.area()[2]
        for part, outer, inner in ((slice(self.train), filled, ""), (slice(self.train, None), hollow, colours.surface)):
            count = len(self.x[part])
            size = theme.scale() * dot_size(place.width() * place.height(), count)
            places = self._places(area, part)
            paint_dots(painter, places, outer, size)
            if inner:
                paint_dots(painter, places, inner, size - theme.scale() * HOLLOW)
        if hovered is not None:
            at = area.point_at(float(self.x[hovered]), float(self.y[hovered]))
            paint_dots(painter, QPolygonF([at]), colours.text, theme.scale() * (LARGE + 4))
            middle = filled if hovered < self.train else colours.surface
            paint_dots(painter, QPolygonF([at]), middle, theme.scale() * LARGE)

    def nearest(self, area: PlotArea, mouse: QPointF | None) -> int | None:
        """The index of the row nearest to a viewport position, if one is near."""
        if mouse is None or not len(self.x):
            return None
        with np.errstate(all="ignore"):
            x, y = area.points_at(self.x, self.y)
            apart = np.nan_to_num(np.hypot(x - mouse.x(), y - mouse.y()), nan=math.inf)
        found = int(apart.argmin())
        return found if apart[found] <= REACH * theme.scale() else None

    def _places(self, area: PlotArea, part: slice) -> QPolygonF:
        x, y = self.x[part], self.y[part]
        if len(x) > MOST_DOTS:
            every = -(-len(x) // MOST_DOTS)
            x, y = x[::every], y[::every]
        known = np.isfinite(x) & np.isfinite(y)
        return QPolygonF([area.point_at(a, b) for a, b in zip(x[known].tolist(), y[known].tolist(), strict=True)])


def dot_size(room: float, count: int) -> float:
    """Diameter of `count` dots in so many square pixels, at a text size of 100 %: small where they are many or the plot is."""
    return min(max(SHARE * math.sqrt(room / max(1, count)), SMALL), LARGE)


def paint_dots(painter: QPainter, places: QPolygonF, colour: str, size: float) -> None:
    """Round dots of `size` pixels: points of a pen with a round cap are far cheaper than ellipses."""
    painter.setPen(QPen(QColor(colour), size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(places)


def part_entries(train: str, test: str) -> list[LegendEntry]:
    """The legend of the two parts, each with its value."""
    return [
        LegendEntry(_("Training"), colour_of_training(), train, "dot"),
        LegendEntry(_("Test"), colour_of_test(), test, "hollow"),
    ]


def part_name(index: int, train: int) -> str:
    """Which part a row belongs to, for a sentence."""
    return _("training") if index < train else _("test")
