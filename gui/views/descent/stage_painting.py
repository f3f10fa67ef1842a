"""Painting a descent over the axes: curve, minima, the start, traces, balls and tangents."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from engine.core.arrays import Array
from engine.core.translation import _
from engine.experiments.descent.ball import Ball
from engine.experiments.descent.example_functions import ExampleFunction, Minimum
from gui.plotting.plot_area import Range
from gui.plotting.polygon import polygon
from gui.style import theme
from gui.views.descent.ball_style import ball_style

BALL, START, STAR = 5.5, 7.0, 7.0  # radii in pixels at a text size of 100 %
TANGENT = 44.0  # pixels of a tangent to each side of its ball
APART = 0.7  # pixels between two points of a trace that are worth a line
DOTS_APART = 5.0  # pixels between two steps that are worth a dot
WIDE = 600  # points up to which a trace is drawn wider than a pixel
FAR = 5_000.0  # pixels outside the picture: Qt cannot draw 1e300


class StagePainter:
    """Paints into the rectangle of the viewport that shows the ranges (`PlotArea.area`)."""

    def __init__(self, painter: QPainter, area: tuple[Range, Range, QRectF], function: ExampleFunction) -> None:
        (self._x0, x1), (self._y0, y1), self.place = area
        self.painter, self.function = painter, function
        self._across, self._up = self.place.width() / (x1 - self._x0), self.place.height() / (y1 - self._y0)
        self._ends = self._x0, x1
        self._scale = theme.scale()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def curve(self, points: int) -> None:
        """The function of one variable."""
        x = np.linspace(*self._ends, points)
        self.painter.setPen(QPen(QColor(theme.current().text), 1.6))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(polygon(*self._pixels(np.stack([x, self.function.value(x[np.newaxis])], 1)).T))

    def minima(self) -> None:
        """A star at each minimum, filled at global ones; of a function of one variable with its name."""
        now = theme.current()
        for minimum in self.function.minima:
            at = self._pixel(np.array(minimum.at), minimum.value)
            self.painter.setPen(QPen(QColor(now.text), 1.2))
            self.painter.setBrush(QColor(now.text if minimum.is_global else now.surface))
            self.painter.drawPath(_star(at, STAR * self._scale))
        self.painter.setFont(theme.font("small"))
        self.painter.setPen(QColor(now.muted))
        for room, text in self.names():
            self.painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def names(self) -> list[tuple[QRectF, str]]:
        """Of the minima of a curve, where they stand below their stars: in full, in one word each where there is less room, or
        none where even that would be cut or would cover another."""
        if len(self.function.domain) > 1:
            return []
        inside = self.place.adjusted(2, 2, -2, 0)
        minima = self.function.minima
        full = [_("global minimum") if one.is_global else _("local minimum") for one in minima]
        short = [_("global") if one.is_global else _("local") for one in minima]
        for texts in (full, short):
            rooms = [self._below(one, text, inside) for one, text in zip(minima, texts, strict=True)]
            apart = not any(one.intersects(other) for one, other in pairwise(rooms))
            if apart and all(inside.contains(room) for room in rooms):
                return list(zip(rooms, texts, strict=True))
        return []

    def _below(self, minimum: Minimum, text: str, inside: QRectF) -> QRectF:
        """The room of a text under a minimum's star, moved sideways into the picture."""
        metrics = QFontMetricsF(theme.font("small"))
        wide, at = metrics.horizontalAdvance(text) + 2, self._pixel(np.array(minimum.at), minimum.value)
        left = max(min(at.x() - wide / 2, inside.right() - wide), inside.left())
        return QRectF(left, at.y() + STAR * self._scale + 1, wide, metrics.height())

    def start(self, start: tuple[float, ...], has_focus: bool) -> None:
        """A diamond, thicker while the arrow keys move it."""
        at, side, now = self._pixel(np.array(start)), START * self._scale, theme.current()
        corners = [QPointF(0, -side), QPointF(side, 0), QPointF(0, side), QPointF(-side, 0)]
        self.painter.setPen(QPen(QColor(now.accent), 2.4 if has_focus else 1.6))
        self.painter.setBrush(QColor(now.surface))
        self.painter.drawPolygon(QPolygonF([at + corner for corner in corners]))

    def trace(self, ball: Ball, since: int = 0, walked: float = 0.0) -> float:
        """Where it has been from step `since` on, up to which its trace is `walked` pixels long; returns how long it is now.

        A line, and a dot for each step that is far enough from the one before.
        """
        places = self._places(ball, since)
        if len(places) < 2:
            return walked
        style = ball_style(ball.kind)
        lengths = walked + np.concatenate([[0.0], np.cumsum(np.abs(np.diff(places, axis=0)).sum(1))])
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QColor(style.colour), 1.0 if style.hollow or len(places) > WIDE else 1.6))
        self.painter.drawPolyline(polygon(*places[_apart(lengths, APART, ends=True)].T))
        dots = _apart(lengths, DOTS_APART)
        if len(dots):
            colour, wide = QColor(style.colour), (3.0 if style.hollow else 4.0) * self._scale
            self.painter.setPen(QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            self.painter.drawPoints(polygon(*places[dots].T))
        return float(lengths[-1])

    def ball(self, ball: Ball) -> None:
        """A disk with a rim in the colour of the ground; an arrowhead at the edge for one that is outside. In one dimension
        with the tangent."""
        place = ball.place
        if not np.isfinite(place).all():
            return
        style, ground = ball_style(ball.kind), QColor(theme.current().surface)
        colour, radius = QColor(style.colour), BALL * self._scale
        at = self._places(ball, ball.steps)[-1]
        inside = self.place.adjusted(-1, -1, 1, 1).contains(QPointF(*at))
        if not inside:
            self._arrowhead(at, colour)
            return
        if len(place) == 1:
            self._tangent(QPointF(*at), float(self.function.gradient(place)[0]), colour)
        self.painter.setPen(QPen(ground, 1.5))
        self.painter.setBrush(colour)
        self.painter.drawEllipse(QPointF(*at), radius + 1, radius + 1)
        if style.hollow:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(ground)
            self.painter.drawEllipse(QPointF(*at), radius - 2, radius - 2)

    def _tangent(self, at: QPointF, slope: float, colour: QColor) -> None:
        across, up = self._across, slope * self._up
        length = math.hypot(across, up)
        step = QPointF(across / length, -up / length) * TANGENT * self._scale
        self.painter.setPen(QPen(colour, 1.4))
        self.painter.drawLine(QLineF(at - step, at + step))

    def _arrowhead(self, at: Array, colour: QColor) -> None:
        """At the edge of the picture, where a line from its middle to that place leaves it."""
        middle = self.place.center()
        away = QPointF(*at) - middle
        half_width, half_height = self.place.width() / 2 - 9, self.place.height() / 2 - 9
        reach = min(half_width / max(abs(away.x()), 1e-9), half_height / max(abs(away.y()), 1e-9))
        angle = math.degrees(math.atan2(away.y(), away.x()))
        self.painter.save()
        self.painter.translate(middle + away * reach)
        self.painter.rotate(angle)
        self.painter.setPen(QPen(QColor(theme.current().surface), 1))
        self.painter.setBrush(colour)
        self.painter.drawPolygon(QPolygonF([QPointF(8, 0), QPointF(-5, -6), QPointF(-5, 6)]))
        self.painter.restore()

    def _places(self, ball: Ball, since: int) -> Array:
        """(n, 2): its places from a step on, in pixels of the viewport, without those that are no numbers."""
        path, values = ball.path[since:], ball.values[since:]
        points = path if path.shape[1] > 1 else np.stack([path[:, 0], values], 1)
        with np.errstate(all="ignore"):
            pixels = self._pixels(points)
        finite = np.isfinite(pixels).all(1)
        return np.clip(pixels if finite.all() else pixels[finite], -FAR, FAR)

    def _pixel(self, x: Array, value: float | None = None) -> QPointF:
        """Where a point of the function is; its height in the picture is the second variable, or the function's value."""
        high = x[1] if len(x) > 1 else self.function.value(x) if value is None else value
        return QPointF(*self._pixels(np.array([[x[0], high]]))[0])

    def _pixels(self, points: Array) -> Array:
        """(n, 2) viewport positions of points in axis coordinates."""
        across = self.place.left() + (points[:, 0] - self._x0) * self._across
        down = self.place.bottom() - (points[:, 1] - self._y0) * self._up
        return np.stack([across, down], 1)


def _apart(lengths: Array, least: float, ends: bool = False) -> Array:
    """Row numbers of places, by the length of the trace up to each, that are at least so many pixels from the one before them.

    Slow stretches keep as many places as their length asks for; `ends`: the first and the last in any case.
    """
    new = np.diff(np.floor(lengths / least)) > 0
    if ends:
        return np.flatnonzero(np.concatenate([[True], new[:-1], [True]]))
    return np.flatnonzero(new) + 1


def _star(at: QPointF, radius: float) -> QPainterPath:
    """With five points."""
    path = QPainterPath()
    for k in range(10):
        angle, far = math.pi * (k / 5 - 0.5), radius if k % 2 == 0 else 0.45 * radius
        corner = at + QPointF(far * math.cos(angle), far * math.sin(angle))
        path.lineTo(corner) if k else path.moveTo(corner)
    path.closeSubpath()
    return path
