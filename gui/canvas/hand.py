"""What is under the mouse, and what a press there begins."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, Qt

from engine.recipe import OUTPUT
from gui.canvas.face import ACTIVATION, PLUS
from gui.canvas.gestures.base import Gesture, Stage
from gui.canvas.gestures.hold import Hold
from gui.canvas.gestures.move_block import MoveBlock
from gui.canvas.gestures.pan import Pan
from gui.canvas.gestures.press_part import PressPart
from gui.canvas.plan import INPUTS


class Touched(Stage, Protocol):
    """The canvas, as the hand sees it."""

    def choose_activation(self, block_id: int) -> None:
        """Show the menu of activations at the block."""


class Hand:
    """Over one canvas. Points are the viewport's."""

    def __init__(self, canvas: Touched) -> None:
        self._canvas = canvas

    def start(self, at: QPoint, button: Qt.MouseButton) -> Gesture | None:
        """The gesture that a press begins."""
        canvas = self._canvas
        block_id = canvas.net.block_at(canvas.at(at))
        left = button == Qt.MouseButton.LeftButton
        if button == Qt.MouseButton.MiddleButton or (left and block_id is None):
            return Pan(canvas, at, clears=left)
        if not left or block_id is None:
            return None
        canvas.select(block_id)
        if block_id in (INPUTS, OUTPUT):
            return Hold(canvas, block_id, at)
        part = self.part_at(at)
        return PressPart(canvas, int(block_id), part, self._act) if part else MoveBlock(canvas, int(block_id), at)

    def hover(self, at: QPoint) -> None:
        """The mouse passes without a button down: what can be clicked or dragged shows it."""
        canvas = self._canvas
        block_id, part = canvas.net.block_at(canvas.at(at)), self.part_at(at)
        for one, item in canvas.net.blocks.items():
            item.back.set(hovered=part if one == block_id else "")
        movable = block_id is not None and block_id not in (INPUTS, OUTPUT)
        shape = Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.OpenHandCursor if movable else None
        canvas.set_cursor(shape)

    def part_at(self, at: QPoint) -> str:
        """The clickable part of a block at a point, or nothing."""
        block_id = self._canvas.net.block_at(self._canvas.at(at))
        if block_id is None or block_id == INPUTS:
            return ""
        item = self._canvas.net.blocks[int(block_id)]
        here = item.mapFromScene(self._canvas.at(at))
        return item.zone_at(here.x(), here.y())

    def _act(self, block_id: int, part: str) -> None:
        """A part of a block was clicked."""
        if part == ACTIVATION:
            self._canvas.choose_activation(block_id)
        else:
            self._canvas.builder.resize(block_id, 1 if part == PLUS else -1)
