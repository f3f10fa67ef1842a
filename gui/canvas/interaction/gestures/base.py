"""What a gesture is. To add one, write a file beside this one and begin it in `mouse.PRESS`, or in `GestureView` for a drop."""

from __future__ import annotations

from abc import ABC, abstractmethod

from PySide6.QtCore import QPoint


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
        """Escape, or the network changed under it: put everything back."""
