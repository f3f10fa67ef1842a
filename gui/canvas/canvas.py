"""The canvas: the network as a picture one can touch. It follows the document, draws frames, and edits through the builder."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolTip

from engine.layers import Layer
from engine.recipe import OUTPUT, Recipe
from engine.snapshot import Look
from gui.canvas import keyboard
from gui.canvas.builder import Builder
from gui.canvas.face import ACTIVATION
from gui.canvas.gestures.view import GestureView
from gui.canvas.ink import rect
from gui.canvas.menu import block_menu, fill_activations
from gui.canvas.overlays import Ring
from gui.canvas.plan import INPUTS
from gui.canvas.scene import NetworkScene
from gui.canvas.tips import spoken, tip_at
from gui.document import Change, Document
from gui.training.frame import Frame


class Canvas(GestureView):
    """`selection` is a block's id, OUTPUT, "inputs" or None."""

    selected = Signal(object)  # the selection, after each change
    edit_wanted = Signal(object)  # a block's id: show its settings and put the keyboard there

    def __init__(self, document: Document) -> None:
        super().__init__(NetworkScene(document.project.recipe), Builder(document))
        self.builder.setParent(self)
        self.builder.refused.connect(self.say)
        self.net.setParent(self)
        self._selection: int | str | None = None
        self._menu: QMenu | None = None
        self._ring = Ring(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAccessibleName("Network")
        document.changed.connect(self._follow)
        self._moved()
        self._mark()

    @property
    def selection(self) -> int | str | None:
        return self._selection

    def select(self, block_id: int | str | None) -> None:
        """Make a block the selected one; what is not there selects nothing."""
        known = block_id is None or block_id == INPUTS or block_id in self.net.blocks
        self._selection, before = block_id if known else None, self._selection
        self._mark()
        if self._selection != before:
            if self._selection is not None and self.gesture is None:
                self.reveal(rect(self.net.layout.place(self._selection).box))
            self.selected.emit(self._selection)

    def add_layer(self, layer: Layer) -> None:
        """A new layer behind the selected block; before the output when none is selected."""
        ids: list[int | str] = [INPUTS, *(stop.id for stop in self.net.plan.hidden)]
        self.insert(layer, ids.index(self._selection) if self._selection in ids else len(ids) - 1)

    def insert(self, layer: Layer, index: int) -> None:
        """A new layer before position `index`, selected."""
        new = self.builder.add(layer, index)
        if new is not None:
            self.select(new)

    def edit(self) -> None:
        """Ask for the settings of the selected block."""
        if self._selection is not None:
            self.edit_wanted.emit(self._selection)

    def show_frame(self, frame: Frame) -> None:
        if self.net.show_frame(frame):
            self.give_up()
            self._moved()

    def look(self, look: Look) -> Look:
        """Neurons' maps, coarser the more there are."""
        units = sum(stop.units_out for stop in self.net.plan.stops)
        wanted = 30 if units <= 80 else 20 if units <= 600 else 12
        return dataclasses.replace(look, map_resolution=max(look.map_resolution, wanted))

    def retheme(self) -> None:
        self.net.retheme()
        self._mark()

    def choose_activation(self, block_id: int) -> None:
        menu = QMenu(self)
        fill_activations(menu, self.net.plan.stop(block_id), self.builder)
        item = self.net.blocks[block_id]
        box = item.face.zones(item.form)[ACTIVATION]
        self._open(menu, self.mapFromScene(item.mapToScene(box.x, box.bottom)))

    def _open(self, menu: QMenu, at: QPoint) -> None:
        """Show a menu at a point of the viewport, without waiting for it."""
        self._menu = menu
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))

    def _follow(self, change: Change) -> None:
        before, after = change.before.recipe, change.after.recipe
        self.say("")
        if before == after:
            return
        self.give_up()
        self.net.set_recipe(after)
        self._moved()
        self.select(_still_there(self._selection, before, after))

    def _moved(self) -> None:
        self.set_content(rect(self.net.layout.bounds))

    def _mark(self) -> None:
        self.net.mark(self._selection, self.hasFocus())
        self._ring.show_if(self.hasFocus() and self._selection is None)
        self.setAccessibleDescription(spoken(self.net.plan, self._selection))

    # -- events
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and keyboard.command(event):  # before the window's own shortcuts
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = "" if self.gesture else tip_at(self.net, self.at(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave and self.gesture is None:
            self.hand.hover(QPoint(-1, -1))
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = keyboard.command(event)
        if act is None:
            event.ignore()
            return
        self.say("")
        act(self)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self.net.block_at(self.at(at)) is not None and not self.hand.part_at(at):
            self.edit()
            event.accept()
        else:
            self.mousePressEvent(event)  # the second of two quick clicks on a button is a click too

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.gesture or self.drop:
            return
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if self._selection is not None:
                at = self.mapFromScene(rect(self.net.layout.place(self._selection).box).center())
        else:
            self.select(self.net.block_at(self.at(at)))
        self._open(block_menu(self, self.net.plan, self.builder, self._selection, self.insert, self.edit), at)
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
