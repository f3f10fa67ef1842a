"""What the mouse does on the network: for each kind of part what a press begins, the cursor, and what a double click does.

The fourth table, the tips, is in `tooltips`. The part under the mouse: `hit_testing.hit`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.parts import (
    BlockBody,
    BlockName,
    BlockPart,
    BracketHandle,
    Empty,
    GradientMeter,
    HiddenLinks,
    Hit,
    InnerLayer,
    InputsButton,
    Neuron,
    RemedyButton,
    Weight,
)
from gui.canvas.interaction import selection_actions as actions
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.interaction.gestures.click import Click
from gui.canvas.interaction.gestures.move_block import MoveBlock
from gui.canvas.interaction.gestures.pan import Pan
from gui.canvas.interaction.gestures.refuse_drag import RefuseDrag
from gui.canvas.interaction.gestures.rubber_band import RubberBand
from gui.canvas.interaction.gestures.wrap_residual import WrapResidual
from gui.canvas.interaction.hit_testing import hit
from gui.canvas.items.block_face import ACTIVATION, DOCTOR, FOLD, FROZEN, MINUS, OFF, PLUS
from gui.canvas.items.painting import rect

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
POINTING, OPEN_HAND = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.OpenHandCursor
ENDS = (INPUT, OUTPUT)


# -- presses
def _press_remedy(canvas: CanvasHost, at: Hit, point: QPoint) -> Gesture:
    return Click(canvas, at.part, lambda: actions.apply_fix(canvas))


def _press_bracket(canvas: CanvasHost, at: Hit, point: QPoint) -> Gesture:
    return WrapResidual(canvas, point)


def _press_inputs_button(canvas: CanvasHost, at: Hit, point: QPoint) -> Gesture:
    _select_pressed(canvas, at)
    return Click(canvas, at.part, canvas.popups.choose_inputs)


def _press_block_part(canvas: CanvasHost, at: Hit, point: QPoint) -> Gesture:
    part = at.part
    if at.block_id in ENDS or not isinstance(part, BlockPart):
        return _press_block(canvas, at, point)
    _select_pressed(canvas, at)
    return Click(canvas, part, lambda: BLOCK_PARTS[part.name](canvas, part.block_id))


def _press_block(canvas: CanvasHost, at: Hit, point: QPoint) -> Gesture:
    """A layer is dragged along, the ends stay, and between blocks the view pans; without a drag it is a click."""
    if at.block_id is None:
        return Pan(canvas, point, at)
    _select_pressed(canvas, at)
    return RefuseDrag(canvas, at, point) if at.block_id in ENDS else MoveBlock(canvas, at, point)


def _select_pressed(canvas: CanvasHost, at: Hit) -> None:
    """Of several selected layers all stay selected."""
    if at.block_id not in canvas.selected_layers:
        canvas.select(at.block_id)


PRESS: dict[type, Callable[[CanvasHost, Hit, QPoint], Gesture]] = {
    RemedyButton: _press_remedy,
    BracketHandle: _press_bracket,
    InputsButton: _press_inputs_button,
    BlockPart: _press_block_part,
    Neuron: _press_block,
    Weight: _press_block,
    InnerLayer: _press_block,
    GradientMeter: _press_block,
    HiddenLinks: _press_block,
    BlockName: _press_block,
    BlockBody: _press_block,
    Empty: _press_block,
}
BLOCK_PARTS: dict[str, Callable[[CanvasHost, int], object]] = {
    ACTIVATION: lambda canvas, block_id: canvas.popups.choose_activation(block_id),
    DOCTOR: lambda canvas, block_id: canvas.doctor_wanted.emit(),
    FOLD: lambda canvas, block_id: canvas.settings.fold(block_id, canvas.net.diagram.layer(block_id).unfolded),
    FROZEN: lambda canvas, block_id: canvas.settings.freeze((block_id,), False),
    OFF: lambda canvas, block_id: canvas.settings.enable((block_id,), True),
    PLUS: lambda canvas, block_id: canvas.settings.resize(block_id, 1),
    MINUS: lambda canvas, block_id: canvas.settings.resize(block_id, -1),
}


# -- cursors
def _clickable(at: Hit) -> Qt.CursorShape:
    return POINTING


def _draggable(at: Hit) -> Qt.CursorShape | None:
    return None if at.block_id is None or at.block_id in ENDS else OPEN_HAND


CURSOR: dict[type, Callable[[Hit], Qt.CursorShape | None]] = {
    RemedyButton: _clickable,
    BracketHandle: _clickable,
    InputsButton: _clickable,
    BlockPart: _clickable,
    Neuron: _clickable,
    Weight: _clickable,
    InnerLayer: _draggable,
    GradientMeter: _draggable,
    HiddenLinks: _draggable,
    BlockName: _draggable,
    BlockBody: _draggable,
    Empty: _draggable,
}


# -- double clicks: what is to be done, None where they are just two clicks
Action = Callable[[], object]


def _two_clicks(canvas: CanvasHost, at: Hit, point: QPointF) -> Action | None:
    return None


def _rename(canvas: CanvasHost, at: Hit, point: QPointF) -> Action | None:
    block_id = at.block_id
    return None if block_id is None else lambda: canvas.popups.rename(block_id)


def _edit_or_add(canvas: CanvasHost, at: Hit, point: QPointF) -> Action | None:
    """The settings of a block; between two a layer to type."""
    layout = canvas.net.layout
    if at.block_id is not None:
        return lambda: actions.edit(canvas)
    return (lambda: canvas.popups.add_by_typing(layout.gap_at(point.x()))) if rect(layout.bounds).contains(point) else None


DOUBLE_CLICK: dict[type, Callable[[CanvasHost, Hit, QPointF], Action | None]] = {
    RemedyButton: _two_clicks,
    BracketHandle: _two_clicks,
    InputsButton: _edit_or_add,
    BlockPart: _two_clicks,
    Neuron: _edit_or_add,
    Weight: _two_clicks,
    InnerLayer: _edit_or_add,
    GradientMeter: _edit_or_add,
    HiddenLinks: _edit_or_add,
    BlockName: _rename,
    BlockBody: _edit_or_add,
    Empty: _edit_or_add,
}


class MouseDispatcher:
    """Over one canvas. Points are the viewport's."""

    def __init__(self, canvas: CanvasHost) -> None:
        self._canvas = canvas

    def hit(self, point: QPoint) -> Hit:
        return hit(self._canvas.net, self._canvas.at(point))

    def press(self, point: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> Gesture | None:
        """The gesture that a press begins. With Ctrl or Shift it selects; the middle button pans."""
        if button == Qt.MouseButton.MiddleButton:
            return Pan(self._canvas, point, None)
        if button != Qt.MouseButton.LeftButton:
            return None
        at = self.hit(point)
        if keys & (CONTROL | SHIFT):
            return self._select(at.block_id, point, keys)
        return PRESS[type(at.part)](self._canvas, at, point)

    def double_click(self, point: QPoint) -> Action | None:
        """What a double click does; None when it is just two clicks."""
        at = self.hit(point)
        return DOUBLE_CLICK[type(at.part)](self._canvas, at, self._canvas.at(point))

    def hover(self, point: QPoint | None) -> None:
        """The mouse is here without a button down, or nowhere: what can be clicked or dragged shows it."""
        at = Hit(Empty(), None) if point is None else self.hit(point)
        part, net = at.part, self._canvas.net
        for block_id, item in net.blocks.items():
            item.back.set(hovered=part.name if isinstance(part, BlockPart) and part.block_id == block_id else "")
        net.inputs.mark(hovered=isinstance(part, InputsButton))
        net.bracket.hover(isinstance(part, BracketHandle))
        net.hints.problem.hover(isinstance(part, RemedyButton))
        self._canvas.number_editing.hover(at.target)
        self._canvas.set_cursor(CURSOR[type(part)](at))

    def _select(self, block_id: int | None, point: QPoint, keys: Qt.KeyboardModifier) -> Gesture | None:
        """Ctrl adds or removes a hidden layer, Shift selects all up to it; on the empty canvas a rectangle begins."""
        canvas, hidden = self._canvas, self._canvas.net.diagram.hidden_ids
        if block_id is None:
            return RubberBand(canvas, point)
        if block_id in hidden:
            change = canvas.selected_blocks.toggled if keys & CONTROL else canvas.selected_blocks.extended
            canvas.set_selection(change(block_id, hidden))
        else:
            canvas.select(block_id)
        return None
