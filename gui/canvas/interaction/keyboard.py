"""The canvas without a mouse: which key does what. To add a key, add a row to `KEYS`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.interaction import clipboard
from gui.canvas.interaction import selection_actions as actions
from gui.canvas.interaction.canvas_host import CanvasHost

CONTROL, ALT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYS: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[CanvasHost], object]] = {
    (NONE, Qt.Key.Key_Left): lambda canvas: actions.select_next(canvas, -1),
    (NONE, Qt.Key.Key_Right): lambda canvas: actions.select_next(canvas, 1),
    (NONE, Qt.Key.Key_Up): lambda canvas: actions.pin_next(canvas, -1),
    (NONE, Qt.Key.Key_Down): lambda canvas: actions.pin_next(canvas, 1),
    (NONE, Qt.Key.Key_Home): lambda canvas: canvas.select(INPUT),
    (NONE, Qt.Key.Key_End): lambda canvas: canvas.select(OUTPUT),
    (CONTROL, Qt.Key.Key_Left): lambda canvas: actions.shift(canvas, -1),
    (CONTROL, Qt.Key.Key_Right): lambda canvas: actions.shift(canvas, 1),
    (ALT, Qt.Key.Key_Left): lambda canvas: actions.shift(canvas, -1),
    (ALT, Qt.Key.Key_Right): lambda canvas: actions.shift(canvas, 1),
    (CONTROL, Qt.Key.Key_Up): lambda canvas: actions.resize(canvas, 1),
    (CONTROL, Qt.Key.Key_Down): lambda canvas: actions.resize(canvas, -1),
    (NONE, Qt.Key.Key_Delete): actions.remove,
    (NONE, Qt.Key.Key_Backspace): actions.remove,
    (CONTROL, Qt.Key.Key_D): actions.duplicate,
    (NONE, Qt.Key.Key_Return): actions.edit,
    (NONE, Qt.Key.Key_Enter): actions.edit,
    (NONE, Qt.Key.Key_F2): actions.rename,
    (ALT, Qt.Key.Key_Down): lambda canvas: canvas.popups.choose_activation(),
    (SHIFT, Qt.Key.Key_Left): lambda canvas: actions.extend_selection(canvas, -1),
    (SHIFT, Qt.Key.Key_Right): lambda canvas: actions.extend_selection(canvas, 1),
    (CONTROL, Qt.Key.Key_A): actions.select_all,
    (CONTROL, Qt.Key.Key_C): clipboard.copy,
    (CONTROL, Qt.Key.Key_X): clipboard.cut,
    (CONTROL, Qt.Key.Key_V): clipboard.paste,
    (CONTROL, Qt.Key.Key_K): lambda canvas: canvas.popups.add_by_typing(clipboard.behind(canvas)),
    (CONTROL, Qt.Key.Key_B): actions.toggle_enabled,
    (CONTROL, Qt.Key.Key_F): actions.toggle_frozen,
    (CONTROL, Qt.Key.Key_G): actions.wrap,
    (CONTROL | SHIFT, Qt.Key.Key_G): actions.unwrap,
    (CONTROL, Qt.Key.Key_U): actions.toggle_folded,
    (NONE, Qt.Key.Key_Escape): actions.escape,
}


def command(event: QKeyEvent) -> Callable[[CanvasHost], object] | None:
    """What a key press means here; None when it means nothing."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return KEYS.get((modifiers, Qt.Key(event.key())))
