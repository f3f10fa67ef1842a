"""The plot of a network's predictions over two inputs, as colours, or over one input, as curves; with the data's points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.arrays import Array
from gui.plotting.axis import Axis
from gui.plotting.plot_area import PlotArea, Range
from gui.plotting.surfaces.plot_image import PlotImage
from gui.plotting.surfaces.points_item import PointsItem
from gui.style import theme

BOTTOM, MARGIN = 34, 6  # pixels that the lower axis takes, and the margin above and to the right
LEAST, LIKED = 118, 206  # pixels of the height above the lower axis: at least, and before what is beside it has all that it wants
LEAST_WITH_LARGE_TEXTS = 110  # then what stands above and below it takes more
LARGE = 1.15  # of a text size
TITLE = 24  # pixels of the left axis beside its numbers
HATCHING = 0.55  # opacity


class SurfacePlot(QWidget):
    """A square plot over two inputs, or a plot of curves over one. `hovered` carries (x, y) in axis coordinates, or None."""

    hovered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.x_axis, self.y_axis = Axis("bottom", "", BOTTOM), Axis("left", "", 40)
        self.picture = PlotImage()
        self.paint_guide: Callable[[QPainter], None] | None = None  # paints over the picture, under the points
        self.plot_area = PlotArea(self.x_axis, self.y_axis, MARGIN, under=self._paint_picture)
        self.plot_area.setParent(self)
        plot = self.plot_area.getPlotItem()
        self.plot_area.setMinimumSize(100, 100)
        self.plot_area.pointed.connect(self._point)
        self.points = PointsItem(plot)
        self.hatching = pg.PlotCurveItem(antialias=True, connect="pairs")
        self.hatching.setZValue(1)
        plot.addItem(self.hatching, ignoreBounds=True)
        self._lines: list[pg.PlotCurveItem] = []
        self._left, self._square, self._ranges = 40, True, ((0.0, 1.0), (0.0, 1.0))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.retheme()

    @property
    def side(self) -> int:
        """Pixels along the shorter edge of the plotted area."""
        box = self.plot_area.getViewBox().size()
        return max(1, round(min(box.width(), box.height())))

    def set_axes(self, titles: tuple[str, str], x: Range, y: Range, square: bool) -> None:
        """Titles and ranges of both axes; `square`: both are equally long on the screen."""
        self.x_axis.set_title(titles[0])
        self.y_axis.set_title(titles[1])
        if (x, y, square) != (*self._ranges, self._square):
            self._square = square
            self._ranges = x, y
            self._fit()
            self.plot_area.set_ranges(x, y)

    def hatch(self, x: Array, y: Array, colour: str) -> None:
        """Draw lines, each from an even to the next odd point; coordinates are shares of the ranges (see `hatching`)."""
        (left, right), (low, high) = self._ranges
        pen = QColor(colour)
        pen.setAlphaF(HATCHING)
        self.hatching.setData(left + x * (right - left), low + y * (high - low), connect="pairs", pen=pg.mkPen(pen, width=1))

    def show_lines(self, x: Array, lines: Sequence[tuple[Array, str]]) -> None:
        """Draw these curves over x, each with its colour, and no others."""
        plot = self.plot_area.getPlotItem()
        while len(self._lines) > len(lines):
            plot.removeItem(self._lines.pop())
        while len(self._lines) < len(lines):
            self._lines.append(pg.PlotCurveItem(antialias=True))
            self._lines[-1].setZValue(20)  # over the points
            plot.addItem(self._lines[-1], ignoreBounds=True)
        low, high = self._ranges[1]
        for item, (y, colour) in zip(self._lines, lines, strict=True):
            safe = np.clip(np.asarray(y, np.float64), 4 * low - 3 * high, 4 * high - 3 * low)
            item.setData(x, safe, connect="finite", pen=pg.mkPen(colour, width=1))

    def retheme(self) -> None:
        self.plot_area.retheme()
        self._fit()

    def _fit(self) -> None:
        """Give the plot the largest rectangle in which the plotted area is square."""
        bottom = theme.px(BOTTOM)
        self.setMinimumHeight((LEAST if theme.scale() < LARGE else LEAST_WITH_LARGE_TEXTS) + bottom)
        self._left = theme.px(TITLE) + self.y_axis.widest(self._ranges[1])
        self.y_axis.setWidth(self._left)
        tallest = self.width() - self._left + bottom if self._square else self.width()
        self.setMaximumHeight(max(160, tallest))  # may resize at once, so the size is read after it
        width, height = self.width(), self.height()
        if self._square:
            side = max(60, min(width - self._left - MARGIN, height - bottom - MARGIN))
            width, height = side + self._left + MARGIN, side + bottom + MARGIN
        self.plot_area.setGeometry((self.width() - width) // 2, 0, width, height)

    def sizeHint(self) -> QSize:
        return QSize(300, LIKED + theme.px(BOTTOM))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _paint_picture(self, painter: QPainter) -> None:
        self.picture.paint(painter, self.plot_area)
        if self.paint_guide is not None:
            self.paint_guide(painter)

    def _point(self, at: QPointF | None) -> None:
        self.hovered.emit(None if at is None else self.plot_area.value_at(at))
