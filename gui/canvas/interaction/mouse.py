"""What is under the mouse, and what a press there begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPoint, Qt

from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import INPUTS
from gui.canvas.diagram.geometry import HEADING_HEIGHT
from gui.canvas.diagram.selection import Selection
from gui.canvas.interaction.gestures.base import Gesture, Stage
from gui.canvas.interaction.gestures.move_block import MoveBlock
from gui.canvas.interaction.gestures.pan import Pan
from gui.canvas.interaction.gestures.press_part import PressPart
from gui.canvas.interaction.gestures.press_spot import PressSpot
from gui.canvas.interaction.gestures.refuse_drag import RefuseDrag
from gui.canvas.interaction.gestures.rubber_band import RubberBand
from gui.canvas.interaction.gestures.wrap_residual import WrapResidual
from gui.canvas.interaction.hit_testing import Weight, target_at
from gui.canvas.interaction.number_editing import NumberEditing
from gui.canvas.items.block_face import ACTIVATION, FOLD, FROZEN, OFF, PLUS
from gui.canvas.items.painting import rect
from gui.canvas.popups.popups import Popups

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Touched(Stage, Protocol):
    """The canvas, as the hand sees it."""

    touch: NumberEditing
    popups: Popups

    @property
    def marked(self) -> Selection:
        """Which blocks are selected."""

    def edit(self) -> None:
        """Ask for the settings of the selected block."""

    def mend(self) -> None:
        """Apply the remedy of the problem on show."""


class MouseDispatcher:
    """Over one canvas. Points are the viewport's."""

    def __init__(self, canvas: Touched) -> None:
        self._canvas = canvas

    def start(self, at: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> Gesture | None:
        """The gesture that a press begins. With Ctrl or Shift it selects."""
        canvas = self._canvas
        block_id = canvas.net.block_at(canvas.at(at))
        left = button == Qt.MouseButton.LeftButton
        if left and keys & (CONTROL | SHIFT):
            return self._choose(block_id, at, keys)
        if left and self.on_remedy(at):
            return PressSpot(self.on_remedy, canvas.mend)
        if left and self.on_bracket(at):
            return WrapResidual(canvas, at)
        if button == Qt.MouseButton.MiddleButton or (left and block_id is None):
            return Pan(canvas, at, clears=left)
        if not left or block_id is None:
            return None
        if block_id not in canvas.chosen:
            canvas.select(block_id)
        if self._on_inputs_button(at):
            return PressSpot(self._on_inputs_button, canvas.popups.choose_inputs)
        if block_id in (INPUTS, OUTPUT):
            return RefuseDrag(canvas, block_id, at)
        part = self.part_at(at)
        return PressPart(canvas, int(block_id), part, self._act) if part else MoveBlock(canvas, int(block_id), at)

    def _choose(self, block_id: int | str | None, at: QPoint, keys: Qt.KeyboardModifier) -> Gesture | None:
        """Ctrl takes a hidden layer in or out, Shift all up to it; on the empty canvas a rectangle begins."""
        canvas = self._canvas
        hidden = [stop.id for stop in canvas.net.plan.hidden]
        if block_id is None:
            return RubberBand(canvas, at)
        if block_id in hidden:
            change = canvas.marked.toggled if keys & CONTROL else canvas.marked.stretched
            canvas.choose(change(int(block_id), hidden))
        else:
            canvas.select(block_id)
        return None

    def double_click(self, at: QPoint) -> Callable[[], object] | None:
        """What a double click does: on a name, on the rest of a block, in a gap; None when it is two clicks."""
        canvas, here = self._canvas, self._canvas.at(at)
        block_id, layout = canvas.net.block_at(here), canvas.net.layout
        on_number = isinstance(target_at(canvas.net, here), Weight)
        if self.part_at(at) or self.on_bracket(at) or self.on_remedy(at) or on_number:
            return None
        if block_id is None:
            inside = rect(layout.bounds).contains(here)
            return (lambda: canvas.popups.add_by_typing(layout.gap_at(here.x()))) if inside else None
        if block_id not in (INPUTS, OUTPUT) and here.y() < layout.place(block_id).y + HEADING_HEIGHT:
            return lambda: canvas.popups.rename(int(block_id))
        return canvas.edit

    def hover(self, at: QPoint) -> None:
        """The mouse passes without a button down: what can be clicked or dragged shows it."""
        canvas = self._canvas
        block_id, part, target = canvas.net.block_at(canvas.at(at)), self.part_at(at), canvas.touch.hover(at)
        for one, item in canvas.net.blocks.items():
            item.back.set(hovered=part if one == block_id else "")
        button, bracket = self._on_inputs_button(at), self.on_bracket(at)
        canvas.net.inputs.mark(hovered=button)
        canvas.net.bracket.hover(bracket)
        remedy = self.on_remedy(at)
        canvas.net.notes.trouble.hover(remedy)
        movable = block_id is not None and block_id not in (INPUTS, OUTPUT)
        pressable = part or target or button or bracket or remedy
        shape = Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.OpenHandCursor if movable else None
        canvas.set_cursor(shape)

    def on_remedy(self, at: QPoint) -> bool:
        """Whether a point is on the button that mends a problem."""
        return self._canvas.net.notes.trouble.button().contains(self._canvas.at(at))

    def on_bracket(self, at: QPoint) -> bool:
        """Whether a point is on the handle of the bracket."""
        return self._canvas.net.bracket.handle().contains(self._canvas.at(at))

    def _on_inputs_button(self, at: QPoint) -> bool:
        here = self._canvas.net.inputs.mapFromScene(self._canvas.at(at))
        return self._canvas.net.inputs.on_button(here.x(), here.y())

    def part_at(self, at: QPoint) -> str:
        """The clickable part of a block at a point, or nothing."""
        block_id = self._canvas.net.block_at(self._canvas.at(at))
        if block_id is None or block_id == INPUTS:
            return ""
        item = self._canvas.net.blocks[int(block_id)]
        here = item.mapFromScene(self._canvas.at(at))
        return item.zone_at(here.x(), here.y())

    def _act(self, block_id: int, part: str) -> None:
        """A part of a block was clicked."""
        if part == ACTIVATION:
            self._canvas.popups.choose_activation(block_id)
        elif part == FOLD:
            self._canvas.builder.fold(block_id, self._canvas.net.plan.stop(block_id).unfolded)
        elif part == FROZEN:
            self._canvas.builder.freeze((block_id,), False)
        elif part == OFF:
            self._canvas.builder.enable((block_id,), True)
        else:
            self._canvas.builder.resize(block_id, 1 if part == PLUS else -1)
