"""What is pointed at: a neuron or a trained number under the mouse, and the neuron that was clicked or reached by keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.canvas.diagram.parts import Neuron, Target, Weight, exists
from gui.canvas.scene import NetworkScene


class HoverState(QObject):
    """Changes by `set_hovered`, `pin`, `set_edited` and `drop_missing`, and keeps the scene's highlight in line."""

    neuron_changed = Signal(object)  # the highlighted neuron, or None
    target_selected = Signal(object)  # what was clicked or reached by keys, Neuron | Weight; None when it is let go

    def __init__(self, net: NetworkScene, parent: QObject) -> None:
        super().__init__(parent)
        self._net = net
        self._hovered: Target | None = None
        self.pinned: Neuron | None = None  # it stays highlighted when the mouse leaves it
        self.edited: Weight | None = None  # the number that the editor is open on
        self._announced: Neuron | None = None

    @property
    def neuron(self) -> Neuron | None:
        """The highlighted neuron: the pinned one, or else the one under the mouse."""
        if self.pinned is not None:
            return self.pinned
        return self._hovered if isinstance(self._hovered, Neuron) and self.edited is None else None

    @property
    def number(self) -> Weight | None:
        """The weight or bias that is being edited, or else the one under the mouse."""
        return self.edited or (self._hovered if isinstance(self._hovered, Weight) else None)

    def set_hovered(self, target: Target | None) -> None:
        """The mouse is over this now."""
        if target != self._hovered:
            self._hovered = target
            self._show()

    def pin(self, neuron: Neuron | None) -> None:
        """Keep a neuron highlighted; None lets go."""
        if neuron != self.pinned:
            self.pinned = neuron
            self._show()
        self.target_selected.emit(neuron)

    def set_edited(self, number: Weight | None) -> None:
        """Keep a number marked while it is being edited; None lets go."""
        if number != self.edited:
            self.edited = number
            self._show()
        if number is not None:
            self.target_selected.emit(number)

    def drop_missing(self) -> None:
        """The network has changed: what it no longer has is not pointed at."""
        diagram = self._net.diagram
        self._hovered = None
        self.pinned = self.pinned if self.pinned is not None and exists(diagram, self.pinned) else None
        self.edited = self.edited if self.edited is not None and exists(diagram, self.edited) else None
        self._show()

    def _show(self) -> None:
        neuron, number = self.neuron, self.number
        self._net.highlight.show(self._net.diagram, neuron, number)
        if neuron != self._announced:
            self._announced = neuron
            self.neuron_changed.emit(neuron)
