"""A small picture of one network's predictions over the inputs, with the training points and without axes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.inspection.snapshot import Snapshot
from gui.plotting.surfaces.small_map import MapSource, paint_curves, points_pixmap, source_of, surface_image
from gui.style import theme


class DecisionMap(QWidget):
    """Square. The points are painted once for a dataset and size, the predictions with each source."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._source: MapSource | None = None
        self._image, self._dots, self._dots_for = QImage(), QPixmap(), ()
        self.setAccessibleName(name)
        self.setMinimumSize(96, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def side(self) -> int:
        """Length of an edge in pixels."""
        return max(1, min(self.width(), self.height()))

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw the surface of a snapshot; nothing for None, or for a snapshot without one."""
        if snapshot is not self._snapshot:
            self._snapshot = snapshot
            self.show_source(source_of(snapshot))

    def show_source(self, source: MapSource | None) -> None:
        """Draw these predictions; nothing for None."""
        self._source = source
        self.retheme()

    def retheme(self) -> None:
        source = self._source
        self._image = QImage() if source is None or source.is_curve else surface_image(source)
        self.update()

    def _place(self) -> QRect:
        side = self.side
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, place, source = QPainter(self), self._place(), self._source
        painter.fillRect(place, QColor(theme.current().surface))
        if source is not None:
            if source.is_curve:
                paint_curves(painter, place, source)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(place, self._image)
            painter.drawPixmap(place.topLeft(), self._points(source))
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()

    def _points(self, source: MapSource) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wanted: tuple[Any, ...] = id(source.data), source.surface.axes, self.side, ratio, theme.current(), source.loss
        if wanted != self._dots_for:
            self._dots_for, self._dots = wanted, points_pixmap(source, self.side, ratio)
        return self._dots

    def sizeHint(self) -> QSize:
        return QSize(160, 160)
