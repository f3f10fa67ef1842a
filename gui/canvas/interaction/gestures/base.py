"""What a gesture is, and what it may ask of the canvas. To add one, write a file beside this one and start it in `Canvas`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, Qt

from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.selection import Selection
from gui.canvas.scene import NetworkScene


class Stage(Protocol):
    """The canvas, as gestures see it."""

    net: NetworkScene
    builder: NetworkCommands

    def at(self, point: QPoint) -> QPointF:
        """A point of the viewport in the scene."""

    def inside(self, point: QPoint) -> bool:
        """Whether a point, in the viewport's coordinates, is within it."""

    def on_bin(self, point: QPoint) -> bool:
        """Whether it is where the bin is, or would be."""

    def say(self, text: str) -> None:
        """Show a sentence at the canvas's edge; nothing hides it."""

    def show_bin(self, shown: bool, hot: bool = False) -> None:
        """The strip on which a block is dropped to delete it; `hot` while something is over it."""

    def show_band(self, band: QRect | None) -> None:
        """A rectangle in the viewport that is being drawn; None hides it."""

    def set_cursor(self, shape: Qt.CursorShape | None) -> None:
        """The mouse pointer while a gesture lasts; None for the usual one."""

    @property
    def chosen(self) -> tuple[int, ...]:
        """The selected hidden layers, in their order."""

    def select(self, block_id: int | str | None) -> None:
        """Make a block the only selected one."""

    def choose(self, selection: Selection) -> None:
        """Select several blocks."""

    def click(self, point: QPoint) -> bool:
        """A press was let go where it was. Whether there was a neuron, a weight or a bias to touch."""

    def pan(self, by: QPoint) -> None:
        """Move what the view shows, in pixels."""


class Gesture(ABC):
    """Starts when it is made, at a press or when a drag arrives. Points are the viewport's."""

    @abstractmethod
    def move(self, to: QPoint) -> None:
        """The mouse is here now."""

    @abstractmethod
    def finish(self) -> None:
        """The button was let go: make the edit, if there is one."""

    @abstractmethod
    def cancel(self) -> None:
        """Esc, or the network changed under it: put everything back."""
