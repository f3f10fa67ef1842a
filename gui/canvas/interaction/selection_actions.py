"""What is done to the selected blocks, the same by key and by menu. Each is a function of the canvas."""

from __future__ import annotations

from collections.abc import Callable

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.selection import several
from gui.canvas.interaction.canvas_host import CanvasHost


# -- selecting
def select_next(canvas: CanvasHost, by: int) -> None:
    """The next block in reading order; from nowhere, the first or the last."""
    order = canvas.net.diagram.ids
    if canvas.selection in order:
        at = min(max(order.index(canvas.selection) + by, 0), len(order) - 1)
    else:
        at = 0 if by > 0 else len(order) - 1
    canvas.select(order[at])


def pin_next(canvas: CanvasHost, by: int) -> None:
    """The next neuron of the selected block."""
    canvas.number_editing.pin_next(canvas.selection, by)


def extend_selection(canvas: CanvasHost, by: int) -> None:
    """Select one layer more, or less, in a direction."""
    hidden = canvas.net.diagram.hidden_ids
    if not hidden:
        return
    at = hidden.index(canvas.selection) + by if canvas.selection in hidden else 0 if by > 0 else len(hidden) - 1
    canvas.set_selection(canvas.selected_blocks.extended(hidden[min(max(at, 0), len(hidden) - 1)], hidden))


def select_all(canvas: CanvasHost) -> None:
    canvas.set_selection(several(canvas.net.diagram.hidden_ids))


def escape(canvas: CanvasHost) -> bool:
    """Cancel what the mouse is doing; if it does nothing, let go of a neuron; if there is none, clear the selection.

    False when there was nothing of all this: then the key means what it means for the window.
    """
    canvas.show_message("")
    if canvas.cancel_gesture() or canvas.number_editing.unpin():
        return True
    selected = canvas.selection is not None
    canvas.select(None)
    return selected


# -- which layers there are
def shift(canvas: CanvasHost, by: int) -> None:
    _on_layers(canvas, lambda block_ids: canvas.commands.shift(block_ids, by))


def remove(canvas: CanvasHost) -> None:
    """The selected layers; of the inputs the one that the keyboard is on."""
    if canvas.selection == INPUT:
        switch_input_off(canvas)
        return
    _on_layers(canvas, lambda block_ids: canvas.commands.remove(*block_ids))


def duplicate(canvas: CanvasHost) -> None:
    def copy(block_ids: tuple[int, ...]) -> None:
        new = canvas.commands.duplicate(*block_ids)
        if new:
            canvas.set_selection(several(new))

    _on_layers(canvas, copy)


def wrap(canvas: CanvasHost) -> None:
    """A residual block around the selected layers."""

    def around(block_ids: tuple[int, ...]) -> None:
        new = canvas.commands.wrap(block_ids)
        if new is not None:
            canvas.select(new)

    _on_layers(canvas, around)


def unwrap(canvas: CanvasHost) -> None:
    """The layers of the selected residual block in its place."""

    def apart(block_ids: tuple[int, ...]) -> None:
        if len(block_ids) > 1:
            canvas.show_message(_("Select a single residual block: one is taken apart at a time."))
            return
        new = canvas.commands.unwrap(block_ids[0])
        if new:
            canvas.set_selection(several(new))

    _on_layers(canvas, apart)


def switch_input_off(canvas: CanvasHost) -> None:
    """The input that the keyboard is on, or that was clicked."""
    pinned, texts = canvas.hover.pinned, canvas.switcher.texts()
    if pinned is None or pinned.block_id != INPUT or pinned.unit >= len(texts):
        canvas.show_message(_("Click an input, or go to it with ↑ and ↓: Delete switches it off."))
    else:
        canvas.switcher.set_enabled(texts[pinned.unit], False)


# -- their settings
def edit(canvas: CanvasHost) -> None:
    """The numbers of the pinned neuron, or else the settings of the selected block; of the inputs, which there are."""
    if canvas.selection == INPUT:
        canvas.popups.choose_inputs()
    elif not canvas.number_editing.edit_pinned() and canvas.selection is not None:
        canvas.edit_wanted.emit(canvas.selection)


def resize(canvas: CanvasHost, by: int) -> None:
    def one_by_one(block_ids: tuple[int, ...]) -> None:
        for block_id in block_ids:
            canvas.settings.resize(block_id, by)

    _on_layers(canvas, one_by_one)


def toggle_enabled(canvas: CanvasHost) -> None:
    """Off if any of the selected layers is on, else on."""

    def toggle(block_ids: tuple[int, ...]) -> None:
        on = any(canvas.runner.block(block_id).enabled for block_id in block_ids)
        canvas.settings.enable(block_ids, not on)

    _on_layers(canvas, toggle)


def toggle_frozen(canvas: CanvasHost) -> None:
    """Unfrozen if all of the selected layers are frozen, else frozen."""

    def toggle(block_ids: tuple[int, ...]) -> None:
        canvas.settings.freeze(block_ids, not all(canvas.runner.block(block_id).frozen for block_id in block_ids))

    _on_layers(canvas, toggle)


def toggle_folded(canvas: CanvasHost) -> None:
    for block_id in canvas.selected_layers:
        layer = canvas.net.diagram.layer(block_id)
        if layer.foldable:
            canvas.settings.fold(block_id, layer.unfolded)


def rename(canvas: CanvasHost) -> None:
    _on_layers(canvas, lambda block_ids: canvas.popups.rename(block_ids[-1]))


def apply_fix(canvas: CanvasHost) -> None:
    """Apply the remedy of the problem on show."""
    if canvas.net.hints.remedy is not None:
        canvas.commands.apply_fix(canvas.net.hints.remedy)


def _on_layers(canvas: CanvasHost, act: Callable[[tuple[int, ...]], object]) -> None:
    """Only hidden layers can be edited so; at the two ends a message says why not."""
    if canvas.selected_layers:
        act(canvas.selected_layers)
    elif canvas.selection in (INPUT, OUTPUT):
        canvas.show_message(_("The inputs and the output stay: the data decide them."))
