"""The menu entries for how the window looks: text size and theme under View, and all preferences under Edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from engine.core.translation import _
from gui.controllers.preference_controller import PreferenceController
from gui.model.preferences import THEMES
from gui.style import style_sheet
from gui.window.actions import Menus
from gui.window.presentation import Presentation


def add_looks(window: QMainWindow, menus: Menus, controller: PreferenceController, presentation: Presentation) -> None:
    """Add the entries to the menus of the window."""

    def add(menu: str, name: str, text: str, do: Callable[[], object], keys: str, tip: str) -> QAction:
        action = QAction(text, window)
        action.setObjectName(name)
        action.setShortcuts(QKeySequence.listFromString(keys))
        action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # in windows of views and of the race too
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(lambda _checked=False: do())
        menus.menus[menu].addAction(action)
        menus.actions[name] = action
        return action

    tip = _("All texts and numbers, on the network and in plots too.")
    menus.menus["view"].addSeparator()
    add("view", "larger_text", _("&Larger text"), lambda: controller.change_text_size(1), "Ctrl++; Ctrl+=", tip)
    add("view", "smaller_text", _("S&maller text"), lambda: controller.change_text_size(-1), "Ctrl+-", tip)
    add("view", "normal_text", _("&Normal text size"), controller.reset_text_size, "Ctrl+0", tip)
    tip = _("For a room: large texts, the whole screen, and nothing at the side. F11 or Escape goes back.")
    presents = add("view", "presentation", _("&Presentation"), presentation.toggle, "F11", tip)
    presents.setCheckable(True)
    presentation.changed.connect(presents.setChecked)
    menus.menus["view"].addSeparator()
    _add_themes(menus.menus["view"], controller)
    menus.menus["edit"].addSeparator()
    tip = _("Theme, text size, speed at the start, what is asked before work is lost, and where files are.")
    add("edit", "preferences", _("&Preferences…"), controller.open_dialog, "Ctrl+,", tip)


def _add_themes(menu: QMenu, controller: PreferenceController) -> None:
    themes = menu.addMenu(_("&Theme"))
    group = QActionGroup(menu)
    actions = {}
    for choice, text in THEMES.items():
        action = actions[choice] = themes.addAction(_(text))
        action.setCheckable(True)
        action.setChecked(choice == style_sheet.choice())
        action.triggered.connect(lambda _checked=False, choice=choice: controller.set_theme(choice))
        group.addAction(action)
    themes.aboutToShow.connect(lambda: actions[style_sheet.choice()].setChecked(True))
