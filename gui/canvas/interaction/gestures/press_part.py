"""A press on a part of a block that acts like a button: it acts when the mouse is let go on the same part."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from gui.canvas.interaction.gestures.base import Gesture, Stage


class PressPart(Gesture):
    def __init__(self, stage: Stage, block_id: int, part: str, act: Callable[[int, str], None]) -> None:
        self._stage, self._id, self._part, self._act = stage, block_id, part, act
        self._over = True

    def move(self, to: QPoint) -> None:
        item = self._stage.net.blocks[self._id]
        at = item.mapFromScene(self._stage.at(to))
        self._over = item.zone_at(at.x(), at.y()) == self._part

    def finish(self) -> None:
        if self._over:
            self._act(self._id, self._part)

    def cancel(self) -> None:
        self._over = False
