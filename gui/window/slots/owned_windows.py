"""The windows and dialogs that a window has opened beside itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def close_windows_of(parent: QWidget) -> None:
    """Close what its panels have opened beside it.

    When a floating panel is put back, Qt forgets to whom a window of it belongs, and the program would go on with it.
    """
    for one in parent.findChildren(QWidget):
        if one.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog) and one.isVisible():
            one.close()
