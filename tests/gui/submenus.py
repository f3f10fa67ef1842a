"""The menu behind an entry of a menu, without QAction.menu().

PySide6 before 6.11.3 deletes that menu, and all that is in it, together with the Python object which `menu()` gives. The program
never asks so.
"""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def submenu(entry: QAction) -> QMenu | None:
    """Which the entry opens: Qt makes that menu the parent of its entry."""
    menu = entry.parent()
    return menu if isinstance(menu, QMenu) and menu.menuAction() == entry else None
