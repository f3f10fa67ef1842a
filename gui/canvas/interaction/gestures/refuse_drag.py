"""An attempt to drag what has to stay: the inputs and the output. It says why."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.core.translation import N_, _
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.parts import Hit
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture

REASONS = {
    INPUT: N_("The inputs stay first. Drop layers behind them."),
    OUTPUT: N_("The output stays last: the data and the loss decide it. Drop layers before it."),
}


class RefuseDrag(Gesture):
    """Without a drag it is a click on what was hit."""

    def __init__(self, canvas: CanvasHost, hit: Hit, start: QPoint) -> None:
        assert hit.block_id is not None
        self._canvas, self._hit, self._start, self._reason = canvas, hit, start, REASONS[hit.block_id]
        self._dragging = False

    def move(self, to: QPoint) -> None:
        if (to - self._start).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self._canvas.show_message(_(self._reason))
            self._canvas.set_cursor(Qt.CursorShape.ForbiddenCursor)

    def finish(self) -> None:
        self.cancel()
        if not self._dragging:
            self._canvas.number_editing.click(self._hit.target)

    def cancel(self) -> None:
        self._canvas.show_message("")
        self._canvas.set_cursor(None)
