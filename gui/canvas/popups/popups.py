"""What opens over the canvas for a while, next to what it is about: lines to type in, the inputs, the activations, a menu."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from engine.nn.layers import Layer
from gui.canvas.diagram.geometry import HEADING_HEIGHT, Box
from gui.canvas.items.block_face import ACTIVATION
from gui.canvas.items.painting import rect
from gui.canvas.popups.activation_popup import ActivationPopup
from gui.canvas.popups.inline_editor import NameEditor
from gui.canvas.popups.layer_entry import LayerEntry
from gui.canvas.scene import NetworkScene
from gui.canvas.setting_commands import SettingCommands
from gui.canvas.zoom_view import ZoomView
from gui.inputs.input_popup import InputPopup
from gui.inputs.input_switcher import InputSwitcher


class PopupHost(Protocol):
    """What the canvas shows, and what popups do to it."""

    net: NetworkScene
    settings: SettingCommands
    switcher: InputSwitcher

    @property
    def selection(self) -> int | None: ...

    def select(self, block_id: int | None) -> None: ...

    def insert(self, layer: Layer, index: int) -> None: ...

    def consider(self, layer: Layer | None, index: int | None = None) -> None: ...

    def show_message(self, text: str) -> None: ...


class Popups:
    """Over the view of one canvas, which gets the keyboard focus back when one of them closes."""

    def __init__(self, canvas: PopupHost, view: ZoomView) -> None:
        self._canvas, self._view = canvas, view
        self.name_editor, self.layer_entry = NameEditor(view), LayerEntry(view)
        self.inputs = InputPopup(canvas.switcher, view)
        self.activations = ActivationPopup(canvas.settings, view)
        self.menu: QMenu | None = None
        self.name_editor.named.connect(canvas.settings.rename)
        self.layer_entry.chosen.connect(canvas.insert)
        self.layer_entry.considered.connect(canvas.consider)
        for line in (self.name_editor, self.layer_entry):
            line.closed.connect(lambda: view.isVisible() and view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.inputs.closed.connect(lambda: view.isVisible() and view.setFocus(Qt.FocusReason.PopupFocusReason))
        self.inputs.clicked_outside.connect(self._select_at)
        canvas.switcher.refused.connect(lambda text: self.inputs.isVisible() or canvas.show_message(text))

    def rename(self, block_id: int) -> None:
        """Edit a block's name in place."""
        place = self._canvas.net.layout.place(block_id)
        self._view.reveal(rect(place.box))
        heading = rect(Box(place.x, place.y + 2, place.form.width, HEADING_HEIGHT * place.form.text))
        name = self._canvas.net.diagram.layer(block_id).name
        self.name_editor.open(block_id, name, self._view.mapFromScene(heading).boundingRect())

    def add_by_typing(self, index: int) -> None:
        """Open a line in which a layer is typed, for a position among the hidden layers."""
        places = self._canvas.net.layout.places
        before, after = places[index].box, places[index + 1].box
        gap = rect(Box(before.right, -40, after.x - before.right, 80))
        self._view.reveal(gap)
        self.layer_entry.open(index, self._view.mapFromScene(gap.center()))

    def choose_inputs(self) -> None:
        """Open the inputs to choose from, next to their column."""
        net = self._canvas.net
        place = net.layout.place(INPUT)
        at = self._view.mapFromScene(place.x + net.inputs.button().right + 12, place.y)
        self.inputs.open(self._view.viewport().mapToGlobal(at))

    def choose_activation(self, block_id: int | None = None) -> None:
        """Show the activations at a block; at the selected one by default."""
        canvas, view = self._canvas, self._view
        item = canvas.net.blocks.get(canvas.selection if block_id is None else block_id)
        if item is None or item.face.layer.activation is None:
            canvas.show_message(_("Select a layer that has an activation to choose one for it."))
            return
        view.reveal(item.sceneBoundingRect())
        zone = item.mapRectToScene(rect(item.face.zones(item.form)[ACTIVATION]))
        place = view.mapFromScene(zone).boundingRect()
        self.activations.open(item.face.layer, place.translated(view.viewport().mapToGlobal(QPoint(0, 0))))

    def open_menu(self, menu: QMenu, at: QPoint) -> None:
        """Show a menu at a point of the viewport, without waiting for it."""
        self.menu = menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(at))

    def close(self) -> None:
        """All that is about a network that has changed."""
        self.name_editor.close_line()
        self.layer_entry.close_line()
        self.activations.close()

    def _select_at(self, at: QPoint) -> None:
        """What is at a point of the screen, if that is on the canvas."""
        viewport = self._view.viewport()
        point = viewport.mapFromGlobal(at)
        if viewport.rect().contains(point):
            self._canvas.select(self._canvas.net.block_at(self._view.mapToScene(point)))
