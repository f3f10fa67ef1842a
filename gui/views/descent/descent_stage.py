"""The picture of a descent: the function as a curve or as filled contours, its minima, the start, the balls with traces."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.translation import _
from engine.experiments.descent.descent import Descent
from engine.experiments.descent.example_functions import ExampleFunction, Minimum
from gui.plotting.axis import Axis
from gui.plotting.plot_area import VECTORS, PlotArea
from gui.plotting.scale import padded, with_equal_units
from gui.plotting.surfaces.plot_image import PlotImage
from gui.style import theme
from gui.views.descent.contours import contour_pixels
from gui.views.descent.stage_painting import STAR, StagePainter
from gui.views.descent.trace_layer import TraceLayer

LEFT, BOTTOM = 46, 34  # pixels that the axes take
LOW_LEFT, LOW_BOTTOM = 27, 20  # without titles
NUDGE = 0.01  # of the domain, per press of an arrow key; ten times as far with Shift
NEAR = 9.0  # pixels from a minimum's mark at which it is meant
POINTS = 400  # of the curve of a function of one variable
KEYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1)}
ALLOWED = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class DescentStage(QWidget):
    """Draws what `show_descent` was last given. A press or drag of the mouse, or an arrow key, moves the start."""

    start_moved = Signal(object)  # to where, a tuple of as many numbers as the function has variables
    pointed = Signal(object)  # at which point of the function, likewise, or a Minimum; None outside

    def __init__(self) -> None:
        super().__init__()
        self.descent: Descent | None = None
        self.x_axis, self.y_axis = Axis("bottom", "x", BOTTOM), Axis("left", "y", LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint_over, under=self._paint_under)
        self.plot_area.setMinimumSize(96, 90)
        self.plot_area.viewport().installEventFilter(self)
        self.plot_area.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.plot_area.pointed.connect(self._point)
        self.plot_area.resized.connect(self._set_ranges)
        self._picture = PlotImage()
        self._pictured: object = None  # what the contours were painted for
        self._function: ExampleFunction | None = None
        self._low, self._traces = False, TraceLayer()
        self._dragged = False  # whether the mouse has taken hold of the start
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringed", True)
        self.setAccessibleName(_("Picture of the descent"))
        self.setToolTip(_("Press or drag to move the start; arrow keys move it too, in larger steps with Shift."))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.plot_area)

    def show_descent(self, descent: Descent) -> None:
        self.descent = descent
        if descent.function != self._function:
            self._function = descent.function
            self._title_axes()
        self.plot_area.refresh()

    def set_low(self, low: bool) -> None:
        """Whether the axes go without titles, for want of room."""
        self._low = low
        self._title_axes()

    def _title_axes(self) -> None:
        flat = self._function is not None and len(self._function.domain) == 1
        titles = ("", "") if self._low else ("x", "f(x)" if flat else "y")
        rooms = (LOW_BOTTOM, LOW_LEFT) if self._low else (BOTTOM, LEFT)
        for axis, title, room in zip((self.x_axis, self.y_axis), titles, rooms, strict=True):
            axis.title, axis.room = title, room
            axis.retheme()
        self._set_ranges()

    def retheme(self) -> None:
        self._pictured = None
        self.plot_area.retheme()

    def start_at(self, at: QPointF) -> tuple[float, ...]:
        """The start that a place in the viewport means: the nearest one in the domain."""
        assert self._function is not None
        wanted, domain = self.plot_area.value_beyond(at), self._function.domain
        found = (min(max(x, low), high) for x, (low, high) in zip(wanted, domain, strict=False))
        return tuple(float(f"{x:.4g}") for x in found)

    def _set_ranges(self) -> None:
        """The domain; of two variables both in the same scale, so that a step downhill crosses contours at a right angle."""
        if self._function is None:
            return
        x, *others = self._function.domain
        if not others:
            values = self._function.value(np.linspace(*x, POINTS)[np.newaxis])
            y = padded(float(values.min()), float(values.max()), 0.04)
            high = self.plot_area.area()[2].height()
            names = min(QFontMetricsF(theme.font("small")).height() + STAR * theme.scale() + 3, high / 3)
            y = y[0] - (y[1] - y[0]) * names / max(high - names, 1.0), y[1]  # for the names of its minima
            self.y_axis.fit_labels(*y)
        else:
            self.y_axis.fit_labels(*others[0])
            self.plot_area.set_ranges(x, others[0])
            place = self.plot_area.area()[2]
            x, y = with_equal_units(x, others[0], place.width(), place.height())
        self.plot_area.set_ranges(x, y)

    def _paint_under(self, painter: QPainter) -> None:
        function = self._function
        if function is None or len(function.domain) < 2:
            return
        x, y, place = self.plot_area.area()
        ratio = painter.device().devicePixelRatio()
        wanted = function, x, y, place.size().toSize(), theme.current().name, ratio
        if wanted != self._pictured:
            self._pictured = wanted
            width, height = round(place.width() * ratio), round(place.height() * ratio)
            self._picture.show_pixels(contour_pixels(function, x, y, width, height, theme.current()), x, y)
        self._picture.paint(painter, self.plot_area)

    def _paint_over(self, painter: QPainter) -> None:
        if self.descent is None:
            return
        stage_painter = StagePainter(painter, self.plot_area.area(), self.descent.function)
        if len(self.descent.start) == 1:
            stage_painter.curve(POINTS)
        stage_painter.minima()
        if painter.paintEngine().type() in VECTORS:
            for ball in self.descent.balls:
                stage_painter.trace(ball)
        else:
            self._traces.paint(painter, self.descent, self.plot_area)
        stage_painter.start(self.descent.start, self.hasFocus())
        for ball in self.descent.balls:
            stage_painter.ball(ball)

    def _point(self, at: QPointF | None) -> None:
        value = None if at is None else self.plot_area.value_at(at)
        if value is None or self._function is None or at is None:
            self.pointed.emit(None)
            return
        self.pointed.emit(self._minimum_near(at) or value[: len(self._function.domain)])

    def _minimum_near(self, at: QPointF) -> Minimum | None:
        assert self._function is not None
        for minimum in self._function.minima:
            mark = self.plot_area.point_at(*_on_picture(minimum))
            if (mark - at).manhattanLength() <= NEAR:
                return minimum
        return None

    # -- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._function is not None:
            left = event.button() == Qt.MouseButton.LeftButton
            if event.type() == QEvent.Type.MouseButtonPress and left:
                self._dragged = self.plot_area.area()[2].contains(event.position())
            if self._dragged and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove):
                self.start_moved.emit(self.start_at(event.position()))
            if event.type() == QEvent.Type.MouseButtonRelease and left:
                self._dragged = False
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = KEYS.get(Qt.Key(event.key()))
        if move is None or self.descent is None or event.modifiers() & ~ALLOWED:
            super().keyPressEvent(event)
            return
        times = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        function = self.descent.function
        moved = []
        for x, way, (low, high) in zip(self.descent.start, move, function.domain, strict=False):
            wanted = x + way * times * NUDGE * (high - low)
            moved.append(min(max(float(f"{wanted:.6g}"), low), high))
        self.start_moved.emit(tuple(moved))

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.plot_area.refresh()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.plot_area.refresh()

    def sizeHint(self) -> QSize:
        return QSize(300, 200)


def _on_picture(minimum: Minimum) -> tuple[float, float]:
    return (minimum.at[0], minimum.at[1]) if len(minimum.at) > 1 else (minimum.at[0], minimum.value)
