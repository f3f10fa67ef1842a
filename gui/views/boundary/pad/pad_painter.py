"""Paints the pad over the picture: points, what is selected, the rectangle, the reach of the brush, what is still to be drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from engine.core.arrays import Array
from engine.data.datasets.drawn_points import CLASSES
from gui.model.drawing.drawing_pad import BRUSH, ERASER, DrawingPad
from gui.plotting.plot_area import PlotArea, transparent_image
from gui.style import theme
from gui.views.boundary.pad.point_marks import SIZE, largest_number, mark, marks_of

RING = 4.0  # pixels around a selected point
FEW, SMALLER = 1500, 0.7  # of more points each is drawn smaller
CROSSHAIR = 9.0  # pixels


class PadPainter:
    """Keeps an image of the points: of a stroke only the new ones are painted."""

    def __init__(self, pad: DrawingPad, area: PlotArea) -> None:
        self._pad, self._area = pad, area
        self.place: tuple[float, float] | None = None  # of the mouse, or of the keys
        self.by_keys = False  # whether the place is that of the keys
        self.sentence = ""
        self._layer: QImage | None = None
        self._key: tuple[Any, ...] = ()
        self._painted: Array = np.empty((0, 3), np.int16)

    def paint(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawImage(0, 0, self._points(ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_selection(painter)
        self._paint_place(painter)
        if self.sentence:
            self._write(painter)

    def _points(self, ratio: float) -> QImage:
        pad, now = self._pad, theme.current()
        cells = pad.points.cells
        largest = 1.0 if pad.data.draws == CLASSES else largest_number(pad.data, cells)
        size = SIZE * theme.scale() * (SMALLER if len(cells) > FEW else 1)
        key = self._area.area(), self._area.viewport().size(), ratio, now, pad.data.draws, largest, size
        known = len(self._painted)
        if self._layer is None or key != self._key or known > len(cells) or not np.array_equal(cells[:known], self._painted):
            self._layer = transparent_image(self._area.viewport().size(), ratio)
            self._key, known = key, 0
        if known < len(cells):
            new = cells[known:]
            painter = QPainter(self._layer)
            x, y = self._pixels(new)
            for left, top, (shape, colour) in zip(x, y, marks_of(pad.data, new, largest), strict=True):
                stamp = mark(shape, colour, size, ratio, now)
                half = stamp.width() / ratio / 2
                painter.drawImage(QPointF(left - half, top - half), stamp)
            painter.end()
        self._painted = cells
        return self._layer

    def _pixels(self, cells: Array) -> tuple[list[float], list[float]]:
        x, y = self._area.points_at(cells[:, 0] / 1000, cells[:, 1] / 1000)
        return x.tolist(), y.tolist()

    def _paint_selection(self, painter: QPainter) -> None:
        pad, now = self._pad, theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(now.text), 1.6))
        radius = (SIZE * theme.scale() + RING) / 2
        for x, y in zip(*self._pixels(pad.points.cells[pad.selection.mask]), strict=True):
            painter.drawEllipse(QPointF(x, y), radius, radius)
        if pad.selection.rectangle is not None:
            one, other = (self._area.point_at(*corner) for corner in pad.selection.rectangle)
            painter.setPen(QPen(QColor(now.accent), 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(one, other).normalized())

    def _paint_place(self, painter: QPainter) -> None:
        """The reach of brush and eraser around the mouse; a cross where the keys are."""
        if self.place is None:
            return
        now, at = theme.current(), self._area.point_at(*self.place)
        unit = self._area.point_at(self.place[0] + self._pad.settings.radius, self.place[1] + self._pad.settings.radius) - at
        for colour, width in ((now.surface, 3.0), (now.text, 1.2)):
            painter.setPen(QPen(QColor(colour), width))
            if self._pad.settings.tool in (BRUSH, ERASER):
                painter.drawEllipse(at, abs(unit.x()), abs(unit.y()))
            if self.by_keys:
                painter.drawLine(at - QPointF(CROSSHAIR, 0), at + QPointF(CROSSHAIR, 0))
                painter.drawLine(at - QPointF(0, CROSSHAIR), at + QPointF(0, CROSSHAIR))

    def _write(self, painter: QPainter) -> None:
        now, room = theme.current(), self._area.area()[2].adjusted(8, 8, -8, -8)
        painter.setFont(theme.font("body"))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        box = painter.boundingRect(room, flags, self.sentence)
        ground = QColor(now.surface)
        ground.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(-6, -4, 6, 4), 4, 4)
        painter.setPen(QColor(now.text))
        painter.drawText(box, flags, self.sentence)
