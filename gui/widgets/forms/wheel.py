"""The wheel scrolls what is around a control; it never changes a value that one only scrolls past.

In what scrolls use `Slider` for a slider and `Choice` for a drop-down, or give other boxes to `leave_wheel`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget


class Slider(QSlider):
    """Horizontal; leaves the wheel to the scroll area around it."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def leave_wheel(*boxes: QWidget) -> None:
    """Have drop-downs and boxes of numbers ignore the wheel unless they have the focus, which the wheel does not give them."""
    for box in boxes:
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(_WheelFilter(box))


class _WheelFilter(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
