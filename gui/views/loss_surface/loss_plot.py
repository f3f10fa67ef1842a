"""The plot of the loss surface with its colour scale: shows pictures, and turns mouse and keys into places and ranges."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.inspection.loss_surface.loss_picture import LossPicture
from engine.inspection.loss_surface.picture_grid import Range
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import Scale, padded, steady_range
from gui.style import theme
from gui.style.text_size import follow
from gui.views.loss_surface.loss_key import LossKey
from gui.views.loss_surface.loss_scale import scale_of
from gui.views.loss_surface.surface_painting import SurfacePainting, curve_range

LEFT, BOTTOM = 58, 34
NEAR = 7.0  # pixels: the mouse reads a dot of the path within this distance
SMALLEST, LARGEST = 1e-6, 1e6  # widths of a range that can be zoomed to
ASPECT = 20  # the shape of the plot is rounded to one of so many parts, so that a pixel more changes nothing


class LossPlot(QWidget):
    """`ranges` are those that somebody has zoomed to; none while they are those of the pictures."""

    ranged = Signal()  # `ranges` are others
    pointed = Signal(object)  # a place under the mouse (a QPointF in the axes' numbers), the index of a dot, or None

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.ranges: tuple[Range, ...] = ()
        self.log = False
        self.painting = SurfacePainting()
        self.x_axis, self.y_axis = Axis("bottom", "", BOTTOM), Axis("left", "", LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint_over, under=self._paint_under)
        follow(self.plot_area, lambda: self.plot_area.setMinimumSize(140, theme.px(90)))
        self.plot_area.pointed.connect(self._point)
        self.key = LossKey()
        self.hint = EmptyHint(hint, self.plot_area, LEFT, BOTTOM)
        self._curve: Range | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.key)
        column.addWidget(self.plot_area, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    @property
    def aspect(self) -> float:
        """How many times as wide as high the plotted area is, about."""
        place = self.plot_area.area()[2]
        shape = place.width() / max(1.0, place.height())
        return min(max(round(shape * ASPECT) / ASPECT, 1 / ASPECT), 20.0)

    def show_picture(self, picture: LossPicture | None, titles: tuple[str, str], objective: str) -> None:
        """Draw this; nothing but the hint when there is none."""
        painting = self.painting
        if picture is not None and painting.picture is not None and picture.dimensions != painting.picture.dimensions:
            self._curve = None
        painting.picture = picture
        self.hint.setVisible(picture is None)
        self.key.setVisible(picture is not None and picture.dimensions > 1)
        if picture is not None:
            if len(self.ranges) != picture.dimensions:
                self.ranges = ()
            losses = picture.values if picture.values.size else picture.losses
            painting.scale = scale_of(losses, self.log, painting.scale)
            self.key.show_scale(painting.scale, objective)
            self.x_axis.set_title(titles[0])
            self.y_axis.set_title(titles[1] if picture.dimensions > 1 else objective)
            painting.y_scale = Scale(self.log) if picture.dimensions == 1 else Scale()
            self.y_axis.set_scale(painting.y_scale)
            self._set_ranges(picture)
        self.plot_area.refresh()

    def shift(self, x: float, y: float) -> None:
        """Move the ranges by so many parts of themselves."""
        moves = zip(self.shown_ranges, (x, y), strict=False)
        self._change(tuple((low + by * (high - low), high + by * (high - low)) for (low, high), by in moves))

    def zoom(self, times: float, about: QPointF | None) -> None:
        """Make the ranges so many times as large, about a place that stays where it is."""
        ranges, shown = [], self.shown_ranges
        places = [(low + high) / 2 for low, high in shown] if about is None else [about.x(), about.y()]
        for (low, high), place in zip(shown, places, strict=False):
            size = max(1.0, abs(place))
            width = min(max((high - low) * times, SMALLEST * size), LARGEST * size)
            share = (place - low) / (high - low)
            ranges.append((place - share * width, place + (1 - share) * width))
        self._change(tuple(ranges))

    @property
    def shown_ranges(self) -> tuple[Range, ...]:
        """Of both axes, or of the one that can be moved along; none without a picture."""
        picture = self.painting.picture
        if picture is None:
            return ()
        return self.ranges if len(self.ranges) == picture.dimensions else picture.ranges

    def fit(self) -> None:
        """The ranges of the pictures again."""
        if self.ranges:
            self.ranges = ()
            self.ranged.emit()

    def point_at(self) -> QPointF | None:
        """Where the present point is drawn in the viewport."""
        picture, at = self.painting.picture, self.painting.point
        return None if picture is None or at is None else self.painting.at(self.plot_area, at, picture.loss)

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.key.updateGeometry()
        self.key.update()

    def _change(self, ranges: tuple[Range, ...]) -> None:
        if ranges:
            self.ranges = ranges
            if self.painting.picture is not None:
                self._set_ranges(self.painting.picture)
            self.ranged.emit()

    def _set_ranges(self, picture: LossPicture) -> None:
        ranges = self.shown_ranges
        x = ranges[0]
        if picture.dimensions > 1:
            y = ranges[1]
        else:
            y = self._curve = steady_range(self._curve, padded(*curve_range(picture, self.painting.y_scale), 0.08))
        if (x, y) != self.plot_area.area()[:2]:
            self.y_axis.fit_labels(*y)
            self.plot_area.set_ranges(x, y)

    def _point(self, at: QPointF | None) -> None:
        picture, place = self.painting.picture, None if at is None else self.plot_area.value_at(at)
        if picture is None or at is None or place is None:
            self.pointed.emit(None)
            return
        dots = [
            self.painting.at(self.plot_area, one, float(loss)) for one, loss in zip(picture.places, picture.losses, strict=True)
        ]
        distances: Array = np.array([(dot - at).manhattanLength() for dot in dots[:-1]])
        near = int(distances.argmin()) if distances.size else 0
        self.pointed.emit(near if distances.size and distances[near] <= NEAR else QPointF(*place))

    def _paint_under(self, painter: QPainter) -> None:
        self.painting.paint_under(painter, self.plot_area)

    def _paint_over(self, painter: QPainter) -> None:
        self.painting.paint_over(painter, self.plot_area)
