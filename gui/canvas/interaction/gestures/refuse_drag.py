"""An attempt to drag what has to stay: the inputs and the output. It says why."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.recipe.recipe import OUTPUT
from gui.canvas.interaction.gestures.base import Gesture, Stage

REASONS = {
    True: "The output stays last: the data and the loss decide it. Drop layers before it.",
    False: "The inputs stay first. Drop layers behind them.",
}


class RefuseDrag(Gesture):
    def __init__(self, stage: Stage, block_id: int | str, start: QPoint) -> None:
        self._stage, self._start, self._reason = stage, start, REASONS[block_id == OUTPUT]
        self._dragging = False

    def move(self, to: QPoint) -> None:
        if (to - self._start).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self._stage.say(self._reason)
            self._stage.set_cursor(Qt.CursorShape.ForbiddenCursor)

    def finish(self) -> None:
        self.cancel()
        if not self._dragging:
            self._stage.click(self._start)

    def cancel(self) -> None:
        self._stage.say("")
        self._stage.set_cursor(None)
