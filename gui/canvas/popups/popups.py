"""What opens over the canvas for a while, beside what it is about: lines to type in, the inputs, the activations, a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from gui.canvas.diagram.diagram import INPUTS
from gui.canvas.diagram.geometry import HEADING_HEIGHT, Box
from gui.canvas.interaction.clipboard import behind
from gui.canvas.items.block_face import ACTIVATION
from gui.canvas.items.painting import rect
from gui.canvas.popups.activation_popup import ActivationList
from gui.canvas.popups.inline_editor import NameLine
from gui.canvas.popups.layer_entry import QuickAdd
from gui.inputs.input_popup import InputsPopup

if TYPE_CHECKING:
    from gui.canvas.canvas import Canvas


class Popups:
    """Over one canvas, which has the keyboard again when one of them closes."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.name, self.typing = NameLine(canvas), QuickAdd(canvas)
        self.inputs = InputsPopup(canvas.desk, canvas)
        self.activations = ActivationList(canvas.builder, canvas)
        self.menu: QMenu | None = None
        self.name.named.connect(canvas.builder.rename)
        self.typing.chosen.connect(canvas.insert)
        for line in (self.name, self.typing):
            line.closed.connect(lambda: canvas.isVisible() and canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.inputs.closed.connect(lambda: canvas.isVisible() and canvas.setFocus(Qt.FocusReason.PopupFocusReason))
        self.inputs.left_to.connect(self._select_at)
        canvas.desk.refused.connect(lambda text: self.inputs.isVisible() or canvas.say(text))

    def rename(self, block_id: int) -> None:
        """Edit a block's name in place."""
        canvas, place = self._canvas, self._canvas.net.layout.place(block_id)
        canvas.reveal(rect(place.box))
        heading = rect(Box(place.x, place.y + 2, place.form.width, HEADING_HEIGHT))
        self.name.open(block_id, canvas.net.plan.stop(block_id).name, canvas.mapFromScene(heading).boundingRect())

    def add_by_typing(self, index: int | None = None) -> None:
        """Open a line in which a layer is typed, for a position; for that behind the selection unless told."""
        canvas, places = self._canvas, self._canvas.net.layout.places
        index = behind(canvas) if index is None else index
        before, after = places[index].box, places[index + 1].box
        gap = rect(Box(before.right, -40, after.x - before.right, 80))
        canvas.reveal(gap)
        self.typing.open(index, canvas.mapFromScene(gap.center()))

    def choose_inputs(self) -> None:
        """Open the inputs to switch, beside their column."""
        canvas, place = self._canvas, self._canvas.net.layout.place(INPUTS)
        at = canvas.mapFromScene(place.x + canvas.net.inputs.button().right + 12, place.y)
        self.inputs.open(canvas.viewport().mapToGlobal(at))

    def choose_activation(self, block_id: int | None = None) -> None:
        """Show the activations at a block; at the selected one unless told."""
        canvas = self._canvas
        item = canvas.net.blocks.get(canvas.selection if block_id is None else block_id)
        if item is None or item.face.stop.activation is None:
            canvas.say("Select a layer that has an activation to choose one for it.")
            return
        canvas.reveal(item.sceneBoundingRect())
        zone = item.mapRectToScene(rect(item.face.zones(item.form)[ACTIVATION]))
        place = canvas.mapFromScene(zone).boundingRect()
        self.activations.open(item.face.stop, place.translated(canvas.viewport().mapToGlobal(QPoint(0, 0))))

    def open_menu(self, menu: QMenu, at: QPoint) -> None:
        """Show a menu at a point of the viewport, without waiting for it."""
        self.menu = menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._canvas.viewport().mapToGlobal(at))

    def close(self) -> None:
        """All that is about a network that has become another one."""
        self.name.close_line()
        self.typing.close_line()
        self.activations.close()

    def _select_at(self, at: QPoint) -> None:
        """What is at a point of the screen, if that is on the canvas."""
        canvas = self._canvas
        point = canvas.viewport().mapFromGlobal(at)
        if canvas.inside(point):
            canvas.select(canvas.net.block_at(canvas.at(point)))
