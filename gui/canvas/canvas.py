"""The canvas: the network as a picture to edit by mouse and keys. It follows the document and draws frames."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip

from engine.core.translation import _
from engine.inspection.snapshot_request import Requests
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.network.parameter_layout import INPUT
from engine.nn.layers import Layer
from engine.recipe.recipe import OUTPUT, Recipe
from gui.canvas.diagram.fitting import content_of
from gui.canvas.diagram.parts import Neuron
from gui.canvas.diagram.selection import Selection
from gui.canvas.gesture_view import GestureView
from gui.canvas.interaction import keyboard, selection_actions
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.insertion import caution, place_of_new
from gui.canvas.interaction.spoken_network import SpokenNetwork
from gui.canvas.interaction.tooltips import spoken, tip_at
from gui.canvas.items.painting import rect
from gui.canvas.popups.canvas_overlays import FocusRing
from gui.canvas.popups.popups import Popups
from gui.canvas.scene import NetworkScene
from gui.document import Change, Document
from gui.style import theme
from gui.style.plain_text import show_tip
from gui.training.frame import Frame
from gui.widgets.spoken.interfaces import move_focus, register


class Canvas(GestureView):
    """A `CanvasHost`. `selection` is a block's id, OUTPUT, INPUT or None."""

    selected = Signal(object)  # the selection, after each change
    edit_wanted = Signal(object)  # a block's id: show its settings and put the keyboard there
    link_pasted = Signal(str)  # a link of TensorFlow Playground: open it
    doctor_wanted = Signal()  # show what the doctor says
    neuron_hovered = Signal(object)  # the highlighted neuron as (its layer's id, unit), or None

    def __init__(self, document: Document) -> None:
        super().__init__(NetworkScene(document.project.recipe), document)
        self.net.set_recipe(document.project.recipe, document.project.unfolded)
        self.net.setParent(self)
        self.selected_blocks = Selection()
        self._ring = FocusRing(self)
        self.popups = Popups(self, self)
        self.spoken_network = SpokenNetwork(self)
        self.hover.neuron_changed.connect(self._show_neuron)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(_("Network"))
        document.changed.connect(self._follow)
        self.net.numbers.changed.connect(self._moved)
        theme.events.changed.connect(self.retheme)
        self._moved()
        self._show_selection()

    @property
    def selection(self) -> int | None:
        """The block that the keyboard is on."""
        return self.selected_blocks.current

    @property
    def selected_layers(self) -> tuple[int, ...]:
        return self.selected_blocks.of(self.net.diagram.hidden_ids)

    def select(self, block_id: int | None) -> None:
        """Make a block the only selected one; what is not there selects nothing."""
        self.set_selection(Selection(block_id, anchor=block_id))

    def set_selection(self, selection: Selection) -> None:
        known = selection.current in (None, INPUT) or selection.current in self.net.blocks
        before, self.selected_blocks = self.selection, selection if known else Selection()
        pinned = self.hover.pinned
        if pinned is not None and pinned.block_id != self.selection:
            self.hover.pin(None)
        self._show_selection()
        if self.selection != before:
            if self.selection is not None and self.gesture is None:
                self.reveal(rect(self.net.layout.place(self.selection).box))
            self.selected.emit(self.selection)

    def add_layer(self, layer: Layer) -> None:
        """A new layer behind the selected block; before the output when none is selected."""
        self.insert(layer, place_of_new(self))

    def consider(self, layer: Layer | None, index: int | None = None) -> None:
        """Say what `add_layer`, or `insert` before a position, would do to what was learned; None: no layer is meant any more."""
        place = place_of_new(self) if index is None else index
        self.show_message("" if layer is None else caution(self, layer, place))

    def insert(self, layer: Layer, index: int) -> None:
        """A new layer before position `index`, selected."""
        new = self.commands.add(layer, index)
        if new is not None:
            self.show_message("")
            self.select(new)

    def show_frame(self, frame: Frame) -> None:
        self.switcher.show(frame.snapshot)
        above = self.net.hints.height_above
        if self.net.show_frame(frame):
            self.cancel_gesture()
            self._moved()
        elif self.net.hints.height_above != above:  # a problem came or went, which stands above its block
            self._moved()
        self.number_editing.follow()

    def requests(self, plane: Plane) -> Requests:
        """Neurons' maps, coarser the more there are."""
        units = sum(layer.units_out for layer in self.net.diagram.layers)
        maps = NeuronMaps(plane, 30 if units <= 80 else 20 if units <= 600 else 12)
        return frozenset({maps}) | self.net.numbers.requests()

    def retheme(self) -> None:
        self.net.retheme()
        self._show_selection()
        if self.follows:  # the size of texts may be another
            self.fit(keep_readable=True)

    def _follow(self, change: Change) -> None:
        before, after = change.before.recipe, change.after.recipe
        self.show_message("")
        if change.swap or change.opened:
            self.number_editing.editor.accept_frames()
        if before == after and change.before.unfolded == change.after.unfolded:
            return
        self.cancel_gesture()
        self.popups.close()
        if change.opened:  # another project: what was selected in the one before is nothing here
            self.select(None)
        self.net.set_recipe(after, change.after.unfolded)
        self._moved()
        still = {block.id for block in after.blocks}
        current = _still_there(self.selection, before, after)
        self.set_selection(Selection(current, self.selected_blocks.others & still - {current}, self.selected_blocks.anchor))

    def _moved(self) -> None:
        self.set_content(rect(content_of(self.net.layout, self.net.hints.height_above)))
        self.number_editing.drop_missing()

    def _show_neuron(self, neuron: Neuron | None) -> None:
        self._show_selection()
        self.neuron_hovered.emit(None if neuron is None else (neuron.block_id, neuron.unit))

    def _show_selection(self) -> None:
        self.net.mark(self.selected_blocks, self.hasFocus())
        self._ring.show_if(self.hasFocus() and self.selection is None)
        pinned = self.hover.pinned
        self.setAccessibleDescription(spoken(self.net.diagram, self.selection, None if pinned is None else pinned.unit))
        if self.hasFocus():
            move_focus(self, self.spoken_network)

    # -- events
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:  # before the window's own shortcuts
            act = keyboard.command(event)
            idle = self.selection is None and self.gesture is None and self.hover.pinned is None
            if act is not None and not (act is selection_actions.escape and idle):
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            silent = self.gesture or self.number_editing.card.isVisible() or self.number_editing.editor.isVisible()
            text = "" if silent else tip_at(self.net, self.at(event.pos()))
            if text:
                show_tip(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave and self.gesture is None:
            self.mouse.hover(None)
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = keyboard.command(event)
        if act is None:
            event.ignore()
            return
        if act is selection_actions.escape or not (self.gesture or self.drop):  # what is being dragged must not change meanwhile
            self.show_message("")
            if act(self) is False and act is selection_actions.escape:  # nothing to leave here
                event.ignore()
                return
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        act = self.mouse.double_click(at)
        if act is None:
            self.mousePressEvent(event)  # the second of two quick clicks on a button is a click too
        else:
            act()
            event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.gesture or self.drop:
            return
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self.selection is not None:
                at = self.mapFromScene(rect(self.net.layout.place(self.selection).box).center())
        elif self.net.block_at(self.at(at)) not in self.selected_layers:
            self.select(self.net.block_at(self.at(at)))
        self.popups.open_menu(canvas_menu(self, self), at)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_selection()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_selection()


register(Canvas, QAccessible.Role.Tree, lambda canvas: canvas.spoken_network)


def _still_there(block_id: int | None, before: Recipe, after: Recipe) -> int | None:
    """The selection after an edit: the same block, or the one that took the place of one that is gone."""
    ids = [block.id for block in after.blocks]
    if block_id in (None, INPUT, OUTPUT) or block_id in ids:
        return block_id
    old = [block.id for block in before.blocks]
    return ids[min(old.index(block_id), len(ids) - 1)] if block_id in old and ids else None
