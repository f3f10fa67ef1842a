"""Marks at the edges behind which more of a graph lies: without them a graph larger than its room looks like the whole of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from gui.style import theme
from gui.views.computation_graph.picture.graph_camera import GraphCamera

SIDES = {"left": QPointF(-1, 0), "right": QPointF(1, 0), "top": QPointF(0, -1), "bottom": QPointF(0, 1)}
FADE, ROUND, INSET = 26.0, 9.0, 2.0  # pixels: of the edge that fades, of a mark's radius, and between mark and edge
SHARE = 0.7  # of the room, by which a click on a mark moves the picture


def cut_sides(camera: GraphCamera) -> tuple[str, ...]:
    """The sides of the room beyond which something is."""
    seen = camera.to_room(QRectF(QPointF(0, 0), camera.content))
    cut = {
        "left": seen.left() < -1,
        "right": seen.right() > camera.room.width() + 1,
        "top": seen.top() < -1,
        "bottom": seen.bottom() > camera.room.height() + 1,
    }
    return tuple(side for side, is_cut in cut.items() if is_cut)


def side_at(camera: GraphCamera, at: QPointF) -> str:
    """The side whose mark is there; nothing elsewhere."""
    marks = ((side, _place(camera, side)) for side in cut_sides(camera))
    return next((side for side, place in marks if (place - at).manhattanLength() <= 1.5 * ROUND), "")


def way_to(camera: GraphCamera, side: str) -> QPointF:
    """How far the picture moves to show what lies beyond a side."""
    way = SIDES[side]
    return QPointF(-way.x() * SHARE * camera.room.width(), -way.y() * SHARE * camera.room.height())


def paint_marks(painter: QPainter, camera: GraphCamera) -> None:
    """A fading edge with an arrow in a circle at each side that cuts the graph."""
    sides, colours = cut_sides(camera), theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for side in sides:
        _fade(painter, camera, side)
    for side in sides:
        centre, way = _place(camera, side), SIDES[side]
        painter.setPen(QPen(QColor(colours.outline), 1))
        painter.setBrush(QColor(colours.raised))
        painter.drawEllipse(centre, ROUND, ROUND)
        across = QPointF(-way.y(), way.x())
        painter.setPen(QPen(QColor(colours.text), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([centre - way * 1.5 + across * 4, centre + way * 2.5, centre - way * 1.5 - across * 4]))


def _place(camera: GraphCamera, side: str) -> QPointF:
    """The centre of a side's mark."""
    way, room = SIDES[side], camera.room
    half = QPointF(room.width() / 2, room.height() / 2)
    return half + QPointF(way.x() * (half.x() - ROUND - INSET), way.y() * (half.y() - ROUND - INSET))


def _fade(painter: QPainter, camera: GraphCamera, side: str) -> None:
    way, wide, high = SIDES[side], camera.room.width(), camera.room.height()
    edge = QPointF(wide if way.x() > 0 else 0.0, high if way.y() > 0 else 0.0)
    shade = QLinearGradient(edge - way * FADE, edge)
    colour = QColor(theme.current().surface)
    shade.setColorAt(1, colour)
    colour.setAlphaF(0.0)
    shade.setColorAt(0, colour)
    left, top = wide - FADE if way.x() > 0 else 0.0, high - FADE if way.y() > 0 else 0.0
    painter.fillRect(QRectF(left, top, FADE if way.x() else wide, FADE if way.y() else high), shade)
