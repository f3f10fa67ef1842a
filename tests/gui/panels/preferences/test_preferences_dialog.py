"""Edit ▸ Preferences: each choice takes effect at once, and is there again at the next start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from gui.model import edits
from gui.model.preferences import Preferences
from gui.model.speeds import FIRST, FULL, Speed
from gui.panels.preferences.preferences_dialog import PreferencesDialog
from gui.settings import preference_store
from gui.style import style_sheet, text_size, theme
from gui.window.main_window import MainWindow


@pytest.fixture
def dialog(qtbot, qapp: QApplication, window: MainWindow) -> Iterator[PreferencesDialog]:
    window.menus.actions["preferences"].trigger()
    dialog = window.findChild(PreferencesDialog)
    assert dialog is not None
    yield dialog
    dialog.reject()
    preference_store.change(theme="system", text_size=1.0)


def choose(dialog: PreferencesDialog, name: str, value: object) -> None:
    combo = dialog.choices[name]
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def test_it_opens_by_the_usual_key(window: MainWindow) -> None:
    action = window.menus.actions["preferences"]
    assert action.shortcut() == QKeySequence("Ctrl+,")
    assert action in window.menus.menus["edit"].actions()


def test_a_theme_is_there_at_once(dialog: PreferencesDialog) -> None:
    choose(dialog, "theme", "dark")
    assert theme.current() is theme.DARK
    assert preference_store.preferences().theme == style_sheet.choice() == "dark"


def test_a_text_size_is_there_at_once(dialog: PreferencesDialog) -> None:
    choose(dialog, "text_size", 1.25)
    assert theme.scale() == text_size.chosen() == preference_store.preferences().text_size == 1.25


def test_what_is_changed_elsewhere_is_shown(dialog: PreferencesDialog, window: MainWindow) -> None:
    window.menus.actions["larger_text"].trigger()
    assert dialog.choices["text_size"].currentData() == 1.1


def test_the_speed_at_a_start_is_the_one_of_the_next_window(dialog: PreferencesDialog, window: MainWindow, qtbot) -> None:
    choose(dialog, "start_speed", Speed(steps=1).key)
    assert window.run_bar.speed_bar.speed == FULL  # the one in use
    other = MainWindow(window.document.project)
    qtbot.addWidget(other)
    assert other.run_bar.speed_bar.speed == Speed(steps=1)
    other.close()


def test_the_defaults_come_back_and_the_speed_in_use_stays(dialog: PreferencesDialog, tmp_path: Path) -> None:
    for name, value in (
        ("theme", "dark"),
        ("text_size", 1.4),
        ("start_speed", "full"),
        ("asks", "nothing"),
        ("motion", "reduced"),
    ):
        choose(dialog, name, value)
    preference_store.change(folder=str(tmp_path))
    dialog.defaults.click()
    assert preference_store.preferences() == Preferences(speed=FULL)
    assert dialog.choices["text_size"].currentData() == 1.0


def test_a_folder_is_asked_for(dialog: PreferencesDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda parent, title, start: str(tmp_path))
    dialog.folder.button.click()
    assert preference_store.preferences().folder == str(tmp_path)
    assert Path(dialog.folder.line.text()) == tmp_path


def test_each_control_has_a_name_and_says_what_it_is_for(dialog: PreferencesDialog) -> None:
    controls: list[QWidget] = [*dialog.choices.values(), dialog.folder.line, dialog.folder.button]
    assert all(control.accessibleName() and control.toolTip() for control in controls)


@pytest.mark.parametrize(("asks", "edited", "asked"), [("work", True, 1), ("edits", True, 1), ("nothing", True, 0)])
def test_leaving_asks_about_what_is_preferred(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, asks: str, edited: bool, asked: int
) -> None:
    questions: list[object] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: questions.append(box) or QMessageBox.StandardButton.Discard)
    preference_store.change(asks=asks)
    window.document.edit("batch", edits.with_recipe(window.document.project, batch=20))
    assert window.file_controller.may_leave()
    assert len(questions) == asked


@pytest.mark.parametrize(("asks", "asked"), [("work", 1), ("edits", 0), ("nothing", 0)])
def test_training_alone_is_asked_about_where_it_is_preferred(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, asks: str, asked: int
) -> None:
    questions: list[object] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: questions.append(box) or QMessageBox.StandardButton.Discard)
    monkeypatch.setattr(type(window.unsaved), "is_trained", property(lambda self: True))
    preference_store.change(asks=asks)
    assert window.file_controller.may_leave()
    assert len(questions) == asked


def test_a_new_user_begins_at_the_first_speed(qapp: QApplication) -> None:
    assert Preferences().first_speed == FIRST
