"""How drawn points look: a colour and a shape for each class, and for numbers a shade, with a shape for the sign."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from engine.core.arrays import Array
from engine.data.datasets.drawn_points import CLASSES, NUMBER, DrawnPoints
from engine.data.drawing.point_set import MOST_CLASSES
from gui.style.colour_schemes import class_colours
from gui.style.theme import Theme, current, mixed

SHADES = 9  # of the colour of a number
SIZE = 9.0  # pixels of a mark at a text size of 100 %
ROUND, TRIANGLE, UPSIDE_DOWN = 0, 2, 6  # shapes of numbers: none, positive, negative


@lru_cache(maxsize=256)
def mark(shape: int, colour: str, size: float, ratio: float, theme: Theme) -> QImage:
    """One mark with an edge that sets it off from the picture; its middle is the middle of the image."""
    side = math.ceil(size) + 4
    image = QImage(round(side * ratio), round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(QColor(theme.surface), 1))
    painter.drawPath(outline(shape, size / 2))
    painter.end()
    return image


def outline(shape: int, radius: float) -> QPainterPath:
    """The shape of a class, around (0, 0): ten that differ without their colour."""
    path = QPainterPath()
    corners = _CORNERS[shape % len(_CORNERS)]
    if not corners:
        path.addEllipse(QPointF(0, 0), radius, radius)
        return path
    for number, (x, y) in enumerate(corners):
        to = QPointF(1.15 * radius * x, 1.15 * radius * y)
        path.lineTo(to) if number else path.moveTo(to)
    path.closeSubpath()
    return path


def _regular(corners: int, turn: float, inner: float = 1.0) -> tuple[tuple[float, float], ...]:
    """A polygon; with `inner` below 1 a star of so many points."""
    points = 2 * corners if inner < 1 else corners
    angles = [turn + 2 * math.pi * k / points for k in range(points)]
    return tuple(
        ((inner if k % 2 and inner < 1 else 1.0) * math.cos(a), (inner if k % 2 and inner < 1 else 1.0) * math.sin(a))
        for k, a in enumerate(angles)
    )


UP = -math.pi / 2
_CROSS = tuple((x, y) for x, y in ((-0.3, -1), (0.3, -1), (0.3, -0.3), (1, -0.3), (1, 0.3), (0.3, 0.3), (0.3, 1), (-0.3, 1)))
_PLUS = (*_CROSS, (-0.3, 0.3), (-1, 0.3), (-1, -0.3), (-0.3, -0.3))
_TURNED = tuple(((x - y) * 0.72, (x + y) * 0.72) for x, y in _PLUS)
_CORNERS: tuple[tuple[tuple[float, float], ...], ...] = (
    (),  # disc
    _regular(4, math.pi / 4),  # square
    _regular(3, UP),  # triangle
    _regular(4, UP),  # diamond
    _PLUS,
    _TURNED,  # cross
    _regular(3, -UP),  # triangle upside down
    _regular(5, UP, 0.45),  # star
    _regular(6, UP),  # hexagon
    ((-1, -0.5), (1, -0.5), (1, 0.5), (-1, 0.5)),  # bar
)
assert len(_CORNERS) == MOST_CLASSES


def marks_of(data: DrawnPoints, cells: Array, largest: float) -> list[tuple[int, str]]:
    """Shape and colour of each point. `largest`: the size of a number that has the full colour."""
    theme = current()
    if data.draws == CLASSES:
        colours = class_colours(MOST_CLASSES, theme)
        return [(k, colours[k]) for k in cells[:, 2].tolist()]
    number = cells[:, 2 if data.draws == NUMBER else 1] / 1000
    return [number_mark(share) for share in np.clip(number / largest, -1, 1).tolist()]


def number_mark(share: float) -> tuple[int, str]:
    """The mark of a number, given as a share of the largest: stronger the further it is from 0, and pointing up or down."""
    theme, strength = current(), round(abs(share) * SHADES) / SHADES
    zero = mixed(theme.middle, theme.muted, 0.3)
    shape = ROUND if strength == 0 else TRIANGLE if share > 0 else UPSIDE_DOWN
    return shape, mixed(zero, theme.positive if share > 0 else theme.negative, strength)


def largest_number(data: DrawnPoints, cells: Array) -> float:
    """The size of the number that has the full colour."""
    column = cells[:, 2 if data.draws == NUMBER else 1]
    return max(float(np.abs(column.astype(np.int64)).max(initial=0)) / 1000, 1e-3)
