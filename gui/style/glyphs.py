"""Small drawings in code: the curve of an activation, and the icon of a layer."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen

from engine.nn.activations import Activation
from engine.nn.layers import Layer
from gui.style.icons import icon
from gui.style.theme import Theme


@lru_cache(maxsize=64)
def curve(activation: Activation) -> QPainterPath:
    """f from -3 to 3 in the square from (-1, -1) to (1, 1), y up. Clipped where f leaves -1.5 to 1.5."""
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


MIXED = np.array([-0.3, 1.1, 0.2])  # example scores for activations whose units depend on each other


@lru_cache(maxsize=64)
def shares(activation: Activation) -> tuple[float, ...]:
    """The outputs for three scores of an activation that mixes units, as softmax does; empty for an elementwise one."""
    together = activation.function(MIXED)
    one_by_one = np.concatenate([activation.function(MIXED[k : k + 1]) for k in range(len(MIXED))])
    return () if np.allclose(together, one_by_one) else tuple(together.tolist())


def draw_curve(painter: QPainter, activation: Activation, where: QRectF, theme: Theme) -> None:
    """Draw the curve over thin axes; for an activation that mixes units, bars of its outputs for three scores."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shares(activation):
        _draw_bars(painter, shares(activation), where, theme)
        painter.restore()
        return
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


def _draw_bars(painter: QPainter, heights: tuple[float, ...], where: QRectF, theme: Theme) -> None:
    step = where.width() / len(heights)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawLine(where.bottomLeft(), where.bottomRight())
    for k, height in enumerate(heights):
        tall = height * where.height() * 1.4  # the largest of the three is well above a half
        bar = QRectF(where.left() + (k + 0.15) * step, where.bottom() - tall, 0.7 * step, tall)
        painter.fillRect(bar, QColor(theme.text))


def layer_icon(layer: Layer) -> QIcon:
    """The icon named after the layer's kind in resources/icons; three dots for a kind that has none."""
    try:
        return icon(layer.kind)
    except ValueError:
        return icon("more")
