"""The empty canvas dragged by the mouse: the view moves along. It edits nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gui.canvas.diagram.parts import Hit
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture


class Pan(Gesture):
    """Without a drag it is a click on `hit`: on a link, or on nothing, which clears the selection. `hit` None: it never is."""

    def __init__(self, canvas: CanvasHost, start: QPoint, hit: Hit | None) -> None:
        self._canvas, self._start, self._last, self._hit = canvas, start, start, hit
        self._panning = False

    def move(self, to: QPoint) -> None:
        if not self._panning and (to - self._start).manhattanLength() < QApplication.startDragDistance():
            return
        self._panning = True
        self._canvas.set_cursor(Qt.CursorShape.ClosedHandCursor)
        self._canvas.pan(self._last - to)
        self._last = to

    def finish(self) -> None:
        clicked = not self._panning and self._hit is not None
        if clicked and not self._canvas.number_editing.click(self._hit.target):
            self._canvas.select(None)
        self.cancel()

    def cancel(self) -> None:
        self._canvas.set_cursor(None)
