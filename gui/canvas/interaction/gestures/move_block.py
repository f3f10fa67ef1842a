"""Blocks dragged by the mouse: to another gap, or out of the canvas or onto the bin to delete them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from gui.canvas.interaction.gestures.base import Gesture, Stage
from gui.model.edits import position

FANNED = QPointF(14, 12)  # how far the others in the hand stand off from one another


class MoveBlock(Gesture):
    """The pressed one and all others that are selected. Nothing happens until the mouse has gone as far as the platform calls
    a drag.
    """

    def __init__(self, stage: Stage, block_id: int, start: QPoint) -> None:
        self._stage, self._id, self._start = stage, block_id, start
        self._ids = (block_id, *(one for one in stage.chosen if one != block_id))
        self._from = position(stage.builder.document.project.recipe, block_id)
        self._held = stage.at(start) - stage.net.blocks[block_id].pos()  # where the hand holds the block
        self._index = self._from
        self._dragging = self._over_bin = False
        self._bin_armed = False  # a press may begin where the bin appears: it counts once the mouse has been elsewhere

    def move(self, to: QPoint) -> None:
        if not self._dragging and (to - self._start).manhattanLength() < QApplication.startDragDistance():
            return
        net, block = self._stage.net, self._stage.net.blocks[self._id]
        if not self._dragging:
            self._dragging = True
            net.lift(self._ids)
            self._stage.set_cursor(Qt.CursorShape.ClosedHandCursor)
        on_bin = self._stage.on_bin(to)
        self._bin_armed = self._bin_armed or not on_bin
        self._over_bin = not self._stage.inside(to) or (on_bin and self._bin_armed)
        self._stage.show_bin(True, self._over_bin)
        for place, block_id in enumerate(self._ids):
            net.blocks[block_id].setPos(self._stage.at(to) - self._held + place * FANNED)
        middle = block.pos() + QPointF(block.form.width / 2, 0)
        self._index = net.layout.nearest_gap(middle.x(), block.form.width)
        net.open_gap(None if self._over_bin else self._index, "", block.form.width)

    def finish(self) -> None:
        dragging, over_bin = self._dragging, self._over_bin
        self.cancel()
        if not dragging:
            self._stage.select(self._id)
            self._stage.click(self._start)
        elif over_bin:
            self._stage.select(None)
            self._stage.builder.remove(*self._ids)
        elif len(self._ids) > 1 or self._index != self._from:
            self._stage.builder.move(self._ids, self._index)

    def cancel(self) -> None:
        if self._dragging:
            self._dragging = self._over_bin = False
            self._stage.show_bin(False)
            self._stage.set_cursor(None)
            self._stage.net.lift(())
