"""The page of all keys says what the window hears, and F1 in an open menu is about its entry."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.core.language import ENGLISH, LANGUAGES
from gui.canvas.interaction.keyboard import KEYS
from gui.model.help.help_files import written_pages
from gui.plotting.plot_header import COPY_KEYS, SAY_KEYS
from gui.widgets.spoken.table_sorting import KEYS as SORT_KEYS
from gui.window.help.help_window import HelpWindow
from gui.window.main_window import MainWindow

ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
MODIFIERS = "Ctrl+", "Alt+", "Shift+", "Meta+"
ELSEWHERE = {"Ctrl+1", "Ctrl+2", *SORT_KEYS, COPY_KEYS, SAY_KEYS}  # in a window or a widget of their own
REDO = "Ctrl+Shift+Z"  # has another key on some systems


def written_keys(language: str) -> set[str]:
    """All keys in the first and third column of the table: "Ctrl+N, O" are Ctrl+N and Ctrl+O."""
    found: set[str] = set()
    rows = re.findall(r"^\| (.*?) \| .*? \| (.*?) \| .*? \|$", written_pages("first_steps", language)["keys"].text, re.MULTILINE)
    for cell in (cell for row in rows for cell in row):
        for part in re.split(r"[ ,;]+(?![ ,]*$)", cell.replace("Ctrl+,", "Ctrl+COMMA")):
            key = part.strip(" ,").replace("COMMA", ",").replace("−", "-")
            if re.fullmatch(r"(Ctrl\+|Shift\+|Alt\+)+\S+|F\d+", key):
                found.add(key)
                before = key
            elif re.fullmatch("[A-Z]", key):
                found.add(before[:-1] + key)
    return {key for key in found if key.isascii() or key[-1] in ARROWS.values()}


def shown(keys: QKeySequence) -> str:
    """As the table writes it."""
    head, plus, last = keys.toString().rpartition("+")
    return head + plus + ARROWS.get(last, last)


def test_each_key_of_the_menus_is_in_the_table_and_no_other_is(window: MainWindow) -> None:
    menus = [{key.toString() for key in action.shortcuts()} for action in window.menus.actions.values() if action.shortcuts()]
    for menu in window.menus.menus.values():
        menus += [{key.toString() for key in action.shortcuts()} for action in menu.actions() if action.shortcuts()]
    english, redo = written_keys(ENGLISH), {key.toString() for key in QKeySequence.keyBindings(QKeySequence.StandardKey.Redo)}
    missing = [keys for keys in menus if not keys & english and not keys & redo]
    assert not missing
    heard = set().union(*menus) | redo | {REDO} | ELSEWHERE
    of_network = {shown(QKeySequence(modifier.value | key.value)) for modifier, key in KEYS}
    assert {key for key in of_network - english if "+" in key} <= {"Shift+→"}  # stands behind Shift+←
    heard |= of_network
    assert not {key for key in english - heard if not key.startswith(("Ctrl+wheel", "Ctrl+click", "Alt+"))}
    assert len(english) > 45


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {ENGLISH}))
def test_the_table_has_the_same_keys_in_each_language(language: str) -> None:
    assert written_keys(language) ^ written_keys(ENGLISH) <= {"Ctrl+wheel"}


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_f1_in_an_open_menu_shows_the_page_of_its_entry(window: MainWindow) -> None:
    menus, actions = window.menus.menus, window.menus.actions
    templates = next(action for action in menus["file"].actions() if action.menu() is not None)
    for menu, entry, page in (
        (menus["train"], actions["race"], "controls/race"),
        (templates.menu(), templates.menu().actions()[0], "controls/templates"),
        (menus["view"], None, "first_steps/first_minute"),
    ):
        menus["file"].popup(window.pos())
        menu.popup(window.pos())
        if entry is not None:
            menu.setActiveAction(entry)
        QTest.keyClick(menu, Qt.Key.Key_F1)
        assert QApplication.activePopupWidget() is None
        shown = window.findChild(HelpWindow)
        assert shown.page == page
        shown.close()
