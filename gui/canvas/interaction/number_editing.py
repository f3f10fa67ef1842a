"""Weights and biases in place: a card with the value of the one under the mouse, and an editor on the one that was clicked."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QGraphicsView

from engine.core.number_format import format_number
from engine.core.translation import _, joined
from engine.network.parameter_layout import INPUT
from engine.training.memento import WeightEdit
from gui.canvas.diagram.parts import Neuron, Target, Weight, exists, name_of, of_neuron
from gui.canvas.interaction.hit_testing import point_of, value_of
from gui.canvas.interaction.hover import HoverState
from gui.canvas.popups.value_editor import EditorCard, ValueEditor
from gui.canvas.scene import NetworkScene
from gui.canvas.setting_commands import SettingCommands


class NumberEditing(QObject):
    """Over one view of a scene. Remembers nothing but what `hover` and its editor do."""

    refused = Signal(str)  # why something was not done

    def __init__(self, net: NetworkScene, settings: SettingCommands, hover: HoverState, view: QGraphicsView) -> None:
        super().__init__(view)
        self._net, self._settings, self._hover, self._view = net, settings, hover, view
        self.card = EditorCard(view)
        self.editor = ValueEditor(view)
        self.editor.entered.connect(self._enter)
        self.editor.next_wanted.connect(self._edit_next)
        self.editor.closed.connect(self._closed)

    def hover(self, target: Target | None) -> None:
        """The mouse is over this."""
        self._hover.set_hovered(target)
        self.follow()

    def click(self, target: Target | None) -> bool:
        """A number opens the editor, a neuron is pinned or let go. False when there is nothing; then no neuron stays pinned."""
        if isinstance(target, Weight):
            self.edit(target)
        else:
            self._hover.pin(None if target == self._hover.pinned else target)
        return target is not None

    def edit(self, weight: Weight) -> None:
        """Open the editor on a number."""
        value = value_of(self._net, weight)
        if value is None:
            self.refused.emit(_("This number is not known yet: wait for the network to start."))
            return
        self.card.hide()
        self.editor.open(weight, name_of(self._net.diagram, weight), value, self._on_view(weight))
        self._hover.set_edited(weight)

    def edit_pinned(self) -> bool:
        """Open the editor on the bias of the pinned neuron. False when there is none."""
        pinned = self._hover.pinned
        numbers = of_neuron(self._net.diagram, pinned) if pinned is not None else []
        if numbers:
            self.edit(numbers[0])
        return bool(numbers)

    def pin_next(self, block_id: int | None, by: int) -> None:
        """Pin the next neuron of a block, from the first to the last; when none is pinned, the first or the last."""
        if block_id is None:
            return
        diagram, pinned = self._net.diagram, self._hover.pinned
        units = len(diagram.ends.inputs) if block_id == INPUT else diagram.layer(block_id).units_out
        if block_id != INPUT and not diagram.layer(block_id).has_neurons:
            return
        at = pinned.unit + by if pinned is not None and pinned.block_id == block_id else 0 if by > 0 else units - 1
        self._hover.pin(Neuron(block_id, min(max(at, 0), units - 1)))

    def unpin(self) -> bool:
        """Let go of the pinned neuron. False when there is none."""
        there = self._hover.pinned is not None
        self._hover.pin(None)
        return there

    def drop_missing(self) -> None:
        """The network has changed or moved."""
        if self.editor.weight is not None and not exists(self._net.diagram, self.editor.weight):
            self.editor.close_editor()
        self._hover.drop_missing()
        self.follow()

    def follow(self) -> None:
        """Card and editor show the numbers of the frame on show, in their places."""
        weight = self.editor.weight
        if weight is not None:
            self.editor.follow(value_of(self._net, weight), self._on_view(weight))
            return
        number = self._hover.number
        value = None if number is None else value_of(self._net, number)
        if number is None or value is None:
            self.card.hide()
        else:
            name = name_of(self._net.diagram, number)
            text = _("{name:big}\n{value}   click to change it")
            self.card.show_at(self._on_view(number), text.format(name=joined((name,)), value=format_number(value, 4)))

    def _on_view(self, weight: Weight) -> QPoint:
        return self._view.mapFromScene(point_of(self._net, weight))

    def _enter(self, weight: Weight, value: float, nudged: bool) -> None:
        edit = WeightEdit(weight.block_id, weight.array, weight.index, value)
        self._settings.set_weight(edit, name_of(self._net.diagram, weight), nudged)

    def _edit_next(self, weight: Weight, by: int) -> None:
        """The next number that makes the same neuron."""
        numbers = of_neuron(self._net.diagram, Neuron(weight.block_id, weight.index[-1]))
        self.edit(numbers[(numbers.index(weight) + by) % len(numbers)])

    def _closed(self) -> None:
        self._hover.set_edited(None)
        if self._view.isVisible():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
