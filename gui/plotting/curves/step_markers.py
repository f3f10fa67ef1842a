"""Vertical lines at steps: at the mouse, with a text, and where the user changed something."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.training.history import Mark
from gui.style import theme

NEAR = 6.0  # pixels: a mark this close to the mouse is read out
PADDING, EDGE = 4.0, 2.0  # pixels around the text, and between it and the plot's edge
Area = tuple[tuple[float, float], tuple[float, float], QRectF]


def _x(area: Area, step: float) -> float:
    (x0, x1), _, place = area
    return place.left() + (step - x0) / (x1 - x0) * place.width()


def mark_near(marks: Sequence[Mark], step: float, area: Area) -> Mark | None:
    """The mark nearest to `step`, if it is close enough to be read out; the newest of several at one step."""
    at = _x(area, step)
    found = [mark for mark in marks if abs(_x(area, mark.step) - at) <= NEAR]
    return min(reversed(found), key=lambda mark: abs(mark.step - step), default=None)


def is_near(step: float, other: float, area: Area) -> bool:
    """Whether two steps are drawn so close to each other that one position of the mouse means both."""
    return abs(_x(area, step) - _x(area, other)) <= NEAR


def paint_marks(painter: QPainter, area: Area, marks: Sequence[Mark]) -> None:
    """A thin dashed line at each mark, with a small flag at its top."""
    if not marks:
        return
    colour, place = QColor(theme.current().muted), area[2]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
    for mark in marks:
        x = round(_x(area, mark.step))
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        painter.fillRect(QRectF(x, place.top(), 5, 5), colour)


def paint_step(painter: QPainter, area: Area, step: float, text: str) -> None:
    """A line at `step` with a text beside it, which stays inside the plot."""
    colours, place, x = theme.current(), area[2], _x(area, step)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(colours.muted), 1))
    painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 2 * (PADDING + EDGE))
    width, height = metrics.horizontalAdvance(text) + 2 * PADDING, metrics.height() + EDGE
    left = min(max(x + EDGE, place.left()), max(place.left(), place.right() - width - EDGE))
    box = QRectF(left, place.top() + EDGE, width, height)
    painter.fillRect(box, QColor(colours.raised))
    painter.setPen(QColor(colours.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
