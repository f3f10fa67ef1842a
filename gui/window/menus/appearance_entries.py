"""The menu entries for how the window looks: text size and theme under View, and all preferences under Edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from engine.core.language import LANGUAGES
from engine.core.translation import _
from gui.controllers.preference_controller import PreferenceController
from gui.model.preferences import SYSTEM_LANGUAGE, THEMES
from gui.settings.preference_store import preferences
from gui.style import style_sheet
from gui.window.menus.actions import Menus
from gui.window.presentation import Presentation


def add_appearance(window: QMainWindow, menus: Menus, controller: PreferenceController, presentation: Presentation) -> None:
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
    _add_languages(menus.menus["view"], controller)
    menus.menus["edit"].addSeparator()
    tip = _("Theme, text size, speed at the start, what is asked before work is lost, and where files are.")
    add("edit", "preferences", _("&Preferences…"), controller.open_dialog, "Ctrl+,", tip)


def _add_themes(menu: QMenu, controller: PreferenceController) -> None:
    entries = {choice: _(text) for choice, text in THEMES.items()}
    _add_choices(menu, _("&Theme"), entries, style_sheet.choice, controller.set_theme)


def _add_languages(menu: QMenu, controller: PreferenceController) -> None:
    entries = {SYSTEM_LANGUAGE: _("Follow the system"), **LANGUAGES}
    _add_choices(menu, _("Lan&guage"), entries, lambda: preferences().language, controller.set_language)


def _add_choices(
    menu: QMenu, title: str, entries: dict[str, str], chosen: Callable[[], str], choose: Callable[[str], None]
) -> None:
    """A menu of which one entry is checked: what is chosen when the menu opens."""
    choices = menu.addMenu(title)
    group = QActionGroup(menu)
    actions = {}
    for choice, text in entries.items():
        action = actions[choice] = choices.addAction(text)
        action.setCheckable(True)
        action.setChecked(choice == chosen())
        action.triggered.connect(lambda _checked=False, choice=choice: choose(choice))
        group.addAction(action)
    choices.aboutToShow.connect(lambda: actions[chosen()].setChecked(True))
