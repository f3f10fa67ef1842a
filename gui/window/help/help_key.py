"""F1: opens the page of what is pointed at or has the keyboard, in every window and dialog of the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from gui.window.help.help_places import FIRST, page_for

KEY = QKeySequence(Qt.Key.Key_F1)


class HelpKey(QObject):
    """Gives each window that comes to the front the key, unless it has it; `open_page` is called with the name of a page."""

    def __init__(self, window: QWidget, open_page: Callable[[str], object]) -> None:
        super().__init__(window)
        self._open = open_page
        self._mouse = QPoint()  # where it was when the keyboard last went to another widget
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def press(self) -> None:
        """Open the page of what the user means."""
        self._open(self.page_here())

    def page_here(self) -> str:
        """Of what is under the mouse, if it has moved since the keyboard went to where it is; else of what has the keyboard."""
        focus, mouse = QApplication.focusWidget(), QCursor.pos()
        pointed = QApplication.widgetAt(mouse) if mouse != self._mouse or focus is None else None
        if pointed is not None and pointed.window() is QApplication.activeWindow():
            found = page_for(pointed, mouse)
            if found:
                return found
        return page_for(focus) or FIRST

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        self._mouse = QCursor.pos()
        window = new.window()
        has_it = any(KEY in action.shortcuts() for action in window.actions()) or window.findChild(QShortcut, "help") is not None
        if not has_it and window.windowType() is not Qt.WindowType.Popup:
            shortcut = QShortcut(KEY, window)
            shortcut.setObjectName("help")
            shortcut.activated.connect(self.press)
