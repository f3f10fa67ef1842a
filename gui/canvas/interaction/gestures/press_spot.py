"""A press on a spot that acts like a button: it acts when the mouse is let go on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from gui.canvas.interaction.gestures.base import Gesture


class PressSpot(Gesture):
    """`is_on` says whether a point of the viewport is on the spot."""

    def __init__(self, is_on: Callable[[QPoint], bool], act: Callable[[], None]) -> None:
        self._is_on, self._act, self._over = is_on, act, True

    def move(self, to: QPoint) -> None:
        self._over = self._is_on(to)

    def finish(self) -> None:
        if self._over:
            self._act()

    def cancel(self) -> None:
        self._over = False
