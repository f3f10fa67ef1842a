"""F1 in an open menu: the page of the highlighted entry. A menu keeps all keys to itself, so that no shortcut is heard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

PAGE = "help_page"  # a property of an entry that is in no page's `actions`


class MenuHelp(QObject):
    """Listens in a menu and in all below it; `open_for` is called with the entry, or None, once the menus are closed."""

    def __init__(self, menu: QMenu, open_for: Callable[[QAction | None], object]) -> None:
        super().__init__(menu)
        self._menu, self._open_for = menu, open_for
        menu.aboutToShow.connect(self._listen)

    def _listen(self) -> None:
        # A menu is the parent of the entry that opens it; what `action.menu()` gives, PySide6 before 6.11.3 deletes afterwards.
        below = (action.parent() for action in self._menu.actions())
        for menu in (self._menu, *self._menu.findChildren(QMenu), *below):
            if isinstance(menu, QMenu):
                menu.installEventFilter(self)

    # -- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(watched, QMenu) and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1):
            return False
        if event.type() == QEvent.Type.KeyPress:
            entry = watched.activeAction()
            while (open_one := QApplication.activePopupWidget()) is not None and open_one.close():
                pass
            self._open_for(entry)
        return True
