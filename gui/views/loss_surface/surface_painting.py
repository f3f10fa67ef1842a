"""What is drawn of a loss picture: bands under the axes; path, present point and negative gradient over them; or a curve."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from engine.core.arrays import Array
from engine.inspection.loss_surface.loss_picture import LossPicture
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import Scale
from gui.style import theme
from gui.views.loss_surface.loss_scale import LossScale, band_colours, contour_pixels

DOT, POINT = 3.0, 6.5  # radius of a dot of the path, of the present point
SHORTEST, LONGEST = 14.0, 56.0  # pixels of the arrow
HEAD = 7.0
FLAT = 1e-12  # slopes below this have no direction worth showing


class SurfacePainting:
    """Changes as pictures are shown. `present`: where the present point is drawn while it is dragged; None for the picture's."""

    def __init__(self) -> None:
        self.picture: LossPicture | None = None
        self.scale = LossScale(False, 0.0, 1.0, 1)
        self.y_scale = Scale()
        self.present: Array | None = None
        self._image = QImage()
        self._drawn: tuple[object, ...] = ()  # how the image was drawn, and
        self._values: Array | None = None  # what it is of

    @property
    def point(self) -> Array | None:
        """Where the present point is drawn, in the numbers of the axes."""
        if self.present is not None:
            return self.present
        return None if self.picture is None else self.picture.present

    def height_of(self, loss: float) -> float:
        """Along the vertical axis of a curve."""
        return float(self.y_scale.place(np.array([loss]))[0])

    def at(self, plot_area: PlotArea, place: Array, loss: float) -> QPointF:
        """Where a place of the plane stands in the viewport; over a line, at the height of its loss."""
        if len(place) > 1:
            return _bounded(plot_area.point_at(float(place[0]), float(place[1])))
        return _bounded(plot_area.point_at(float(place[0]), self.height_of(loss)))

    # -- painting
    def paint_under(self, painter: QPainter, plot_area: PlotArea) -> None:
        picture = self.picture
        if picture is None or picture.dimensions < 2 or not picture.values.size:
            return
        x, y, place = plot_area.area()
        ratio = painter.device().devicePixelRatio()
        width, height = max(1, round(place.width() * ratio)), max(1, round(place.height() * ratio))
        of = self.scale, theme.current(), width, height
        if of != self._drawn or self._values is not picture.values:
            self._drawn, self._values = of, picture.values
            self._image = as_image(contour_pixels(picture.values, self.scale, theme.current(), width, height), width, height)
            self._image.setDevicePixelRatio(ratio)
        if (x, y) == picture.ranges:
            painter.drawImage(place.topLeft().toPoint(), self._image)  # pixel for pixel: to scale it takes many times as long
        else:
            (left, right), (low, high) = picture.ranges
            corners = plot_area.point_at(left, high), plot_area.point_at(right, low)
            painter.drawImage(QRectF(_bounded(corners[0]), _bounded(corners[1])), self._image)

    def paint_over(self, painter: QPainter, plot_area: PlotArea) -> None:
        picture = self.picture
        if picture is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if picture.dimensions == 1:
            self._paint_curve(painter, plot_area, picture)
        self._paint_path(painter, plot_area, picture)
        if picture.dimensions == 1:
            self._paint_tangent(painter, plot_area, picture)
        else:
            self._paint_arrow(painter, plot_area, picture)
        self._paint_point(painter, plot_area, picture)

    def _paint_path(self, painter: QPainter, plot_area: PlotArea, picture: LossPicture) -> None:
        """Each moment as a dot in the colour of its own loss, and a thin line from each to the next."""
        colours = theme.current()
        places, losses = picture.places, picture.losses
        points = [self.at(plot_area, place, float(loss)) for place, loss in zip(places, losses, strict=True)]
        ink = QColor(colours.text)
        ink.setAlphaF(0.55)
        painter.setPen(QPen(ink, 1))
        painter.drawPolyline(QPolygonF(points))
        table = band_colours(colours, self.scale.count)
        fills = [QColor(int(table[band])) for band in self.scale.bands(losses)]
        painter.setPen(QPen(QColor(colours.text), 1))
        for point, fill in zip(points[:-1], fills[:-1], strict=True):
            painter.setBrush(fill)
            painter.drawEllipse(point, DOT, DOT)

    def _paint_curve(self, painter: QPainter, plot_area: PlotArea, picture: LossPicture) -> None:
        if not picture.values.size:
            return
        x = np.linspace(*picture.ranges[0], len(picture.values))
        with np.errstate(all="ignore"):
            y = self.y_scale.place(np.where(np.isfinite(picture.values), picture.values, np.nan))
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        known = np.isfinite(y)
        for part in np.split(np.arange(len(x)), np.flatnonzero(np.diff(known.astype(int))) + 1):
            if known[part[0]]:
                line = [_bounded(plot_area.point_at(float(x[i]), float(y[i]))) for i in part]
                painter.drawPolyline(QPolygonF(line))

    def _paint_tangent(self, painter: QPainter, plot_area: PlotArea, picture: LossPicture) -> None:
        """The line through the present point with the slope of the loss there; on a logarithmic axis it is bent."""
        slope = float(picture.slopes[0])
        if not math.isfinite(slope) or self.present is not None:
            return
        x = np.linspace(*picture.ranges[0], 2 if not self.y_scale.log else 60)
        losses = picture.loss + slope * (x - picture.present[0])
        shown = losses > 0 if self.y_scale.log else np.isfinite(losses)
        points = [self.at(plot_area, x[i : i + 1], float(losses[i])) for i in np.flatnonzero(shown)]
        painter.setPen(QPen(QColor(theme.current().text), 1.4, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(points))

    def _paint_arrow(self, painter: QPainter, plot_area: PlotArea, picture: LossPicture) -> None:
        """Downhill: the negative gradient, longer where it is steeper."""
        tip = arrow(picture, plot_area)
        if tip is None or self.present is not None:
            return
        start = self.at(plot_area, picture.present, picture.loss)
        end = start + tip
        along = tip / math.hypot(tip.x(), tip.y())
        aside = QPointF(-along.y(), along.x())
        colours = theme.current()
        head = QPolygonF([end, end - along * HEAD * 1.3 + aside * HEAD * 0.6, end - along * HEAD * 1.3 - aside * HEAD * 0.6])
        for ink, width in ((colours.surface, 5.0), (colours.text, 2.2)):
            painter.setPen(QPen(QColor(ink), width))
            painter.setBrush(QColor(ink))
            painter.drawLine(start, end - along * HEAD)
            painter.setPen(QPen(QColor(ink), max(width - 2.2, 0.5)))
            painter.drawPolygon(head)

    def _paint_point(self, painter: QPainter, plot_area: PlotArea, picture: LossPicture) -> None:
        at = self.point
        if at is None or len(at) != picture.dimensions:
            return
        colours, where = theme.current(), self.at(plot_area, at, picture.loss)
        painter.setPen(QPen(QColor(colours.surface), 2))
        painter.setBrush(QColor(colours.text))
        painter.drawEllipse(where, POINT, POINT)
        painter.setBrush(QColor(colours.surface))
        painter.drawEllipse(where, 1.0, 1.0)


def as_image(pixels: Array, width: int, height: int) -> QImage:
    """(rows, columns) uint32 0xAARRGGBB as an image of this size."""
    rows, columns = pixels.shape
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    if (columns, rows) == (width, height):
        return image.copy()  # the image would use the array's memory
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def arrow(picture: LossPicture, plot_area: PlotArea) -> QPointF | None:
    """From the present point along the negative gradient, in pixels; None where the loss is flat, or the slopes are not known."""
    slopes = picture.slopes
    if len(slopes) < 2 or not np.isfinite(slopes).all() or float(np.abs(slopes).max()) < FLAT:
        return None
    (x0, x1), (y0, y1), place = plot_area.area()
    across, up = -slopes[0] * place.width() / (x1 - x0), -slopes[1] * place.height() / (y1 - y0)
    size = math.hypot(float(across), float(up))
    steep = float(np.hypot(*slopes))
    if not math.isfinite(size) or size == 0:
        return None
    length = SHORTEST + (LONGEST - SHORTEST) * min(1.0, max(0.0, (math.log10(steep) + 3) / 4))
    return QPointF(float(across) / size * length, -float(up) / size * length)


def curve_range(picture: LossPicture, scale: Scale) -> tuple[float, float]:
    """Lowest and highest of a curve, the present loss and the losses of the path, on the vertical axis."""
    inside = (picture.places[:, 0] >= picture.ranges[0][0]) & (picture.places[:, 0] <= picture.ranges[0][1])
    losses = np.concatenate([picture.values, picture.losses[inside], [picture.loss]])
    losses = losses[np.isfinite(losses) & (losses > 0 if scale.log else True)]
    if not losses.size:
        return 0.0, 1.0
    placed = scale.place(losses)
    return float(placed.min()), float(placed.max())


def _bounded(point: QPointF) -> QPointF:
    """Qt draws nothing of a line to a place that is too far away."""
    x, y = (value if math.isfinite(value) else 1e5 for value in (point.x(), point.y()))
    return QPointF(min(max(x, -1e5), 1e5), min(max(y, -1e5), 1e5))
