"""Copy, cut and paste of layers, as text on the system's clipboard: it can be mailed, and pasted into another window."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QGuiApplication

from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.selection import Selection, several
from gui.canvas.scene import NetworkScene
from gui.model.clipboard_text import layers_from_text, layers_to_text
from gui.model.edits import blocks_of


class Canvas(Protocol):
    """The canvas, as the clipboard needs it."""

    net: NetworkScene
    builder: NetworkCommands

    @property
    def selection(self) -> int | str | None: ...

    @property
    def chosen(self) -> tuple[int, ...]: ...

    def choose(self, selection: Selection) -> None: ...

    def say(self, text: str) -> None: ...


def copy(canvas: Canvas) -> bool:
    """The selected layers. False when there are none."""
    if not canvas.chosen:
        canvas.say("Select a layer first: the inputs and the output cannot be copied.")
        return False
    blocks = blocks_of(canvas.builder.document.project.recipe, canvas.chosen)
    QGuiApplication.clipboard().setText(layers_to_text(blocks))
    return True


def cut(canvas: Canvas) -> None:
    if copy(canvas):
        canvas.builder.remove(*canvas.chosen)


def paste(canvas: Canvas) -> None:
    """Behind the selected layers; before the output when none is selected."""
    try:
        blocks = layers_from_text(QGuiApplication.clipboard().text())
    except ValueError as problem:
        canvas.say(str(problem))
        return
    canvas.choose(several(canvas.builder.paste(blocks, behind(canvas))) if blocks else Selection())


def behind(canvas: Canvas) -> int:
    """The position behind what is selected."""
    hidden = [stop.id for stop in canvas.net.plan.hidden]
    if canvas.chosen:
        return hidden.index(canvas.chosen[-1]) + 1
    return 0 if canvas.selection == "inputs" else len(hidden)
