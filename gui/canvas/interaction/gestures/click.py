"""A press on something that acts like a button: it acts when the mouse is let go on the same part."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from gui.canvas.diagram.parts import CanvasPart
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.interaction.hit_testing import hit


class Click(Gesture):
    """`act` is called when the press ends on `part`."""

    def __init__(self, canvas: CanvasHost, part: CanvasPart, act: Callable[[], object]) -> None:
        self._canvas, self._part, self._act, self._over = canvas, part, act, True

    def move(self, to: QPoint) -> None:
        self._over = hit(self._canvas.net, self._canvas.at(to)).part == self._part

    def finish(self) -> None:
        if self._over:
            self._act()

    def cancel(self) -> None:
        self._over = False
