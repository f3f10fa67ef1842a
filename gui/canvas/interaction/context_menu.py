"""The context menu of a block, the same by mouse and by keyboard."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QMenu, QWidget

from engine.nn.layers import LAYERS, Layer
from gui.canvas.diagram.diagram import INPUTS, DiagramLayer
from gui.canvas.interaction import keyboard
from gui.canvas.interaction.clipboard import copy, cut, paste
from gui.canvas.interaction.keyboard import Keyed
from gui.style.glyphs import layer_icon


class Menued(Keyed, Protocol):
    """The canvas, as its menu sees it."""

    def insert(self, layer: Layer, index: int) -> None: ...

    def mend(self) -> None: ...


def canvas_menu(canvas: Menued, parent: QWidget) -> QMenu:
    """For what is selected: one layer, several, an end, or nothing, which is the empty canvas."""
    menu, hidden = QMenu(parent), [stop.id for stop in canvas.net.plan.hidden]
    selection, chosen = canvas.selection, canvas.chosen
    if canvas.net.notes.remedy is not None:
        menu.addAction(f"&Mend: {canvas.net.notes.remedy.text}", canvas.mend)
        menu.addSeparator()
    if selection == INPUTS:
        menu.addAction("&Choose inputs…\tEnter", canvas.popups.choose_inputs)
        menu.addAction("Switch &off\tDelete", canvas.switch_input_off).setEnabled(canvas.touch.pointer.pinned is not None)
        menu.addSeparator()
        _fill_layers(menu.addMenu("Add afte&r"), canvas, 0)
    elif not chosen:
        _fill_layers(menu.addMenu("Add &before the output"), canvas, len(hidden))
        if selection is not None:
            menu.addAction("&Settings\tEnter", canvas.edit)
    elif len(chosen) == 1:
        _fill_one(menu, canvas, canvas.net.plan.stop(chosen[0]), hidden.index(chosen[0]))
    if chosen:
        _fill_chosen(menu, canvas, hidden)
    menu.addSeparator()
    menu.addAction("Add by t&yping…\tCtrl+K", canvas.popups.add_by_typing)
    menu.addAction("&Paste\tCtrl+V", lambda: paste(canvas))
    if hidden:
        menu.addAction("Select &all layers\tCtrl+A", lambda: keyboard.select_all(canvas))
    return menu


def _fill_one(menu: QMenu, canvas: Menued, stop: DiagramLayer, at: int) -> None:
    """What only a single layer can have done to it."""
    menu.addAction("&Settings\tEnter", canvas.edit)
    menu.addAction("Re&name\tF2", lambda: keyboard.rename(canvas))
    if stop.activation is not None:
        menu.addAction("Act&ivation…\tAlt+Down", canvas.popups.choose_activation)
    if stop.foldable:
        menu.addAction("F&old\tCtrl+U" if stop.unfolded else "Unf&old\tCtrl+U", lambda: keyboard.fold(canvas))
    menu.addSeparator()
    _fill_layers(menu.addMenu("Add &before"), canvas, at)
    _fill_layers(menu.addMenu("Add afte&r"), canvas, at + 1)


def _fill_chosen(menu: QMenu, canvas: Menued, hidden: list[int]) -> None:
    """What one or several layers can have done to them."""
    chosen = canvas.chosen
    on = any(canvas.net.plan.stop(block_id).enabled for block_id in chosen)
    menu.addAction("&Duplicate\tCtrl+D", lambda: keyboard.duplicate(canvas))
    frozen = all(canvas.net.plan.stop(block_id).frozen for block_id in chosen)
    menu.addAction("Un&freeze\tCtrl+F" if frozen else "&Freeze\tCtrl+F", lambda: keyboard.freeze(canvas))
    menu.addAction("Disabl&e\tCtrl+B" if on else "Enabl&e\tCtrl+B", lambda: keyboard.switch(canvas))
    menu.addSeparator()
    if len(chosen) == 1 and canvas.net.plan.stop(chosen[0]).holds_layers:
        menu.addAction("Take the residual bloc&k apart\tCtrl+Shift+G", lambda: keyboard.unwrap(canvas))
    else:
        menu.addAction("&Wrap in a residual block\tCtrl+G", lambda: keyboard.wrap(canvas))
    menu.addSeparator()
    stay = [block_id for block_id in hidden if block_id not in chosen]
    first = hidden.index(chosen[0])
    menu.addAction("Move &left\tCtrl+Left", lambda: keyboard.shift(canvas, -1)).setEnabled(first > 0)
    menu.addAction("Move ri&ght\tCtrl+Right", lambda: keyboard.shift(canvas, 1)).setEnabled(first < len(stay))
    menu.addSeparator()
    menu.addAction("Cu&t\tCtrl+X", lambda: cut(canvas))
    menu.addAction("&Copy\tCtrl+C", lambda: copy(canvas))
    menu.addAction("Remo&ve\tDelete", lambda: keyboard.remove(canvas))


def _fill_layers(menu: QMenu, canvas: Menued, index: int) -> None:
    for cls in LAYERS:
        action = menu.addAction(layer_icon(cls()), cls.label)
        action.triggered.connect(lambda _checked, chosen=cls: canvas.insert(chosen(), index))
