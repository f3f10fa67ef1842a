"""Mouse and keys over the loss surface: drag the present point, or the ground; zoom by the wheel; arrows and + − by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from gui.plotting.plot_area import PlotArea

NEAR = 16.0  # pixels: a press within this distance of the point takes it
ZOOM = 1.25  # for one notch of the wheel, or one key
STEPS, FINE = 40, 400  # of the shown range that an arrow key moves the point by: one of so many; with Shift
PAN = 8  # with Ctrl: one of so many
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


@dataclass
class _Drag:
    """What the mouse holds, and where it was last."""

    point: bool
    last: QPointF


class PointGestures(QObject):
    """Watches a plot area and the view around it, which has the keyboard. Knows places in axis coordinates only."""

    grabbed = Signal()  # the mouse holds the point
    moved = Signal(float, float)  # the point is dragged here
    nudged = Signal(float, float)  # the point is to move by so many parts of the shown range
    panned = Signal(float, float)  # the ranges are to move by so many parts of themselves
    zoomed = Signal(float, object)  # the ranges are to become so many times as large, about this place (a QPointF), or the middle
    fitted = Signal()  # everything again

    def __init__(self, plot_area: PlotArea, view: QObject, point: Callable[[], QPointF | None]) -> None:
        """`point`: where the present point is in the viewport, if it can be dragged."""
        super().__init__(plot_area)
        self._plot_area, self._view, self._point = plot_area, view, point
        self._drag: _Drag | None = None
        plot_area.viewport().installEventFilter(self)
        view.installEventFilter(self)

    @property
    def drags_point(self) -> bool:
        return self._drag is not None and self._drag.point

    def give_up(self) -> None:
        """What is dragged has gone."""
        self._drag = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view:
            return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(event)
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._drag = _Drag(self._is_near(event.position()), event.position())
            self._show_cursor(event.position())
            if self._drag.point:
                self.grabbed.emit()
        elif event.type() == QEvent.Type.MouseMove:
            self._move(event)
        elif event.type() == QEvent.Type.MouseButtonRelease and self._drag is not None:
            self._drag = None
            self._show_cursor(event.position())
        elif event.type() == QEvent.Type.MouseButtonDblClick and not self._is_near(event.position()):
            self.fitted.emit()
        return False

    def _move(self, event: QMouseEvent) -> None:
        if self._drag is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._show_cursor(event.position())
            return
        if self._drag.point:
            self.moved.emit(*self._inside(event.position()))
            return
        place, by = self._plot_area.area()[2], event.position() - self._drag.last
        self._drag.last = event.position()
        if by.x() or by.y():
            self.panned.emit(-by.x() / max(1.0, place.width()), by.y() / max(1.0, place.height()))

    def _inside(self, at: QPointF) -> tuple[float, float]:
        """The place under the mouse, kept within the plotted area."""
        (x0, x1), (y0, y1), _place = self._plot_area.area()
        x, y = self._plot_area.value_beyond(at)
        return min(max(x, x0), x1), min(max(y, y0), y1)

    def _is_near(self, at: QPointF) -> bool:
        point = self._point()
        return point is not None and (at - point).manhattanLength() <= NEAR * 1.4

    def _show_cursor(self, at: QPointF) -> None:
        grabbed = self._drag is not None
        shape = Qt.CursorShape.ArrowCursor
        if self._is_near(at) or (grabbed and self.drags_point):
            shape = Qt.CursorShape.ClosedHandCursor if grabbed else Qt.CursorShape.OpenHandCursor
        self._plot_area.viewport().setCursor(shape)

    def _wheel(self, event: QWheelEvent) -> bool:
        notches = event.angleDelta().y() / 120
        if notches:
            value = self._plot_area.value_at(event.position())
            self.zoomed.emit(ZOOM ** -max(-3.0, min(3.0, notches)), None if value is None else QPointF(*value))
        event.accept()
        return True

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in ARROWS:
            x, y = ARROWS[key]
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self.panned.emit(x / PAN, y / PAN)
            else:
                parts = FINE if modifiers & Qt.KeyboardModifier.ShiftModifier else STEPS
                self.nudged.emit(x / parts, y / parts)
        elif event.text() in ("+", "="):
            self.zoomed.emit(1 / ZOOM, None)
        elif event.text() in ("-", "−"):
            self.zoomed.emit(ZOOM, None)
        elif key == Qt.Key.Key_Home:
            self.fitted.emit()
        else:
            return False
        event.accept()
        return True
