"""The context menu of what is selected, the same by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from engine.nn.layers import LAYERS
from gui.canvas.diagram.diagram import DiagramLayer
from gui.canvas.interaction import selection_actions as actions
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.clipboard import behind, copy, cut, paste
from gui.style.glyphs import layer_icon


def canvas_menu(canvas: CanvasHost, parent: QWidget) -> QMenu:
    """For what is selected: one layer, several, an end, or nothing, which is the empty canvas."""
    menu, hidden = QMenu(parent), canvas.net.diagram.hidden_ids
    selection, layers = canvas.selection, canvas.selected_layers
    if canvas.net.hints.remedy is not None:
        fix = _("Fi&x: {remedy}").format(remedy=canvas.net.hints.remedy.text)
        menu.addAction(fix, lambda: actions.apply_fix(canvas))
        menu.addSeparator()
    if selection == INPUT:
        menu.addAction(_("&Choose inputs…") + "\tEnter", canvas.popups.choose_inputs)
        off = menu.addAction(_("Switch &off") + "\tDelete", lambda: actions.switch_input_off(canvas))
        off.setEnabled(canvas.hover.pinned is not None)
        menu.addSeparator()
        _fill_layers(menu.addMenu(_("Add afte&r")), canvas, 0)
    elif not layers:
        _fill_layers(menu.addMenu(_("Add &before the output")), canvas, len(hidden))
        if selection is not None:
            menu.addAction(_("&Settings") + "\tEnter", lambda: actions.edit(canvas))
    elif len(layers) == 1:
        _fill_one(menu, canvas, canvas.net.diagram.layer(layers[0]), hidden.index(layers[0]))
    if layers:
        _fill_layer_actions(menu, canvas)
    menu.addSeparator()
    numbers = canvas.net.numbers
    show = menu.addAction(_("S&how numbers") + "\tCtrl+Shift+N", lambda: numbers.set_on(not numbers.is_on))
    show.setCheckable(True)
    show.setChecked(numbers.is_on)
    menu.addAction(_("Add by t&yping…") + "\tCtrl+K", lambda: canvas.popups.add_by_typing(behind(canvas)))
    menu.addAction(_("&Paste") + "\tCtrl+V", lambda: paste(canvas))
    if hidden:
        menu.addAction(_("Select &all layers") + "\tCtrl+A", lambda: actions.select_all(canvas))
    return menu


def _fill_one(menu: QMenu, canvas: CanvasHost, layer: DiagramLayer, index: int) -> None:
    """What can be done to a single layer only."""
    menu.addAction(_("&Settings") + "\tEnter", lambda: actions.edit(canvas))
    menu.addAction(_("Re&name") + "\tF2", lambda: actions.rename(canvas))
    if layer.activation is not None:
        menu.addAction(_("Act&ivation…") + "\tAlt+Down", canvas.popups.choose_activation)
    if layer.foldable:
        fold = _("F&old") if layer.unfolded else _("Unf&old")
        menu.addAction(fold + "\tCtrl+U", lambda: actions.toggle_folded(canvas))
    menu.addSeparator()
    _fill_layers(menu.addMenu(_("Add &before")), canvas, index)
    _fill_layers(menu.addMenu(_("Add afte&r")), canvas, index + 1)


def _fill_layer_actions(menu: QMenu, canvas: CanvasHost) -> None:
    """What can be done to one or several layers."""
    layers, hidden, diagram = canvas.selected_layers, canvas.net.diagram.hidden_ids, canvas.net.diagram
    frozen = all(diagram.layer(block_id).frozen for block_id in layers)
    on = any(diagram.layer(block_id).enabled for block_id in layers)
    menu.addAction(_("&Duplicate") + "\tCtrl+D", lambda: actions.duplicate(canvas))
    menu.addAction((_("Un&freeze") if frozen else _("&Freeze")) + "\tCtrl+F", lambda: actions.toggle_frozen(canvas))
    menu.addAction((_("Disabl&e") if on else _("Enabl&e")) + "\tCtrl+B", lambda: actions.toggle_enabled(canvas))
    menu.addSeparator()
    if len(layers) == 1 and diagram.layer(layers[0]).holds_layers:
        menu.addAction(_("Take the residual bloc&k apart") + "\tCtrl+Shift+G", lambda: actions.unwrap(canvas))
    else:
        menu.addAction(_("&Wrap in a residual block") + "\tCtrl+G", lambda: actions.wrap(canvas))
    menu.addSeparator()
    first, others = hidden.index(layers[0]), len(hidden) - len(layers)
    menu.addAction(_("Move &left") + "\tCtrl+Left", lambda: actions.shift(canvas, -1)).setEnabled(first > 0)
    menu.addAction(_("Move ri&ght") + "\tCtrl+Right", lambda: actions.shift(canvas, 1)).setEnabled(first < others)
    menu.addSeparator()
    menu.addAction(_("Cu&t") + "\tCtrl+X", lambda: cut(canvas))
    menu.addAction(_("&Copy") + "\tCtrl+C", lambda: copy(canvas))
    menu.addAction(_("Remo&ve") + "\tDelete", lambda: actions.remove(canvas))


def _fill_layers(menu: QMenu, canvas: CanvasHost, index: int) -> None:
    """One entry per layer there is, to add it at a position."""
    for cls in LAYERS:
        action = menu.addAction(layer_icon(cls()), _(cls.label))
        action.triggered.connect(lambda _checked, cls=cls: canvas.insert(cls(), index))
