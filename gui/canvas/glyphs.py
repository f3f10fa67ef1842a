"""Small drawings: an activation's curve, for blocks and menus, and a layer's icon."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from engine.activations import Activation
from engine.layers import Layer
from gui.icons import icon
from gui.theme import Theme


@lru_cache(maxsize=64)
def curve(activation: Activation) -> QPainterPath:
    """f over -3 to 3 within the square from (-1, -1) to (1, 1), y up. Cut where f leaves -1.5 to 1.5."""
    z = np.linspace(-3, 3, 49)
    y = activation.function(z)
    path, drawing = QPainterPath(), False
    for one_z, one_y in zip(z / 3, np.clip(y / 1.5, -1, 1), strict=True):
        point = QPointF(one_z, -one_y)
        if drawing:
            path.lineTo(point)
        else:
            path.moveTo(point)
        drawing = True
    return path


def draw_curve(painter: QPainter, activation: Activation, where: QRectF, theme: Theme) -> None:
    """The curve over thin axes."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.center())
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawLine(QPointF(-where.width() / 2, 0), QPointF(where.width() / 2, 0))
    painter.drawLine(QPointF(0, -where.height() / 2), QPointF(0, where.height() / 2))
    painter.scale(where.width() / 2, where.height() / 2)
    pen = QPen(QColor(theme.text), 1.5)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawPath(curve(activation))
    painter.restore()


def activation_icon(activation: Activation, theme: Theme) -> QIcon:
    pixmap = _blank(20)
    painter = QPainter(pixmap)
    draw_curve(painter, activation, QRectF(2, 2, 16, 16), theme)
    painter.end()
    return QIcon(pixmap)


def layer_icon(layer: Layer) -> QIcon:
    """The drawing named after the layer in resources/icons; three dots for one that has none."""
    try:
        return icon(layer.kind)
    except ValueError:
        return icon("more")


def _blank(side: int) -> QPixmap:
    pixmap = QPixmap(2 * side, 2 * side)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
