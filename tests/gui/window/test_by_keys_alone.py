"""A lesson, a search and an import without a mouse: key events to what has the keyboard, from the window's first moment on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from engine.core.language import ENGLISH, KOREAN, use_language
from engine.core.translation import _
from engine.data.datasets import DATASETS
from engine.exporters.npz import Npz
from engine.exporters.trained_model import TrainedModel
from engine.recipe.recipe import Recipe
from engine.search.executors.in_process import InProcess
from engine.search.settings import SETTINGS
from engine.training.session import Session
from gui.panels.importing.import_dialog import ImportDialog
from gui.search import search_job
from gui.search.search_frame import DONE
from gui.widgets.previews.preview_combo import PreviewCombo
from gui.window.main_window import MainWindow
from tests.engine.builders import snapshot_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MOST_TABS = 160  # more controls than the window shows


class Keys:
    """Presses keys on what has the focus, as the system does."""

    def __init__(self, window: QWidget, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def target(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or QApplication.activeWindow() or self.window

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.target, key, modifier)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.target, text)

    def tab_to(self, wanted: Callable[[QWidget], bool], backwards: bool = False) -> QWidget:
        """Tab until something has the focus; fails with what was passed when it is never reached."""
        passed = []
        for _tab in range(MOST_TABS):
            focused = QApplication.focusWidget()
            if focused is not None and wanted(focused):
                return focused
            passed.append(f"{type(focused).__name__} {'' if focused is None else focused.accessibleName()!r}")
            self.press(
                KEY.Key_Backtab if backwards else KEY.Key_Tab, modifier=SHIFT if backwards else Qt.KeyboardModifier.NoModifier
            )
        raise AssertionError("never reached: " + ", ".join(passed))


@pytest.fixture
def keys(window: MainWindow, qtbot: QtBot) -> Keys:
    window.activateWindow()
    return Keys(window, qtbot)


def button(name: str) -> Callable[[QWidget], bool]:
    return lambda widget: isinstance(widget, QAbstractButton) and name in (widget.text(), widget.accessibleName())


def test_a_whole_lesson_is_done(keys: Keys, window: MainWindow, qtbot: QtBot) -> None:
    lessons = window.lesson_controller
    keys.tab_to(button("Lessons"))
    keys.press(KEY.Key_Space)
    keys.tab_to(lambda widget: widget is lessons.pane.list.list)
    keys.press(KEY.Key_Home, KEY.Key_Return)
    assert lessons.run is not None
    assert lessons.run.lesson.name == "01_loop"
    for number, guess in enumerate((2, 1, 1, 2)):
        assert lessons.run.at == number
        _guess(keys, guess)
        _DO[number](keys, window)
        qtbot.waitUntil(lambda: lessons.run.play.record.done)
        if not lessons.run.is_last:
            _go_on(keys)
    assert lessons.run.is_finished
    keys.tab_to(button("Leave the lesson"))
    keys.press(KEY.Key_Space)
    assert lessons.run is None


def _guess(keys: Keys, number: int) -> None:
    """The question of a step has the keyboard already; arrows choose, Tab leads to the button."""
    first = QApplication.focusWidget()
    assert isinstance(first, QRadioButton)
    keys.press(KEY.Key_Space, *[KEY.Key_Down] * (number - 1))
    keys.tab_to(button("That is my guess"))
    keys.press(KEY.Key_Space)


def _go_on(keys: Keys) -> None:
    keys.tab_to(button("Next"))
    keys.press(KEY.Key_Space)


def _an_epoch(keys: Keys, window: MainWindow) -> None:
    keys.press(KEY.Key_F6)


def _until_it_is_done(keys: Keys, window: MainWindow) -> None:
    """Play and, when the goal is met, Pause."""
    keys.press(KEY.Key_F5)
    keys.qtbot.waitUntil(lambda: [one.met for one in window.lesson_controller.run.play.verdicts[:1]] == [True])
    keys.press(KEY.Key_F5)
    keys.qtbot.waitUntil(lambda: not window.trainer.is_running)


def _adam_from_the_start(keys: Keys, window: MainWindow) -> None:
    combo = keys.tab_to(lambda widget: isinstance(widget, PreviewCombo) and widget.accessibleName().startswith("Optimizer"))
    assert isinstance(combo, PreviewCombo)
    for _step in range(combo.count()):
        if combo.currentText() == "Adam":
            break
        keys.press(KEY.Key_Down)
    assert combo.currentText() == "Adam"
    keys.tab_to(button("Same start"), backwards=True)
    keys.press(KEY.Key_Space)
    keys.qtbot.waitUntil(lambda: window.trainer.frame.snapshot.step == 0 and not window.trainer.is_running)
    for epoch in range(1, 60):
        keys.press(KEY.Key_F6)
        keys.qtbot.waitUntil(lambda epoch=epoch: window.trainer.frame.snapshot.epoch == epoch and not window.trainer.is_running)
        if window.lesson_controller.run.play.record.done:
            break


def _accuracy_and_an_answer(keys: Keys, window: MainWindow) -> None:
    _until_it_is_done(keys, window)
    choice = keys.tab_to(lambda widget: isinstance(widget, QRadioButton) and widget.accessibleName() == "Accuracy")
    assert choice.hasFocus()
    keys.press(KEY.Key_Space)
    keys.press(KEY.Key_Tab, KEY.Key_Space)


_DO = (_an_epoch, _until_it_is_done, _adam_from_the_start, _accuracy_and_an_answer)


@pytest.fixture(params=[ENGLISH, KOREAN])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language(ENGLISH)


def test_a_whole_search_is_made_and_a_trial_adopted(
    language: str, keys: Keys, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened, a range and the file typed, started, the table sorted, another trial than the best chosen, adopted and undone."""
    monkeypatch.setattr(search_job, "open_workers", lambda rows, jobs, cluster: InProcess(rows))
    controller, before = window.experiments.search, window.document.project
    keys.press(KEY.Key_F, modifier=CTRL | SHIFT)
    qtbot.waitUntil(lambda: controller.window is not None and controller.window.isActiveWindow())
    search = controller.window
    form, results = search.setup.form, search.results
    for line, text in (
        (search.setup.rows["lr"].line, "0.05..0.5:log"),
        (form.numbers["trials"].line, "6"),
        (form.numbers["epochs"].line, "3"),
        (form.file.line, str(tmp_path / "s.sqlite")),
    ):
        keys.tab_to(lambda widget, line=line: widget is line)
        keys.press(KEY.Key_A, modifier=CTRL)
        keys.type(text)
    keys.press(KEY.Key_F5)
    qtbot.waitUntil(lambda: controller.client.frame.phase == DONE and controller.client.has_ended)
    qtbot.waitUntil(lambda: len(results.frame.trials) == 6)
    keys.tab_to(lambda widget: widget is results.table)
    rate = [column.title for column in results.table.model_.columns].index(_(SETTINGS["lr"].label))
    keys.press(*[KEY.Key_Right] * rate)
    for order in (1, -1):
        keys.press(KEY.Key_Return, modifier=SHIFT)
        assert [one.number for one in results.table.model_.order] == [
            one.number for one in sorted(results.frame.trials, key=lambda one: order * one.point["lr"])
        ]
    first = results.table.model_.order[0]
    keys.press(*[KEY.Key_Up] * 6)
    assert results.chosen == first.number
    keys.press(KEY.Key_Return)
    assert results.adopt_button.hasFocus()
    keys.press(KEY.Key_Space)
    qtbot.waitUntil(lambda: window.document.project.recipe.optimizer.lr == first.point["lr"])
    qtbot.waitUntil(window.isActiveWindow)  # where Undo is
    keys.press(KEY.Key_Z, modifier=CTRL)
    assert window.document.project == before


def test_a_trained_network_is_imported(
    keys: Keys, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's file dialog, which is not ours, answers at once; the rest are keys."""
    file = tmp_path / "network.npz"
    session = Session(Recipe(data=DATASETS["moons"]()))
    session.advance(20)
    Npz().write(TrainedModel.of(snapshot_of(session)), file)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_about: (str(file), ""))
    keys.press(KEY.Key_I, modifier=CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), ImportDialog))
    keys.tab_to(button("Import"))
    keys.press(KEY.Key_Space)
    qtbot.waitUntil(lambda: window.document.project.recipe.data.kind == "moons")
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, session.network.theta))
    keys.press(KEY.Key_Z, modifier=CTRL)
