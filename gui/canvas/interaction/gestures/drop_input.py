"""An input dragged in from its list: it is switched on when it is dropped on the inputs column."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.items.painting import rect
from gui.inputs.input_switcher import InputSwitcher
from gui.palette.input_mime import from_mime

NEAR = 40.0  # so far from the column counts as on it


class DropInput(Gesture):
    """`objection`: why the drop is refused, wherever it ends."""

    def __init__(self, canvas: CanvasHost, switcher: InputSwitcher, mime: QMimeData) -> None:
        self._canvas, self._switcher = canvas, switcher
        self._text, self._over = "", False
        self.objection = ""
        try:
            self._text = from_mime(mime)
            found = switcher.check(self._text)
            if any(choice.on and choice.feature.key == found.key for choice in switcher.choices()):
                self.objection = _("{name} is on already.").format(name=found.name)
        except ValueError as problem:
            self.objection = str(problem)
        canvas.show_message(self.objection)

    def move(self, to: QPoint) -> None:
        if self.objection:
            return
        column = rect(self._canvas.net.layout.place(INPUT).box).adjusted(-NEAR, -NEAR, NEAR, NEAR)
        self._over = column.contains(self._canvas.at(to))
        self._canvas.net.inputs.mark(wanted=self._over)
        self._canvas.show_message("" if self._over else _("Inputs are dropped on the inputs column, on the left."))

    def finish(self) -> None:
        over = self._over
        self.cancel()
        if over and self._switcher.set_enabled(self._text, True):
            self._canvas.select(INPUT)

    def cancel(self) -> None:
        self._over = False
        self._canvas.show_message("")
        self._canvas.net.inputs.mark(wanted=False)
