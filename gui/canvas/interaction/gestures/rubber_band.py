"""A rectangle drawn over the canvas: the hidden layers that it touches are selected together."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect

from gui.canvas.diagram.selection import several
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.items.painting import rect


class RubberBand(Gesture):
    def __init__(self, canvas: CanvasHost, start: QPoint) -> None:
        self._canvas, self._start, self._end = canvas, start, start

    def move(self, to: QPoint) -> None:
        self._end = to
        self._canvas.show_band(QRect(self._start, to).normalized())

    def finish(self) -> None:
        corners = self._canvas.at(self._start), self._canvas.at(self._end)
        left, right = sorted((corners[0].x(), corners[1].x()))
        top, bottom = sorted((corners[0].y(), corners[1].y()))
        self.cancel()
        hidden = self._canvas.net.diagram.hidden_ids
        boxes = {place.id: rect(place.box) for place in self._canvas.net.layout.places if place.id in hidden}
        within = [
            block_id
            for block_id, box in boxes.items()
            if box.left() <= right and box.right() >= left and box.top() <= bottom and box.bottom() >= top
        ]
        self._canvas.set_selection(several(within))

    def cancel(self) -> None:
        self._canvas.show_band(None)
