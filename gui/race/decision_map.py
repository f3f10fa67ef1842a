"""A small picture of one runner's predictions over the inputs, with the training points and without axes."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.arrays import Array
from engine.inspection.snapshot import Snapshot
from engine.inspection.surfaces.decision_surface import DecisionSurface, Surface
from gui.plotting.scale import padded
from gui.plotting.surfaces import surface_colours
from gui.style import theme
from gui.style.colour_schemes import class_colours

MOST_POINTS = 300  # more would hide a small picture
DOT, SMALL_DOT = 2.2, 0.9  # largest and smallest radius in pixels
SIDE_PER_DOT = 130.0  # pixels of the picture's edge for each pixel of a dot's radius: a small picture has small dots


class DecisionMap(QWidget):
    """Square. The points are painted once for a dataset and size, the predictions with each snapshot."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._image, self._pixels = QImage(), np.empty((0, 0), np.uint32)
        self._dots, self._dots_for = QPixmap(), ()
        self.setAccessibleName(name)
        self.setMinimumSize(96, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def side(self) -> int:
        """Length of an edge in pixels."""
        return max(1, min(self.width(), self.height()))

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw the surface of a snapshot; nothing for None, or for a snapshot without one."""
        if snapshot is self._snapshot:
            return
        self._snapshot = snapshot
        self.retheme()

    def retheme(self) -> None:
        snapshot, surface = self._snapshot, self._surface()
        self._image = QImage()
        if snapshot is not None and surface is not None and len(surface.axes) > 1:
            span = surface_colours.colour_range(snapshot.data, snapshot.recipe.loss)
            table = surface_colours.colour_table(theme.current(), snapshot.data.task.outputs, False)
            self._pixels = np.ascontiguousarray(surface_colours.paint(surface.values, span, table))
            height, width = self._pixels.shape
            self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self.update()

    def _surface(self) -> Surface | None:
        return self._snapshot.find(DecisionSurface) if self._snapshot is not None else None

    def _place(self) -> QRect:
        side = self.side
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, place, snapshot, surface = QPainter(self), self._place(), self._snapshot, self._surface()
        painter.fillRect(place, QColor(theme.current().surface))
        if snapshot is not None and surface is not None:
            if not self._image.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(place, self._image)
            elif len(surface.axes) == 1:
                self._paint_curves(painter, place, snapshot, surface)
            painter.drawPixmap(place.topLeft(), self._points(snapshot, surface))
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_curves(self, painter: QPainter, place: QRect, snapshot: Snapshot, surface: Surface) -> None:
        low, high = _heights(snapshot)
        outputs, _, width = surface.values.shape
        colours = [theme.current().text] if outputs == 1 else class_colours(outputs)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = place.left() + np.linspace(0, place.width(), width)
        for values, colour in zip(surface.values, colours, strict=True):
            shares = np.clip(np.nan_to_num((values[0].astype(np.float64) - low) / (high - low), nan=0.0), -1, 2)
            down = place.bottom() - shares * place.height()
            painter.setPen(QPen(QColor(colour), 1))
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(across, down, strict=True)]))

    def _points(self, snapshot: Snapshot, surface: Surface) -> QPixmap:
        """The training rows, each in its target's colour, on a transparent background."""
        data, ratio = snapshot.data, self.devicePixelRatioF()
        wanted: tuple[Any, ...] = id(data), surface.axes, self.side, ratio, theme.current(), snapshot.recipe.loss
        if wanted == self._dots_for:
            return self._dots
        self._dots_for = wanted
        self._dots = QPixmap(round(self.side * ratio), round(self.side * ratio))
        self._dots.setDevicePixelRatio(ratio)
        self._dots.fill(Qt.GlobalColor.transparent)
        rows = data.train[:: -(-len(data.train) // MOST_POINTS)]
        x = _shares(data.table.inputs[rows, surface.axes[0]], surface.x_domain)
        if len(surface.axes) > 1:
            y = _shares(data.table.inputs[rows, surface.axes[1]], surface.y_domain)
        else:
            y = _shares(_targets(snapshot, rows), _heights(snapshot))
        span = surface_colours.colour_range(data, snapshot.recipe.loss)
        colours = surface_colours.target_colours(data, span, theme.current(), rows)
        painter = QPainter(self._dots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = min(max(self.side / SIDE_PER_DOT, SMALL_DOT), DOT)
        painter.setPen(QPen(QColor(theme.current().surface), 0.6) if radius > 1.5 else Qt.PenStyle.NoPen)
        for across, up, colour in zip(x * self.side, (1 - y) * self.side, colours, strict=True):
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(float(across), float(up)), radius, radius)
        painter.end()
        return self._dots

    def sizeHint(self) -> QSize:
        return QSize(160, 160)


def _shares(values: Array, domain: tuple[float, float]) -> Array:
    """Positions of values in a range, from 0 at its low end to 1."""
    shares: Array = (values - domain[0]) / (domain[1] - domain[0])
    return shares


def _targets(snapshot: Snapshot, rows: Array) -> Array:
    """For a curve over one input: the heights at which it should pass, (rows,)."""
    data = snapshot.data
    target = data.table.target[rows].astype(np.float64)
    if data.task.is_regression:
        return target
    span = surface_colours.colour_range(data, snapshot.recipe.loss)
    share = target if data.task.outputs == 1 else np.ones(len(rows))
    heights: Array = span.low + share * (span.high - span.low)
    return heights


def _heights(snapshot: Snapshot) -> tuple[float, float]:
    """The range of y for a curve over one input."""
    if snapshot.data.task.is_regression:
        target = snapshot.data.table.target
        return padded(float(target.min()), float(target.max()), 0.08)
    span = surface_colours.colour_range(snapshot.data, snapshot.recipe.loss)
    return padded(span.low, span.high, 0.08)
