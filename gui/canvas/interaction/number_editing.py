"""Touching neurons, weights and biases: hover shows, a click stays, an editor opens in place; by mouse and by keyboard."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtWidgets import QGraphicsView

from engine.core.number_format import format_number
from engine.training.memento import WeightEdit
from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.diagram import INPUTS
from gui.canvas.interaction.hit_testing import Neuron, Target, Weight, exists, name_of, of_neuron, place_of, target_at, value_of
from gui.canvas.interaction.hover import HoverState
from gui.canvas.popups.value_editor import EditorCard, ValueEditor
from gui.canvas.scene import NetworkScene


class Canvas(Protocol):
    """The canvas, as touching needs it."""

    net: NetworkScene
    builder: NetworkCommands

    def at(self, point: QPoint) -> QPointF: ...

    def select(self, block_id: int | str | None) -> None: ...

    def say(self, text: str) -> None: ...


class NumberEditing(QObject):
    """Over one canvas, whose view it takes as `view` for what lies on it."""

    def __init__(self, canvas: Canvas, view: QGraphicsView) -> None:
        super().__init__(view)
        self._canvas, self._view = canvas, view
        self.pointer = HoverState(canvas.net, self)
        self.card = EditorCard(view)
        self.editor = ValueEditor(view)
        self.editor.entered.connect(self._enter)
        self.editor.next_wanted.connect(self._go_on)
        self.editor.closed.connect(self._closed)

    def hover(self, point: QPoint | None) -> Target | None:
        """The mouse is at a point of the viewport, or nowhere; returns what is there."""
        target = None if point is None else target_at(self._canvas.net, self._canvas.at(point))
        self.pointer.hover(target)
        self.follow()
        return target

    def click(self, point: QPoint) -> bool:
        """A press was let go where it was. False when there is nothing to touch; then nothing stays in the light."""
        target = target_at(self._canvas.net, self._canvas.at(point))
        if isinstance(target, Weight):
            self.edit(target)
        else:
            self.pointer.pin(None if target == self.pointer.pinned else target)
        return target is not None

    def edit(self, weight: Weight) -> None:
        """Open the editor on a number."""
        value = value_of(self._canvas.net, weight)
        if value is None:
            self._canvas.say("This number is not known yet: wait for the network to start.")
            return
        self.card.hide()
        self.editor.open(weight, name_of(self._canvas.net.plan, weight), value, self._on_view(weight))
        self.pointer.hold(weight)

    def edit_pinned(self) -> bool:
        """Open the editor on the neuron that stays in the light: on its bias. False when there is none."""
        numbers = of_neuron(self._canvas.net.plan, self.pointer.pinned) if self.pointer.pinned is not None else []
        if numbers:
            self.edit(numbers[0])
        return bool(numbers)

    def travel(self, block_id: int | str | None, by: int) -> None:
        """To the next neuron of a block, from the first to the last; from none, to the first or the last."""
        if block_id is None:
            return
        net, pinned = self._canvas.net, self.pointer.pinned
        units = len(net.plan.ends.inputs) if block_id == INPUTS else net.plan.stop(int(block_id)).units_out
        if block_id != INPUTS and not net.plan.stop(int(block_id)).has_neurons:
            return
        at = pinned.unit + by if pinned is not None and pinned.block_id == block_id else 0 if by > 0 else units - 1
        self.pointer.pin(Neuron(block_id, min(max(at, 0), units - 1)))

    def leave(self) -> bool:
        """Let go of the neuron in the light. False when there is none."""
        there = self.pointer.pinned is not None
        self.pointer.pin(None)
        return there

    def settle(self) -> None:
        """The network is another one, or stands elsewhere."""
        if self.editor.weight is not None and not exists(self._canvas.net.plan, self.editor.weight):
            self.editor.close_editor()
        self.pointer.settle()
        self.follow()

    def follow(self) -> None:
        """Card and editor show the numbers of the frame on show, in their places."""
        weight, net = self.editor.weight, self._canvas.net
        if weight is not None:
            self.editor.follow(value_of(net, weight), self._on_view(weight))
            return
        number = self.pointer.number
        value = None if number is None else value_of(net, number)
        if number is None or value is None:
            self.card.hide()
        else:
            name = name_of(net.plan, number)
            text = f"{name[0].upper()}{name[1:]}\n{format_number(value, 4)}   click to change it"
            self.card.show_at(self._on_view(number), text)

    def _on_view(self, weight: Weight) -> QPoint:
        return self._view.mapFromScene(place_of(self._canvas.net, weight))

    def _enter(self, weight: Weight, value: float, nudged: bool) -> None:
        edit = WeightEdit(weight.block_id, weight.array, weight.index, value)
        self._canvas.builder.set_weight(edit, name_of(self._canvas.net.plan, weight), nudged)

    def _go_on(self, weight: Weight, by: int) -> None:
        """To the next number that makes the same neuron."""
        numbers = of_neuron(self._canvas.net.plan, Neuron(weight.block_id, weight.index[-1]))
        self.edit(numbers[(numbers.index(weight) + by) % len(numbers)])

    def _closed(self) -> None:
        self.pointer.hold(None)
        if self._view.isVisible():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
