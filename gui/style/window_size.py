"""How large windows and dialogs are at first: as large as they would like to be, where the screen has room for that."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME = QSize(40, 60)  # pixels of the screen that are left to the window's frame and its surroundings


def resize_within_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window this size in pixels, or the largest one that its screen has room for."""
    window.resize(QSize(width, height).boundedTo(window.screen().availableSize() - FRAME))
