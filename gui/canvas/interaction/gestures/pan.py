"""The empty canvas dragged by the mouse: the view moves along. It edits nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gui.canvas.interaction.gestures.base import Gesture, Stage


class Pan(Gesture):
    """A press with the left button that is let go where it was touches a link instead, or clears the selection."""

    def __init__(self, stage: Stage, start: QPoint, clears: bool) -> None:
        self._stage, self._start, self._last, self._clears = stage, start, start, clears
        self._panning = False

    def move(self, to: QPoint) -> None:
        if not self._panning and (to - self._start).manhattanLength() < QApplication.startDragDistance():
            return
        self._panning = True
        self._stage.set_cursor(Qt.CursorShape.ClosedHandCursor)
        self._stage.pan(self._last - to)
        self._last = to

    def finish(self) -> None:
        if not self._panning and self._clears and not self._stage.click(self._start):
            self._stage.select(None)
        self.cancel()

    def cancel(self) -> None:
        self._stage.set_cursor(None)
