"""The canvas: the network as a picture one can touch. It follows the document, draws frames, and edits through the builder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip

from engine.inspection.snapshot_request import Requests
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.network.parameter_layout import INPUT
from engine.nn.layers import Layer
from engine.recipe.recipe import OUTPUT, Recipe
from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.diagram import INPUTS
from gui.canvas.diagram.geometry import BRACKET
from gui.canvas.diagram.selection import Selection
from gui.canvas.interaction import keyboard
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.gestures.gesture_view import GestureView
from gui.canvas.interaction.hit_testing import Neuron
from gui.canvas.interaction.tooltips import spoken, tip_at
from gui.canvas.items.painting import rect
from gui.canvas.popups.canvas_overlays import Ring
from gui.canvas.popups.popups import Popups
from gui.canvas.scene import NetworkScene
from gui.document import Change, Document
from gui.training.frame import Frame


class Canvas(GestureView):
    """`selection` is a block's id, OUTPUT, "inputs" or None."""

    selected = Signal(object)  # the selection, after each change
    edit_wanted = Signal(object)  # a block's id: show its settings and put the keyboard there
    neuron_hovered = Signal(object)  # the neuron in the light as (its layer's id, unit), or None

    def __init__(self, document: Document) -> None:
        super().__init__(NetworkScene(document.project.recipe), NetworkCommands(document))
        self.net.set_recipe(document.project.recipe, document.project.unfolded)
        self.builder.setParent(self)
        self.builder.refused.connect(self.say)
        self.net.setParent(self)
        self.marked = Selection()
        self._ring = Ring(self)
        self.popups = Popups(self)
        self.touch.pointer.neuron_changed.connect(self._tell_neuron)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAccessibleName("Network")
        document.changed.connect(self._follow)
        self._moved()
        self._mark()

    @property
    def selection(self) -> int | str | None:
        """The block that the keyboard is on."""
        return self.marked.current

    @property
    def chosen(self) -> tuple[int, ...]:
        return self.marked.of([stop.id for stop in self.net.plan.hidden])

    def select(self, block_id: int | str | None) -> None:
        """Make a block the only selected one; what is not there selects nothing."""
        self.choose(Selection(block_id, anchor=block_id))

    def choose(self, selection: Selection) -> None:
        known = selection.current in (None, INPUTS) or selection.current in self.net.blocks
        before, self.marked = self.selection, selection if known else Selection()
        pinned = self.touch.pointer.pinned
        if pinned is not None and pinned.block_id != self.selection:
            self.touch.pointer.pin(None)
        self._mark()
        if self.selection != before:
            if self.selection is not None and self.gesture is None:
                self.reveal(rect(self.net.layout.place(self.selection).box))
            self.selected.emit(self.selection)

    def add_layer(self, layer: Layer) -> None:
        """A new layer behind the selected block; before the output when none is selected."""
        ids: list[int | str] = [INPUTS, *(stop.id for stop in self.net.plan.hidden)]
        self.insert(layer, ids.index(self.selection) if self.selection in ids else len(ids) - 1)

    def insert(self, layer: Layer, index: int) -> None:
        """A new layer before position `index`, selected."""
        new = self.builder.add(layer, index)
        if new is not None:
            self.select(new)

    def edit(self) -> None:
        """The neuron that stays in the light, or else the settings of the selected block; of the inputs, which there are."""
        if self.selection == INPUTS:
            self.popups.choose_inputs()
        elif not self.touch.edit_pinned() and self.selection is not None:
            self.edit_wanted.emit(self.selection)

    def mend(self) -> None:
        """Apply the remedy of the problem that stands on a block."""
        if self.net.notes.remedy is not None:
            self.builder.mend(self.net.notes.remedy)

    def switch_input_off(self) -> None:
        """The input that the keyboard is on, or that was clicked."""
        pinned, texts = self.touch.pointer.pinned, self.desk.texts()
        if pinned is None or pinned.block_id != INPUTS or pinned.unit >= len(texts):
            self.say("Click an input, or go to it with ↑ and ↓: Delete switches it off.")
        else:
            self.desk.switch(texts[pinned.unit], False)

    def show_frame(self, frame: Frame) -> None:
        self.desk.show(frame.snapshot)
        if self.net.show_frame(frame):
            self.give_up()
            self._moved()
        self.touch.follow()

    def requests(self, plane: Plane) -> Requests:
        """Neurons' maps, coarser the more there are."""
        units = sum(stop.units_out for stop in self.net.plan.stops)
        return frozenset({NeuronMaps(plane, 30 if units <= 80 else 20 if units <= 600 else 12)})

    def retheme(self) -> None:
        self.net.retheme()
        self._mark()

    def _follow(self, change: Change) -> None:
        before, after = change.before.recipe, change.after.recipe
        self.say("")
        if change.swap or change.opened:
            self.touch.editor.forget()
        if before == after and change.before.unfolded == change.after.unfolded:
            return
        self.give_up()
        self.popups.close()
        self.net.set_recipe(after, change.after.unfolded)
        self._moved()
        still = {block.id for block in after.blocks}
        current = _still_there(self.selection, before, after)
        self.choose(Selection(current, self.marked.others & still - {current}, self.marked.anchor))

    def _moved(self) -> None:
        self.set_content(rect(self.net.layout.bounds).adjusted(0, -BRACKET, 0, 0))
        self.touch.settle()

    def _tell_neuron(self, neuron: Neuron | None) -> None:
        self._mark()
        self.neuron_hovered.emit(
            None if neuron is None else (INPUT if neuron.block_id == INPUTS else neuron.block_id, neuron.unit)
        )

    def _mark(self) -> None:
        self.net.mark(self.marked, self.hasFocus())
        self._ring.show_if(self.hasFocus() and self.selection is None)
        pinned = self.touch.pointer.pinned
        self.setAccessibleDescription(spoken(self.net.plan, self.selection, None if pinned is None else pinned.unit))

    # -- events
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and keyboard.command(event):  # before the window's own shortcuts
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            silent = self.gesture or self.touch.card.isVisible() or self.touch.editor.isVisible()
            text = "" if silent else tip_at(self.net, self.at(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave and self.gesture is None:
            self.hand.hover(QPoint(-1, -1))
            self.touch.hover(None)
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = keyboard.command(event)
        if act is None:
            event.ignore()
            return
        if act is keyboard.leave or not (self.gesture or self.drop):  # what the mouse holds is not to change under it
            self.say("")
            act(self)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        what = self.hand.double_click(at)
        if what is None:
            self.mousePressEvent(event)  # the second of two quick clicks on a button is a click too
        else:
            what()
            event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.gesture or self.drop:
            return
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self.selection is not None:
                at = self.mapFromScene(rect(self.net.layout.place(self.selection).box).center())
        elif self.net.block_at(self.at(at)) not in self.chosen:
            self.select(self.net.block_at(self.at(at)))
        self.popups.open_menu(canvas_menu(self, self), at)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()


def _still_there(block_id: int | str | None, before: Recipe, after: Recipe) -> int | str | None:
    """The selection after an edit: the same block, or the one that took the place of one that is gone."""
    ids = [block.id for block in after.blocks]
    if block_id in (None, INPUTS, OUTPUT) or block_id in ids:
        return block_id
    old = [block.id for block in before.blocks]
    return ids[min(old.index(block_id), len(ids) - 1)] if block_id in old and ids else None
