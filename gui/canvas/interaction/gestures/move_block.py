"""Blocks dragged by the mouse: to another gap, or out of the canvas or onto the bin to remove them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from gui.canvas.diagram.parts import Hit
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.model.edits import position

FANNED = QPointF(14, 12)  # between blocks that are dragged together


class MoveBlock(Gesture):
    """The pressed one and all others that are selected. Until the mouse has gone as far as the platform calls a drag, it is a
    click on what was hit.
    """

    def __init__(self, canvas: CanvasHost, hit: Hit, start: QPoint) -> None:
        assert hit.block_id is not None
        self._canvas, self._hit, self._id, self._start = canvas, hit, hit.block_id, start
        self._ids = (self._id, *(one for one in canvas.selected_layers if one != self._id))
        self._from = position(canvas.document.project.recipe, self._id)
        self._grip = canvas.at(start) - canvas.net.blocks[self._id].pos()  # where in the block the mouse is
        self._index = self._from
        self._dragging = self._over_bin = False
        self._bin_armed = False  # a press may begin where the bin appears: it counts once the mouse has been elsewhere

    def move(self, to: QPoint) -> None:
        if not self._dragging and (to - self._start).manhattanLength() < QApplication.startDragDistance():
            return
        canvas, net, block = self._canvas, self._canvas.net, self._canvas.net.blocks[self._id]
        if not self._dragging:
            self._dragging = True
            net.lift(self._ids)
            canvas.set_cursor(Qt.CursorShape.ClosedHandCursor)
        on_bin = canvas.on_bin(to)
        self._bin_armed = self._bin_armed or not on_bin
        self._over_bin = not canvas.inside(to) or (on_bin and self._bin_armed)
        canvas.show_bin(True, self._over_bin)
        for place, block_id in enumerate(self._ids):
            net.blocks[block_id].setPos(canvas.at(to) - self._grip + place * FANNED)
        middle = block.pos() + QPointF(block.form.width / 2, 0)
        self._index = net.layout.nearest_gap(middle.x(), block.form.width)
        net.open_gap(None if self._over_bin else self._index, "", block.form.width)

    def finish(self) -> None:
        canvas, dragging, over_bin = self._canvas, self._dragging, self._over_bin
        self.cancel()
        if not dragging:
            canvas.select(self._id)
            canvas.number_editing.click(self._hit.target)
        elif over_bin:
            canvas.select(None)
            canvas.commands.remove(*self._ids)
        elif len(self._ids) > 1 or self._index != self._from:
            canvas.commands.move(self._ids, self._index)

    def cancel(self) -> None:
        if self._dragging:
            self._dragging = self._over_bin = False
            self._canvas.show_bin(False)
            self._canvas.set_cursor(None)
            self._canvas.net.lift(())
