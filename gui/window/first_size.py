"""The window's first size and place: all of it on the screen, its frame and the task bar included."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtWidgets import QWidget

FRAME = QMargins(8, 32, 8, 8)  # what window managers draw around a window, at most; it is not known before the window is shown
COMFORTABLE = QSize(1280, 720)


def first_box(available: QRect) -> QRect:
    """Of the window without its frame, within a screen's free area: large enough to read from afar, but not the whole of a large
    screen."""
    inside = available.marginsRemoved(FRAME)
    wanted = QSize(round(0.85 * available.width()), round(0.85 * available.height()))
    size = wanted.expandedTo(COMFORTABLE).boundedTo(inside.size())
    box = QRect(inside.topLeft(), size)
    box.moveCenter(inside.center())
    return box


def place_first(window: QWidget) -> None:
    box = first_box(window.screen().availableGeometry())
    window.resize(box.size())
    window.move(box.x() - FRAME.left(), box.y() - FRAME.top())  # a window is moved with its frame
