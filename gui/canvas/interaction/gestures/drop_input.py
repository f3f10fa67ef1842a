"""An input dragged in from its list: it is switched on when it is dropped on the inputs column."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint

from gui.canvas.diagram.diagram import INPUTS
from gui.canvas.interaction.gestures.base import Gesture, Stage
from gui.canvas.items.painting import rect
from gui.inputs.input_switcher import InputSwitcher
from gui.palette.input_mime import from_mime

NEAR = 40.0  # so far from the column counts as on it


class DropInput(Gesture):
    """`objection` says why the drop cannot be taken, wherever it is let go."""

    def __init__(self, stage: Stage, desk: InputSwitcher, mime: QMimeData) -> None:
        self._stage, self._desk = stage, desk
        self._text, self._over = "", False
        self.objection = ""
        try:
            self._text = from_mime(mime)
            found = desk.check(self._text)
            if any(choice.on and choice.feature.key == found.key for choice in desk.choices()):
                self.objection = f"{found.name} is on already."
        except ValueError as problem:
            self.objection = str(problem)
        stage.say(self.objection)

    def move(self, to: QPoint) -> None:
        if self.objection:
            return
        column = rect(self._stage.net.layout.place(INPUTS).box).adjusted(-NEAR, -NEAR, NEAR, NEAR)
        self._over = column.contains(self._stage.at(to))
        self._stage.net.inputs.mark(wanted=self._over)
        self._stage.say("" if self._over else "Inputs are dropped on the inputs column, on the left.")

    def finish(self) -> None:
        over = self._over
        self.cancel()
        if over and self._desk.switch(self._text, True):
            self._stage.select(INPUTS)

    def cancel(self) -> None:
        self._over = False
        self._stage.say("")
        self._stage.net.inputs.mark(wanted=False)
