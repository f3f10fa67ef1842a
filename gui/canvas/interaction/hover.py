"""What is pointed at: a neuron or a trained number under the mouse, and the neuron that was clicked or travelled to and stays."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.canvas.interaction.hit_testing import Neuron, Target, Weight, exists
from gui.canvas.scene import NetworkScene


class HoverState(QObject):
    """Changes by `hover`, `pin`, `hold` and `settle`, and keeps the scene's light on what is pointed at."""

    neuron_changed = Signal(object)  # Neuron | None
    stays = Signal(object)  # what was clicked or travelled to, Neuron | Weight; None when it was let go

    def __init__(self, net: NetworkScene, parent: QObject) -> None:
        super().__init__(parent)
        self._net = net
        self._hovered: Target | None = None
        self.pinned: Neuron | None = None
        self.held: Weight | None = None  # the number that is being edited
        self._told: Neuron | None = None

    @property
    def neuron(self) -> Neuron | None:
        """The neuron in the light; one that stays goes first."""
        if self.pinned is not None:
            return self.pinned
        return self._hovered if isinstance(self._hovered, Neuron) and self.held is None else None

    @property
    def number(self) -> Weight | None:
        """The weight or bias that is pointed at."""
        return self.held or (self._hovered if isinstance(self._hovered, Weight) else None)

    def hover(self, target: Target | None) -> None:
        """The mouse is over this now."""
        if target != self._hovered:
            self._hovered = target
            self._show()

    def pin(self, neuron: Neuron | None) -> None:
        """This neuron stays in the light; None lets go."""
        if neuron != self.pinned:
            self.pinned = neuron
            self._show()
        self.stays.emit(neuron)

    def hold(self, number: Weight | None) -> None:
        """This number stays marked, because it is being edited; None lets go."""
        if number != self.held:
            self.held = number
            self._show()
        if number is not None:
            self.stays.emit(number)

    def settle(self) -> None:
        """The network is another one: what it does not have is no longer pointed at."""
        plan = self._net.plan
        self._hovered = None
        self.pinned = self.pinned if self.pinned is not None and exists(plan, self.pinned) else None
        self.held = self.held if self.held is not None and exists(plan, self.held) else None
        self._show()

    def _show(self) -> None:
        neuron, number = self.neuron, self.number
        self._net.spotlight.light(
            self._net.plan,
            None if neuron is None else (neuron.block_id, neuron.unit),
            None if number is None else (number.block_id, number.array, number.index),
        )
        if neuron != self._told:
            self._told = neuron
            self.neuron_changed.emit(neuron)
