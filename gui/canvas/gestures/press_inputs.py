"""A press on the button of the inputs column: it acts when the mouse is let go on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from gui.canvas.gestures.base import Gesture, Stage


class PressInputs(Gesture):
    def __init__(self, stage: Stage, act: Callable[[], None]) -> None:
        self._stage, self._act, self._over = stage, act, True

    def move(self, to: QPoint) -> None:
        at = self._stage.net.inputs.mapFromScene(self._stage.at(to))
        self._over = self._stage.net.inputs.on_button(at.x(), at.y())

    def finish(self) -> None:
        if self._over:
            self._act()

    def cancel(self) -> None:
        self._over = False
