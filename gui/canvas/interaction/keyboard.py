"""The canvas without a mouse: which key does what to the selected block. To add a key, add a row to `KEYS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from engine.recipe.recipe import OUTPUT
from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.diagram import INPUTS
from gui.canvas.diagram.selection import Selection, several
from gui.canvas.interaction.clipboard import copy, cut, paste
from gui.canvas.interaction.number_editing import NumberEditing
from gui.canvas.popups.popups import Popups
from gui.canvas.scene import NetworkScene


class Keyed(Protocol):
    """The canvas, as the keyboard sees it."""

    net: NetworkScene
    builder: NetworkCommands
    touch: NumberEditing
    popups: Popups
    marked: Selection

    @property
    def selection(self) -> int | str | None: ...

    @property
    def chosen(self) -> tuple[int, ...]: ...

    def select(self, block_id: int | str | None) -> None: ...

    def choose(self, selection: Selection) -> None: ...

    def edit(self) -> None: ...

    def switch_input_off(self) -> None: ...

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


def travel_within(canvas: Keyed, by: int) -> None:
    """To the next neuron of the selected block."""
    canvas.touch.travel(canvas.selection, by)


def go_to(canvas: Keyed, block_id: int | str) -> None:
    canvas.select(block_id)


def stretch(canvas: Keyed, by: int) -> None:
    """Select one layer more, or less, in a direction."""
    hidden = [stop.id for stop in canvas.net.plan.hidden]
    if not hidden:
        return
    at = hidden.index(canvas.selection) + by if canvas.selection in hidden else 0 if by > 0 else len(hidden) - 1
    canvas.choose(canvas.marked.stretched(hidden[min(max(at, 0), len(hidden) - 1)], hidden))


def select_all(canvas: Keyed) -> None:
    canvas.choose(several([stop.id for stop in canvas.net.plan.hidden]))


def shift(canvas: Keyed, by: int) -> None:
    _on_blocks(canvas, lambda block_ids: canvas.builder.shift(block_ids, by))


def resize(canvas: Keyed, by: int) -> None:
    def one_by_one(block_ids: tuple[int, ...]) -> None:
        for block_id in block_ids:
            canvas.builder.resize(block_id, by)

    _on_blocks(canvas, one_by_one)


def remove(canvas: Keyed) -> None:
    """The selected layers; of the inputs the one that the keyboard is on."""
    if canvas.selection == INPUTS:
        canvas.switch_input_off()
        return
    _on_blocks(canvas, lambda block_ids: canvas.builder.remove(*block_ids))


def duplicate(canvas: Keyed) -> None:
    def copy(block_ids: tuple[int, ...]) -> None:
        new = canvas.builder.duplicate(*block_ids)
        if new:
            canvas.choose(several(new))

    _on_blocks(canvas, copy)


def switch(canvas: Keyed) -> None:
    """Off if any of the selected layers is on, else on."""

    def turn(block_ids: tuple[int, ...]) -> None:
        on = any(canvas.builder.block(block_id).enabled for block_id in block_ids)
        canvas.builder.enable(block_ids, not on)

    _on_blocks(canvas, turn)


def freeze(canvas: Keyed) -> None:
    """Unfrozen if all of the selected layers are frozen, else frozen."""

    def turn(block_ids: tuple[int, ...]) -> None:
        canvas.builder.freeze(block_ids, not all(canvas.builder.block(block_id).frozen for block_id in block_ids))

    _on_blocks(canvas, turn)


def wrap(canvas: Keyed) -> None:
    """A residual block around the selected layers."""

    def put_in(block_ids: tuple[int, ...]) -> None:
        new = canvas.builder.wrap(block_ids)
        if new is not None:
            canvas.select(new)

    _on_blocks(canvas, put_in)


def unwrap(canvas: Keyed) -> None:
    """The layers of the selected residual block in its place."""

    def take_out(block_ids: tuple[int, ...]) -> None:
        if len(block_ids) > 1:
            canvas.say("Select a single residual block: one is taken apart at a time.")
            return
        new = canvas.builder.unwrap(block_ids[0])
        if new:
            canvas.choose(several(new))

    _on_blocks(canvas, take_out)


def fold(canvas: Keyed) -> None:
    for block_id in canvas.chosen:
        stop = canvas.net.plan.stop(block_id)
        if stop.foldable:
            canvas.builder.fold(block_id, stop.unfolded)


def rename(canvas: Keyed) -> None:
    _on_blocks(canvas, lambda block_ids: canvas.popups.rename(block_ids[-1]))


def leave(canvas: Keyed) -> None:
    """Give up what the mouse is doing; if it does nothing, clear the selection."""
    canvas.say("")
    if not canvas.give_up() and not canvas.touch.leave():
        canvas.select(None)


def _on_blocks(canvas: Keyed, act: Callable[[tuple[int, ...]], object]) -> None:
    """Only hidden layers can be edited here; the two ends say so."""
    if canvas.chosen:
        act(canvas.chosen)
    elif canvas.selection in (INPUTS, OUTPUT):
        canvas.say("The inputs and the output stay: the data decide them.")


CONTROL, ALT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYS: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[Keyed], object]] = {
    (NONE, Qt.Key.Key_Left): lambda canvas: travel(canvas, -1),
    (NONE, Qt.Key.Key_Right): lambda canvas: travel(canvas, 1),
    (NONE, Qt.Key.Key_Up): lambda canvas: travel_within(canvas, -1),
    (NONE, Qt.Key.Key_Down): lambda canvas: travel_within(canvas, 1),
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
    (NONE, Qt.Key.Key_F2): rename,
    (ALT, Qt.Key.Key_Down): lambda canvas: canvas.popups.choose_activation(),
    (SHIFT, Qt.Key.Key_Left): lambda canvas: stretch(canvas, -1),
    (SHIFT, Qt.Key.Key_Right): lambda canvas: stretch(canvas, 1),
    (CONTROL, Qt.Key.Key_A): select_all,
    (CONTROL, Qt.Key.Key_C): copy,
    (CONTROL, Qt.Key.Key_X): cut,
    (CONTROL, Qt.Key.Key_V): paste,
    (CONTROL, Qt.Key.Key_K): lambda canvas: canvas.popups.add_by_typing(),
    (CONTROL, Qt.Key.Key_B): switch,
    (CONTROL, Qt.Key.Key_F): freeze,
    (CONTROL, Qt.Key.Key_G): wrap,
    (CONTROL | SHIFT, Qt.Key.Key_G): unwrap,
    (CONTROL, Qt.Key.Key_U): fold,
    (NONE, Qt.Key.Key_Escape): leave,
}


def command(event: QKeyEvent) -> Callable[[Keyed], object] | None:
    """What a key press means here; None when it means nothing."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return KEYS.get((modifiers, Qt.Key(event.key())))
