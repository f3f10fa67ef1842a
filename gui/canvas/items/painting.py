"""Fonts and colours of the canvas's own drawing: two text sizes, and mixtures of the theme's colours.

`scale` is that of a layout: how many times as large texts are in the scene. On the screen the zoom comes to it.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.canvas.diagram.geometry import Box

TEXT, HEADING = 12.0, 13.0  # scene units: pixels at 100 %, 9 and about 10 points
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def font(heading: bool = False, scale: float = 1.0) -> QFont:
    made = QFont()
    made.setPixelSize(math.ceil((HEADING if heading else TEXT) * scale - 0.01))
    made.setWeight(QFont.Weight.DemiBold if heading else QFont.Weight.Normal)
    return made


def text_width(text: str, heading: bool = False, scale: float = 1.0) -> float:
    return QFontMetricsF(font(heading, scale)).horizontalAdvance(text)


def mix(start: str, end: str, share: float, alpha: float = 1.0) -> QColor:
    """`share` of the way from one colour to the other."""
    a, b = QColor(start), QColor(end)
    parts = ((1 - share) * one + share * two for one, two in zip(a.getRgbF()[:3], b.getRgbF()[:3], strict=True))
    return QColor.fromRgbF(*parts, alpha)


def rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.w, box.h)


def write(
    painter: QPainter,
    box: Box,
    text: str,
    colour: str,
    heading: bool = False,
    align: Qt.AlignmentFlag = LEFT,
    scale: float = 1.0,
) -> None:
    """One line of text in a box; what does not fit ends in an ellipsis."""
    painter.setFont(font(heading, scale))
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.w + 1)
    painter.drawText(rect(box), align, shown)
