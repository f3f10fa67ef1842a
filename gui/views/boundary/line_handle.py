"""Draws a neuron's line with its normal, and lets that of a one-neuron network be turned and shifted, by mouse and by keys."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.data.preprocessing import Data
from engine.inspection.snapshot import Snapshot
from gui.plotting.surfaces.surface_plot import SurfacePlot
from gui.style import theme
from gui.views.boundary.decision_line import Line, line_of
from gui.views.intents import Intent, ReportAction, SetNumbers

LINE_DRAGGED = "perceptron.line_dragged"  # reported for lessons at the end of a drag or key: the angle of the normal in degrees
WIDE = 200  # pixels of the picture from which the normal's numbers stand beside it
ARROW = 46.0  # pixels from the line to the end of its normal
HANDLE, NEAR = 7.0, 7.0  # radius of the handle; pixels from which the mouse is on the line
ALONG = tuple(sign * k / 20 for k in range(15) for sign in (1, -1))  # shares of the picture, along the line
REACH = 0.3  # share of the picture that a normal needs
TURN, SHIFT = 5.0, 0.02  # of a key: degrees, and share of the picture's width
HELP = N_("Drag the line to shift it and the end of its arrow to turn it; or the arrow keys, Ctrl for small steps.")
TURNED, SHIFTED = N_("Turn the line by hand"), N_("Shift the line by hand")
gestures = itertools.count(1)


class LineHandle(QObject):
    """Shows a line with `show_line`. `wanted` carries what the user wants: other numbers of the network, and a report of it."""

    wanted = Signal(object)  # an Intent

    def __init__(self, plot: SurfacePlot, is_taken: Callable[[QPointF], bool]) -> None:
        super().__init__(plot)
        self.line: Line | None = None
        self._plot, self._area = plot, plot.plot_area
        self._is_taken = is_taken  # whether something else at a position answers a click
        self._data: Data | None = None
        self._drag: _Drag | None = None
        plot.paint_guide = self.paint
        self._area.viewport().installEventFilter(self)
        plot.installEventFilter(self)

    def show_line(self, snapshot: Snapshot, axes: tuple[int, ...], neuron: tuple[int, int] | None) -> None:
        """Draw the line that the neuron has in this snapshot, if it has one; one that is dragged is where the mouse put it."""
        self._data = snapshot.data
        if self._drag is None:
            line = line_of(snapshot, axes, neuron)
            self.line = line if line is not None and math.isfinite(line.b + line.size) and line.size > 0 else None
        by_hand = self.line is not None and self.line.by_hand
        if not by_hand:
            self._drag = None
        self._plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus if by_hand else Qt.FocusPolicy.NoFocus)
        self._plot.setAccessibleName(_("Line of the neuron") if by_hand else "")
        self._plot.setAccessibleDescription(_(HELP) if by_hand else "")

    # -- drawing
    def paint(self, painter: QPainter) -> None:
        if self.line is None:
            return
        now, line = theme.current(), self.line
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        foot, tip = self.foot(), self.tip()
        if not line.over_one:  # a curve over one input is drawn by the plot
            start, end = self._ends()
            for colour, width in ((now.surface, 4.5), (now.text, 2.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(start, end)
        for colour, width in ((now.surface, 4.5), (now.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(foot, tip)
            if not line.by_hand:
                _draw_head(painter, foot, tip)
        if line.by_hand:
            painter.setPen(QPen(QColor(now.surface if not self._plot.hasFocus() else now.text), 2))
            painter.setBrush(QColor(now.accent))
            painter.drawEllipse(tip, HANDLE - 1, HANDLE - 1)
        if self._area.area()[2].width() >= WIDE:
            self._write(painter, tip)

    def _write(self, painter: QPainter, tip: QPointF) -> None:
        """The normal's numbers, or the curve's slope, beside its end."""
        assert self.line is not None
        now, area = theme.current(), self._area.area()[2]
        text = f"({format_number(self.line.w1)}, {format_number(self.line.w2)})"
        if self.line.over_one:
            text = f"w = {format_number(self.line.w1)}"
        painter.setFont(theme.font("small", tabular=True))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + 8, metrics.height() + 2
        x = min(max(tip.x() + HANDLE + 4, area.left()), area.right() - width)
        if x < tip.x() + HANDLE:  # no room on the right
            x = max(area.left(), tip.x() - HANDLE - 4 - width)
        y = min(max(tip.y() - height / 2, area.top()), area.bottom() - height)
        ground = QColor(now.surface)
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(x, y, width, height, 3, 3)
        painter.setPen(QColor(now.text))
        painter.drawText(QPointF(x + 4, y + 1 + metrics.ascent()), text)

    # -- places, in the viewport
    def foot(self) -> QPointF:
        """Where the normal begins: the point of the line nearest to the middle of the picture, or of the picture's edge."""
        return self._area.point_at(*self._foot())

    def tip(self) -> QPointF:
        """The end of the normal, which is the handle."""
        assert self.line is not None
        foot, (x, y) = self.foot(), self._foot()
        way = (1.0, self.line.w1) if self.line.over_one else (self.line.w1, self.line.w2)
        ahead = self._area.point_at(x + way[0], y + way[1])
        arrow = ahead - foot
        length = math.hypot(arrow.x(), arrow.y()) or 1.0
        tip, area = foot + arrow * (ARROW / length), self._area.area()[2].adjusted(HANDLE, HANDLE, -HANDLE, -HANDLE)
        x, y = min(max(tip.x(), area.left()), area.right()), min(max(tip.y(), area.top()), area.bottom())
        return QPointF(x, y)  # it can be reached, wherever the line is

    def _foot(self) -> tuple[float, float]:
        assert self.line is not None
        (x0, x1), (y0, y1), _rect = self._area.area()
        if self._drag is not None and self._drag.turns:
            return self._drag.foot
        wide, high = x1 - x0, y1 - y0
        if self.line.over_one:
            x, y = self.line.foot(x0 + wide / 2, 0)
            return x, min(max(y, y0), y1)
        nearest = self.line.foot(x0 + wide / 2, y0 + high / 2)
        along = -self.line.w2 / self.line.size, self.line.w1 / self.line.size
        for share in ALONG:  # the first place from which the whole normal lies in the picture
            x, y = nearest[0] + share * wide * along[0], nearest[1] + share * high * along[1]
            ahead = x + REACH * wide * self.line.w1 / self.line.size, y + REACH * high * self.line.w2 / self.line.size
            if x0 < x < x1 and y0 < y < y1 and x0 < ahead[0] < x1 and y0 < ahead[1] < y1:
                return x, y
        return min(max(nearest[0], x0), x1), min(max(nearest[1], y0), y1)

    def _ends(self) -> tuple[QPointF, QPointF]:
        """Two points of the line far outside the picture."""
        assert self.line is not None
        (x0, x1), (y0, y1), _rect = self._area.area()
        x, y = self.line.foot((x0 + x1) / 2, (y0 + y1) / 2)
        far = 2 * (x1 - x0 + y1 - y0) / self.line.size
        return (
            self._area.point_at(x - far * self.line.w2, y + far * self.line.w1),
            self._area.point_at(x + far * self.line.w2, y - far * self.line.w1),
        )

    def _on_handle(self, at: QPointF) -> bool:
        way = at - self.tip()
        return math.hypot(way.x(), way.y()) <= HANDLE + 4

    def _on_line(self, at: QPointF) -> bool:
        assert self.line is not None
        start, end = self._ends() if not self.line.over_one else (self.foot(), self.tip())
        way, own = end - start, at - start
        length = math.hypot(way.x(), way.y()) or 1.0
        return abs(way.x() * own.y() - way.y() * own.x()) / length <= NEAR

    # -- mouse and keys
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.line is None or not self.line.by_hand:
            return False
        if isinstance(event, QMouseEvent) and watched is self._area.viewport():
            return self._mouse(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self._plot:
            return self._key(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._area.refresh()
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        at, kind = event.position(), event.type()
        place = self._area.value_beyond(at)
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            turns = self._on_handle(at)
            if turns or (self._on_line(at) and not self._is_taken(at)):
                assert self.line is not None
                self._drag = _Drag(self.line, turns, self._foot(), place, f"line {next(gestures)}")
                self._plot.setFocus(Qt.FocusReason.MouseFocusReason)
                return True
        elif kind == QEvent.Type.MouseMove and self._drag is not None:
            self._set(self._drag.moved(place), self._drag.turns, self._drag.key)
            return True
        elif kind == QEvent.Type.MouseMove:
            free = self._on_line(at) and not self._is_taken(at)
            shape = Qt.CursorShape.PointingHandCursor if self._on_handle(at) else Qt.CursorShape.SizeAllCursor
            self._area.viewport().setCursor(shape if free or self._on_handle(at) else Qt.CursorShape.ArrowCursor)
        elif kind == QEvent.Type.MouseButtonRelease and self._drag is not None:
            self._drag = None
            self._report()
            return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        """Left and right turn the line, up and down shift it along the second axis."""
        assert self.line is not None
        steps = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        found = steps.get(Qt.Key(event.key()))
        if found is None:
            return False
        small = 0.2 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1.0
        turn, shift = found
        (x0, x1), (y0, y1), _rect = self._area.area()
        if turn:
            line = self.line.turned(self._foot(), self.line.angle + small * turn * TURN)
        else:
            way = (0.0, 1.0) if self.line.over_one else (self.line.w1 / self.line.size, self.line.w2 / self.line.size)
            by = small * shift * SHIFT * (y1 - y0 if self.line.over_one else x1 - x0)
            line = self.line.shifted(way[0] * by, way[1] * by)
        self._set(line, bool(turn), f"line keys {bool(turn)}")
        self._report()
        return True

    def _set(self, line: Line, turns: bool, key: str) -> None:
        if self._data is None:
            return
        self.line = line
        self._area.refresh()
        self._want(SetNumbers(_(TURNED) if turns else _(SHIFTED), line.edits(self._data), key))

    def _report(self) -> None:
        if self.line is not None:
            self._want(ReportAction(LINE_DRAGGED, self.line.angle))

    def _want(self, intent: Intent) -> None:
        self.wanted.emit(intent)


class _Drag:
    """A drag from a place: it turns the line around `foot`, or shifts it by as much as the mouse has moved."""

    def __init__(self, line: Line, turns: bool, foot: tuple[float, float], start: tuple[float, float], key: str) -> None:
        self.line, self.turns, self.foot, self.start, self.key = line, turns, foot, start, key

    def moved(self, to: tuple[float, float]) -> Line:
        if not self.turns:
            return self.line.shifted(to[0] - self.start[0], to[1] - self.start[1])
        way = to[0] - self.foot[0], to[1] - self.foot[1]
        if way == (0.0, 0.0):
            return self.line
        if self.line.over_one:
            way = abs(way[0]), math.copysign(1.0, way[0]) * way[1]
        return self.line.turned(self.foot, math.degrees(math.atan2(way[1], way[0])))


def _draw_head(painter: QPainter, start: QPointF, tip: QPointF) -> None:
    way = tip - start
    length = math.hypot(way.x(), way.y()) or 1.0
    along, across = way * (8 / length), QPointF(-way.y(), way.x()) * (4.5 / length)
    painter.drawPolyline([tip - along + across, tip, tip - along - across])
