"""How a small picture of predictions over the inputs is painted: the surface or curve, and the training points; without axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QPolygonF

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.snapshot import Snapshot
from engine.inspection.surfaces.decision_surface import DecisionSurface, Surface
from engine.nn.losses import Loss
from gui.plotting.scale import padded
from gui.plotting.surfaces import surface_colours
from gui.plotting.surfaces.curve_heights import height_range, target_heights
from gui.style import theme
from gui.style.colour_schemes import class_colours

MOST_POINTS = 300  # more would hide a small picture
DOT, SMALL_DOT = 2.2, 0.9  # largest and smallest radius in pixels
SIDE_PER_DOT = 130.0  # pixels of the picture's edge for each pixel of a dot's radius: a small picture has small dots
FEW = 16  # points of which each must be seen: they are drawn larger


@dataclass(frozen=True, eq=False)
class MapSource:
    """What a map shows: predictions of a network that is trained on these data with that loss."""

    data: Data
    loss: Loss
    surface: Surface

    @property
    def is_curve(self) -> bool:
        """Over one input."""
        return len(self.surface.axes) == 1


def source_of(snapshot: Snapshot | None) -> MapSource | None:
    """Of a snapshot that was made with a decision surface; None for one without."""
    surface = snapshot.find(DecisionSurface) if snapshot is not None else None
    return None if snapshot is None or surface is None else MapSource(snapshot.data, snapshot.recipe.loss, surface)


def surface_image(source: MapSource) -> QImage:
    """The predictions in colour, a pixel for each point of the grid. Owns its pixels."""
    span = surface_colours.colour_range(source.data, source.loss)
    table = surface_colours.colour_table(theme.current(), source.data.task.outputs, False)
    pixels = np.ascontiguousarray(surface_colours.paint(source.surface.values, span, table))
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def paint_curves(painter: QPainter, place: QRect, source: MapSource, width: float = 1.0) -> None:
    """Over one input: a line for each output."""
    low, high = _heights(source)
    outputs, _, points = source.surface.values.shape
    colours = [theme.current().text] if outputs == 1 else class_colours(outputs)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    across = place.left() + np.linspace(0, place.width(), points)
    for values, colour in zip(source.surface.values, colours, strict=True):
        shares = np.clip(np.nan_to_num((values[0].astype(np.float64) - low) / (high - low), nan=0.0), -1, 2)
        down = place.bottom() - shares * place.height()
        painter.setPen(QPen(QColor(colour), width))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(across, down, strict=True)]))


def points_pixmap(source: MapSource, side: int, ratio: float) -> QPixmap:
    """The training rows, each in its target's colour, on a transparent background, for a picture of so many pixels an edge."""
    data, surface = source.data, source.surface
    pixmap = QPixmap(max(1, round(side * ratio)), max(1, round(side * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    rows = data.train[:: -(-len(data.train) // MOST_POINTS)]
    span = surface_colours.colour_range(data, source.loss)
    x = _shares(data.table.inputs[rows, surface.axes[0]], surface.x_domain)
    if source.is_curve:
        y = _shares(target_heights(data, span, rows), _heights(source))
    else:
        y = _shares(data.table.inputs[rows, surface.axes[1]], surface.y_domain)
    colours = surface_colours.target_colours(data, span, theme.current(), rows)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = min(max(side / SIDE_PER_DOT, SMALL_DOT), DOT)
    painter.setPen(QPen(QColor(theme.current().surface), 0.6) if radius > 1.5 else Qt.PenStyle.NoPen)
    if len(rows) <= FEW:
        radius = min(max(side / 24, 2.0), 4.0)
        painter.setPen(QPen(QColor(theme.current().surface), 1.0))
    for across, up, colour in zip(x * side, (1 - y) * side, colours, strict=True):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(float(across), float(up)), radius, radius)
    painter.end()
    return pixmap


def _shares(values: Array, domain: tuple[float, float]) -> Array:
    """Positions of values in a range, from 0 at its low end to 1."""
    shares: Array = (values - domain[0]) / (domain[1] - domain[0])
    return shares


def _heights(source: MapSource) -> tuple[float, float]:
    """The range of y for a curve over one input."""
    return padded(*height_range(source.data, surface_colours.colour_range(source.data, source.loss)), 0.08)
