"""The context menu of a block, the same by mouse and by keyboard, and the menu of activations."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from engine.activations import ACTIVATIONS
from engine.layers import LAYERS, Layer
from engine.recipe import OUTPUT
from gui.canvas.builder import Builder
from gui.canvas.glyphs import activation_icon, layer_icon
from gui.canvas.plan import INPUTS, Plan, Stop
from gui.theme import current


def block_menu(
    parent: QWidget,
    plan: Plan,
    builder: Builder,
    block_id: int | str | None,
    add: Callable[[Layer, int], None],
    edit: Callable[[], None],
) -> QMenu:
    """For the block, the inputs, or (None) the empty canvas. `add` gets a layer and a position; `edit` goes to the settings."""
    menu = QMenu(parent)
    ids: list[int | str] = [stop.id for stop in plan.hidden]
    if block_id == INPUTS:
        _fill_layers(menu.addMenu("&Add after"), lambda layer: add(layer, 0))
        return menu
    if block_id is None or block_id == OUTPUT:
        _fill_layers(menu.addMenu("&Add before the output"), lambda layer: add(layer, len(ids)))
        if block_id is not None:
            menu.addAction("&Settings\tEnter", edit)
        return menu
    stop, at = plan.stop(int(block_id)), ids.index(block_id)
    menu.addAction("&Settings\tEnter", edit)
    if stop.activation is not None:
        fill_activations(menu.addMenu("A&ctivation"), stop, builder)
    menu.addSeparator()
    _fill_layers(menu.addMenu("Add &before"), lambda layer: add(layer, at))
    _fill_layers(menu.addMenu("&Add after"), lambda layer: add(layer, at + 1))
    menu.addAction("&Duplicate\tCtrl+D", lambda: builder.duplicate(stop.id))
    menu.addSeparator()
    menu.addAction("Move &left\tCtrl+Left", lambda: builder.shift(stop.id, -1)).setEnabled(at > 0)
    menu.addAction("Move &right\tCtrl+Right", lambda: builder.shift(stop.id, 1)).setEnabled(at < len(ids) - 1)
    menu.addSeparator()
    menu.addAction("Re&move\tDelete", lambda: builder.remove(stop.id))
    return menu


def fill_activations(menu: QMenu, stop: Stop, builder: Builder) -> None:
    """One entry per activation, with its curve; the present one is ticked."""
    assert stop.activation is not None
    field, present = stop.activation
    for cls in ACTIVATIONS:
        action = menu.addAction(activation_icon(cls(), current()), cls.label)
        action.setCheckable(True)
        action.setChecked(cls is type(present))
        action.triggered.connect(lambda _checked, chosen=cls: builder.activate(stop.id, field, chosen()))


def _fill_layers(menu: QMenu, add: Callable[[Layer], None]) -> None:
    for cls in LAYERS:
        action = menu.addAction(layer_icon(cls()), cls.label)
        action.triggered.connect(lambda _checked, chosen=cls: add(chosen()))
