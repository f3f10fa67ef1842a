"""Copy, cut and paste of layers, as text on the system's clipboard: it can be mailed, and pasted into another window."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from engine.core.translation import _
from engine.data.playground_links.link import looks_like_link
from engine.network.parameter_layout import INPUT
from gui.canvas.diagram.selection import Selection, several
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.model.clipboard_text import layers_from_text, layers_to_text
from gui.model.edits import blocks_of


def copy(canvas: CanvasHost) -> bool:
    """The selected layers. False when there are none."""
    if not canvas.selected_layers:
        canvas.show_message(_("Select a layer first: the inputs and the output cannot be copied."))
        return False
    blocks = blocks_of(canvas.document.project.recipe, canvas.selected_layers)
    QGuiApplication.clipboard().setText(layers_to_text(blocks))
    return True


def cut(canvas: CanvasHost) -> None:
    if copy(canvas):
        canvas.commands.remove(*canvas.selected_layers)


def paste(canvas: CanvasHost) -> None:
    """Behind the selected layers; before the output when none is selected. A link of TensorFlow Playground is opened."""
    text = QGuiApplication.clipboard().text()
    if looks_like_link(text):
        canvas.link_pasted.emit(text)
        return
    try:
        blocks = layers_from_text(text)
    except ValueError as problem:
        canvas.show_message(str(problem))
        return
    canvas.set_selection(several(canvas.commands.paste(blocks, behind(canvas))) if blocks else Selection())


def behind(canvas: CanvasHost) -> int:
    """The position behind what is selected."""
    hidden = canvas.net.diagram.hidden_ids
    if canvas.selected_layers:
        return hidden.index(canvas.selected_layers[-1]) + 1
    return 0 if canvas.selection == INPUT else len(hidden)
