"""A layer dragged in from the palette: the gap under the mouse opens and shows what will be inserted there."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint

from engine.core.translation import _
from gui.canvas.diagram.geometry import SLIM_WIDTH, WIDTH, wider
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.interaction.insertion import caution
from gui.model.edits import insert_layer
from gui.palette.layer_mime import from_mime


class DropLayer(Gesture):
    """`objection`: why the drop is refused; it is shown while dragging, and the drop then does nothing.

    While it is dragged over a place in a trained network where it would disturb what was learned, that is shown too.
    """

    def __init__(self, canvas: CanvasHost, mime: QMimeData) -> None:
        self._canvas = canvas
        self._closed = canvas.net.layout  # as it was before a gap opened: what one aims at must not move
        self._index: int | None = None
        self.objection = ""
        try:
            self._layer = from_mime(mime)
            insert_layer(canvas.document.project, 0, self._layer)
        except ValueError as problem:
            self.objection = str(problem)
        canvas.show_message(self.objection)

    def move(self, to: QPoint) -> None:
        if not self.objection:
            self._index = self._closed.gap_at(self._canvas.at(to).x())
            self._canvas.show_message(caution(self._canvas, self._layer, self._index))
            width = WIDTH if "weights" in self._layer.shapes(1) else SLIM_WIDTH
            self._canvas.net.open_gap(self._index, _(self._layer.label), wider(width, self._closed.text))

    def finish(self) -> None:
        index = self._index
        self.cancel()
        if index is not None:
            self._canvas.select(self._canvas.commands.add(self._layer, index))

    def cancel(self) -> None:
        self._index = None
        self._canvas.show_message("")
        self._canvas.net.lift(())
