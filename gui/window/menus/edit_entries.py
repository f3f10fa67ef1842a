"""The Edit menu's commands on the network: those of the canvas's context menu, always in the same place. To add one, add a row.

A row that does not fit what is selected is grey while the menu is open. Those with a shortcut of their own work wherever the
keyboard is; the keys of the others, which mean something else elsewhere, work in the network and are shown as a reminder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from engine.core.translation import N_, _
from engine.network.parameter_layout import INPUT
from gui.canvas.canvas import Canvas
from gui.canvas.interaction import selection_actions as actions
from gui.canvas.interaction.clipboard import behind, copy, cut, paste


@dataclass(frozen=True)
class Entry:
    """`fits` says whether it can be done to what is selected; `shortcut` works everywhere, `key` in the network."""

    name: str
    text: str
    tip: str
    do: Callable[[Canvas], object]
    fits: Callable[[Canvas], bool]
    shortcut: str = ""
    key: str = ""
    separated: bool = False


def _always(canvas: Canvas) -> bool:
    return True


def _some(canvas: Canvas) -> bool:
    return bool(canvas.selected_layers)


def _one(canvas: Canvas) -> bool:
    return len(canvas.selected_layers) == 1


def _with_activation(canvas: Canvas) -> bool:
    return _one(canvas) and canvas.net.diagram.layer(canvas.selected_layers[0]).activation is not None


def _foldable(canvas: Canvas) -> bool:
    return any(canvas.net.diagram.layer(block_id).foldable for block_id in canvas.selected_layers)


def _residual(canvas: Canvas) -> bool:
    return _one(canvas) and canvas.net.diagram.layer(canvas.selected_layers[0]).holds_layers


def _can_move(canvas: Canvas, by: int) -> bool:
    layers, hidden = canvas.selected_layers, canvas.net.diagram.hidden_ids
    return bool(layers) and (hidden.index(layers[0]) > 0 if by < 0 else hidden.index(layers[-1]) < len(hidden) - 1)


def _input_pinned(canvas: Canvas) -> bool:
    return canvas.selection == INPUT and canvas.hover.pinned is not None


ENTRIES = (
    Entry("cut", N_("Cu&t"), N_("Copy the selected layers and remove them."), cut, _some, key="Ctrl+X", separated=True),
    Entry("copy", N_("&Copy"), N_("Copy the selected layers with their settings, as text."), copy, _some, key="Ctrl+C"),
    Entry(
        "paste",
        N_("&Paste"),
        N_("Add copied layers behind the selected one, or open a copied link of TensorFlow Playground."),
        paste,
        _always,
        key="Ctrl+V",
    ),
    Entry(
        "duplicate",
        N_("&Duplicate"),
        N_("The selected layers once more, behind them."),
        actions.duplicate,
        _some,
        shortcut="Ctrl+D",
    ),
    Entry(
        "remove",
        N_("Remo&ve"),
        N_("Take the selected layers out of the network, or switch the selected input off."),
        actions.remove,
        lambda canvas: _some(canvas) or _input_pinned(canvas),
        key="Delete",
    ),
    Entry("select_all", N_("Select &all layers"), N_("All hidden layers."), actions.select_all, _always, key="Ctrl+A"),
    Entry(
        "add_by_typing",
        N_("Add a layer by t&yping…"),
        N_("Type a layer, such as dense 8 relu or dropout 0.3, and press Enter."),
        lambda canvas: canvas.popups.add_by_typing(behind(canvas)),
        _always,
        shortcut="Ctrl+K",
        separated=True,
    ),
    Entry(
        "choose_inputs",
        N_("Choose &inputs…"),
        N_("Which inputs the network has: coordinates, squares, columns, formulas."),
        lambda canvas: canvas.popups.choose_inputs(),
        _always,
    ),
    Entry(
        "settings",
        N_("&Settings of the layer"),
        N_("Put the keyboard into the settings of what is selected."),
        actions.edit,
        lambda canvas: canvas.selection is not None,
        key="Enter",
        separated=True,
    ),
    Entry("rename", N_("Re&name"), N_("Give the selected layer a name."), actions.rename, _one, key="F2"),
    Entry(
        "activation",
        N_("Acti&vation…"),
        N_("Choose the activation of the selected layer by its curve."),
        lambda canvas: canvas.popups.choose_activation(),
        _with_activation,
        key="Alt+Down",
    ),
    Entry(
        "fold",
        N_("F&old or unfold"),
        N_("Show some neurons of a large layer, or all."),
        actions.toggle_folded,
        _foldable,
        shortcut="Ctrl+U",
    ),
    Entry(
        "freeze",
        N_("&Freeze or unfreeze"),
        N_("Have training leave the selected layers as they are, or train them again."),
        actions.toggle_frozen,
        _some,
        shortcut="Ctrl+F",
    ),
    Entry(
        "disable",
        N_("Disabl&e or enable"),
        N_("Have the network skip the selected layers, or use them again."),
        actions.toggle_enabled,
        _some,
        shortcut="Ctrl+B",
    ),
    Entry(
        "wrap",
        N_("&Wrap in a residual block"),
        N_("Put a skip connection around the selected layers."),
        actions.wrap,
        lambda canvas: _some(canvas) and not _residual(canvas),
        shortcut="Ctrl+G",
        separated=True,
    ),
    Entry(
        "unwrap",
        N_("Take the residual bloc&k apart"),
        N_("Put its layers in its place, with what they have learned."),
        actions.unwrap,
        _residual,
        shortcut="Ctrl+Shift+G",
    ),
    Entry(
        "move_left",
        N_("Move &left"),
        N_("The selected layers one place towards the inputs."),
        lambda canvas: actions.shift(canvas, -1),
        lambda canvas: _can_move(canvas, -1),
        key="Ctrl+Left",
    ),
    Entry(
        "move_right",
        N_("Move ri&ght"),
        N_("The selected layers one place towards the output."),
        lambda canvas: actions.shift(canvas, 1),
        lambda canvas: _can_move(canvas, 1),
        key="Ctrl+Right",
    ),
)


def add_edit_entries(window: QMainWindow, menu: QMenu, canvas: Canvas, show_canvas: Callable[[], object]) -> dict[str, QAction]:
    """Fill the menu; `show_canvas` makes sure that the network can be seen. Returns the actions by name."""
    made = {}
    for entry in ENTRIES:
        if entry.separated:
            menu.addSeparator()
        action = QAction(_(entry.text) + (f"\t{entry.key}" if entry.key else ""), window)
        action.setObjectName(entry.name)
        action.setStatusTip(_(entry.tip))
        action.setToolTip(_(entry.tip))
        if entry.shortcut:
            action.setShortcut(QKeySequence(entry.shortcut))
        action.triggered.connect(lambda _checked=False, entry=entry: (show_canvas(), entry.do(canvas)))
        window.addAction(action)
        menu.addAction(action)
        made[entry.name] = action

    def show_what_fits() -> None:
        for entry in ENTRIES:
            made[entry.name].setEnabled(entry.fits(canvas))

    menu.aboutToShow.connect(show_what_fits)
    # What is grey has no shortcut: while the menu is closed, each command finds out for itself whether it fits.
    menu.aboutToHide.connect(lambda: [action.setEnabled(True) for action in made.values()])
    return made
