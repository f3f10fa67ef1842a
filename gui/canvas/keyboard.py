"""The canvas without a mouse: which key does what to the selected block. To add a key, add a row to `KEYS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from engine.recipe import OUTPUT
from gui.canvas.builder import Builder
from gui.canvas.plan import INPUTS
from gui.canvas.scene import NetworkScene


class Keyed(Protocol):
    """The canvas, as the keyboard sees it."""

    net: NetworkScene
    builder: Builder

    @property
    def selection(self) -> int | str | None: ...

    def select(self, block_id: int | str | None) -> None: ...

    def edit(self) -> None: ...

    def give_up(self) -> bool: ...

    def say(self, text: str) -> None: ...


def travel(canvas: Keyed, by: int) -> None:
    """To the next block in reading order; from nowhere, to the first or the last."""
    order: list[int | str] = [INPUTS, *(stop.id for stop in canvas.net.plan.stops)]
    if canvas.selection in order:
        at = min(max(order.index(canvas.selection) + by, 0), len(order) - 1)
    else:
        at = 0 if by > 0 else len(order) - 1
    canvas.select(order[at])


def go_to(canvas: Keyed, block_id: int | str) -> None:
    canvas.select(block_id)


def shift(canvas: Keyed, by: int) -> None:
    _on_block(canvas, lambda block_id: canvas.builder.shift(block_id, by))


def resize(canvas: Keyed, by: int) -> None:
    _on_block(canvas, lambda block_id: canvas.builder.resize(block_id, by))


def remove(canvas: Keyed) -> None:
    _on_block(canvas, canvas.builder.remove)


def duplicate(canvas: Keyed) -> None:
    def copy(block_id: int) -> None:
        new = canvas.builder.duplicate(block_id)
        if new is not None:
            canvas.select(new)

    _on_block(canvas, copy)


def leave(canvas: Keyed) -> None:
    """Give up what the mouse is doing; if it does nothing, clear the selection."""
    canvas.say("")
    if not canvas.give_up():
        canvas.select(None)


def _on_block(canvas: Keyed, act: Callable[[int], object]) -> None:
    """Only hidden layers can be edited here; the two ends say so."""
    if canvas.selection in (INPUTS, OUTPUT):
        canvas.say("The inputs and the output stay: the data decide them.")
    elif canvas.selection is not None:
        act(int(canvas.selection))


CONTROL, ALT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
KEYS: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[Keyed], object]] = {
    (NONE, Qt.Key.Key_Left): lambda canvas: travel(canvas, -1),
    (NONE, Qt.Key.Key_Right): lambda canvas: travel(canvas, 1),
    (NONE, Qt.Key.Key_Home): lambda canvas: go_to(canvas, INPUTS),
    (NONE, Qt.Key.Key_End): lambda canvas: go_to(canvas, OUTPUT),
    (CONTROL, Qt.Key.Key_Left): lambda canvas: shift(canvas, -1),
    (CONTROL, Qt.Key.Key_Right): lambda canvas: shift(canvas, 1),
    (ALT, Qt.Key.Key_Left): lambda canvas: shift(canvas, -1),
    (ALT, Qt.Key.Key_Right): lambda canvas: shift(canvas, 1),
    (CONTROL, Qt.Key.Key_Up): lambda canvas: resize(canvas, 1),
    (CONTROL, Qt.Key.Key_Down): lambda canvas: resize(canvas, -1),
    (NONE, Qt.Key.Key_Delete): remove,
    (NONE, Qt.Key.Key_Backspace): remove,
    (CONTROL, Qt.Key.Key_D): duplicate,
    (NONE, Qt.Key.Key_Return): lambda canvas: canvas.edit(),
    (NONE, Qt.Key.Key_Enter): lambda canvas: canvas.edit(),
    (NONE, Qt.Key.Key_F2): lambda canvas: canvas.edit(),
    (NONE, Qt.Key.Key_Escape): leave,
}


def command(event: QKeyEvent) -> Callable[[Keyed], object] | None:
    """What a key press means here; None when it means nothing."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return KEYS.get((modifiers, Qt.Key(event.key())))
