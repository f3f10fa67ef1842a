"""Help: its pages, about the program, and what to put into a report."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyqtgraph
import PySide6
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QMenu, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.core.version import VERSION
from gui.model.help.help_library import all_pages
from gui.model.lessons.lesson import Lesson
from gui.model.lessons.lesson_reading import lessons_in
from gui.style.theme import px
from gui.views import VIEWS
from gui.window.help.diagnostics import diagnostic_text
from gui.window.help.help_key import HelpKey
from gui.window.help.help_pictures import has_drawing
from gui.window.help.help_places import FIRST
from gui.window.help.help_window import HelpWindow
from gui.window.help.menu_help import PAGE, MenuHelp
from gui.window.help.page_html import Surroundings


class HelpDialogs:
    """Opens them over `parent`; `show_message(kind, text)` shows that something was copied.

    The pages are read when they are first wanted. `last` is the page that was shown last.
    """

    def __init__(self, parent: Any, show_message: Callable[[str, str], None]) -> None:
        self.parent, self.show_message = parent, show_message
        self.key = HelpKey(parent, self.open_page)
        self.last = FIRST
        self._around: Surroundings | None = None
        self._lessons: dict[str, Lesson] = {}

    def show_here(self) -> None:
        """The page of what is pointed at."""
        self.key.press()

    def watch(self, menu: QMenu) -> None:
        """Let F1 in an open menu show the page of its entry."""
        MenuHelp(menu, self._open_for)

    def show_guide(self) -> None:
        self.open_page(FIRST)

    def show_contents(self) -> None:
        """The page that was shown last, and the keyboard in the search."""
        window = self.open_page(self.last)
        window.search.setFocus()
        window.search.selectAll()

    def open_page(self, name: str) -> HelpWindow:
        """Show a page, over the dialog that is open if there is one: it would keep the mouse from a window beside it."""
        over = QApplication.activeModalWidget() or self.parent
        window = over.findChild(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if window is None:
            window = HelpWindow(self._surroundings(), over)
            window.wanted.connect(self._do)
            window.shown.connect(self._note)
        window.show_page(name)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def show_about(self) -> None:
        AboutDialog(self.parent).open()

    def copy_diagnostics(self) -> None:
        QGuiApplication.clipboard().setText(diagnostic_text())
        text = _(
            "The diagnostic information is on the clipboard: paste it into your report. It holds no names of files and no data."
        )
        self.show_message("info", text)

    # -- inside
    def _open_for(self, entry: QAction | None) -> None:
        name = next((name for name, action in self.parent.menus.actions.items() if action is entry), "")
        pages = (page.name for page in self._surroundings().pages.values() if name in page.actions)
        self.open_page(next(pages, "") or (entry is not None and entry.property(PAGE)) or FIRST)

    def _note(self, name: str) -> None:
        self.last = name

    def _surroundings(self) -> Surroundings:
        """Read once: the language does not change while the program runs."""
        if self._around is None:
            self._lessons = {lesson.name: lesson for lesson in lessons_in()[0]}
            self._around = surroundings(self._lessons, self._way_to)
        return self._around

    def _way_to(self, name: str) -> str:
        """Where an action stands in the menus, and its key."""
        action: QAction | None = self.parent.menus.actions.get(name)
        menus = [menu for menu in self.parent.menus.menus.values() if action in menu.actions()]
        if action is None or not menus:
            return ""
        menu, entry, keys = plain_entry(menus[0].title()), plain_entry(action.text()), _keys(action)
        return _("{menu} ▸ {entry} ({keys})").format(menu=menu, entry=entry, keys=keys) if keys else f"{menu} ▸ {entry}"

    def _do(self, does: str, target: str) -> None:
        """What a link of a page says: the window of the help makes room for it."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None and not isinstance(dialog, HelpWindow):
            return
        window = self.parent.findChild(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if window is not None:
            window.close()
        if does == "view":
            self.parent.layout_controller.show_view(target)
        elif does == "lesson":
            self.parent.lesson_controller.begin(self._lessons[target])
        self.parent.activateWindow()


def surroundings(lessons: Mapping[str, Lesson], way_to: Callable[[str], str]) -> Surroundings:
    """All pages, among these lessons."""
    views, text = {name: cls.title for name, cls in VIEWS.items()}, _("Start lesson {number}: {title}")
    titles = {name: text.format(number=at, title=lesson.title) for at, (name, lesson) in enumerate(lessons.items(), 1)}
    return Surroundings(all_pages(views), titles, views, way_to, has_drawing)


def plain_entry(text: str) -> str:
    """A menu's text as it is read: without the sign of its letter, which Korean puts in brackets behind it."""
    return re.sub(r"\(&\w\)|&", "", text)


def _keys(action: QAction) -> str:
    return QKeySequence.listToString(action.shortcuts()[:1], QKeySequence.SequenceFormat.NativeText)


class AboutDialog(QDialog):
    """Version, where the log is, what it is made with."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About"))
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
        made_with = (
            f"Python {platform.python_version()}, NumPy {np.__version__}, PySide6 {PySide6.__version__}, "
            f"pyqtgraph {pyqtgraph.__version__}"
        )
        text = _(
            "<h3>Network Playground {version}</h3><p>Build a neural network by dragging layers together, watch it learn, "
            "take its weights home.</p><p>MIT licence. Made with {made_with}. Iris data: R. A. Fisher, 1936; UCI Machine "
            "Learning Repository, CC BY 4.0.</p><p>Log and recovery files: {folder}</p>"
        )
        label = QLabel(text.format(version=VERSION, made_with=made_with, folder=data))
        label.setWordWrap(True)
        label.setOpenExternalLinks(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.setMinimumWidth(px(440))
        _fill(self, label)


def _fill(dialog: QDialog, content: QWidget) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(content)
    column.addWidget(buttons)
