"""What keys do while the picture has the keyboard and the pad is on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from engine.data.datasets.drawn_points import CLASSES
from gui.model.drawing import pad_actions
from gui.model.drawing.drawing_pad import DrawingPad
from gui.model.drawing.pad_actions import SMALL_STEP, STEP

Key = Qt.Key
WAYS = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, 1), Key.Key_Down: (0, -1)}
DIGITS = (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5, Key.Key_6, Key.Key_7, Key.Key_8, Key.Key_9, Key.Key_0)
DRAWS = (Key.Key_Space, Key.Key_Return, Key.Key_Enter)
DELETES = (Key.Key_Delete, Key.Key_Backspace)


def is_pad_key(event: QKeyEvent) -> bool:
    """Whether the pad answers this key, before any shortcut of the window."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    key = Key(event.key())
    return (control and key == Key.Key_A) or key in WAYS or (not control and key in (*DIGITS, *DRAWS, *DELETES, Key.Key_Escape))


def way_of(event: QKeyEvent) -> tuple[float, float] | None:
    """By how much an arrow key moves, with Ctrl a little; None for another key."""
    way = WAYS.get(Key(event.key()))
    step = SMALL_STEP if event.modifiers() & Qt.KeyboardModifier.ControlModifier else STEP
    return None if way is None else (way[0] * step, way[1] * step)


def press_key(pad: DrawingPad, event: QKeyEvent) -> bool:
    """Do what a key says, beside arrows and those that draw; returns whether points changed."""
    key = Key(event.key())
    if key == Key.Key_A:
        return pad_actions.select_all(pad)
    if key in DELETES:
        return pad_actions.delete_selected(pad)
    if key in DIGITS and pad.data.draws == CLASSES:
        return pad.set_target(DIGITS.index(key))
    return False
