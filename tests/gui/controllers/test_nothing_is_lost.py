"""While the training thread is busy nothing is written for what it holds; training is work; a second click counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMessageBox, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from engine.core.cancellation import check
from engine.core.language import KOREAN, in_language
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD
from gui.controllers import unsaved_work
from gui.controllers.unsaved_work import LOOK_SECONDS
from gui.model import edits
from gui.model.project import Project
from gui.model.storage.project_file import Opened, open_project, save_project
from gui.model.templates import TEMPLATES
from gui.training.training_job import TrainingJob
from gui.widgets import waiting
from gui.window.help.help_window import HelpWindow
from gui.window.main_window import MainWindow
from tests.gui.window_actions import state_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch, only_looks: None) -> None:
    monkeypatch.setattr(unsaved_work, "LOOK_SECONDS", LOOK_SECONDS)


class Busy:
    """Keeps the training thread in one step until it is released."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.began, self.free = window, threading.Event(), threading.Event()
        window.trainer.client.send(self)
        assert self.began.wait(60)

    def do(self, job: TrainingJob) -> None:
        self.began.set()
        self.free.wait(60)


@pytest.fixture
def busy(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[Busy]:
    monkeypatch.setattr(waiting, "MOMENT_MS", 0)
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1)
    made = Busy(window)
    yield made
    made.free.set()


def when_it_waits(act) -> list[str]:
    """Do that as soon as the window says what it waits for; returns what it says, later."""
    said: list[str] = []

    def look() -> None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog) and w.isVisible()]
        if not shown:
            QTimer.singleShot(1, look)
            return
        said.append(shown[0].labelText())
        act(shown[0])

    QTimer.singleShot(0, look)
    return said


def told(window: MainWindow) -> str:
    return window.banner.messages[0].text


def trained(window: MainWindow, seconds: float) -> None:
    """A frame in which the present project has trained for so long."""
    window._show_frame(replace(window.trainer.frame, trained_seconds=seconds))


def answers(monkeypatch: pytest.MonkeyPatch, button: str) -> list[str]:
    """Answer every question about unsaved work so; returns the questions, later."""
    asked: list[str] = []

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return QMessageBox.StandardButton[button]

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


# -- a busy thread
def test_a_save_waits_for_the_step_and_has_the_training(window, busy, tmp_path: Path) -> None:
    window.file_controller.path = path = tmp_path / "a.npp"
    said = when_it_waits(lambda dialog: busy.free.set())
    assert window.file_controller.save()
    assert "Waiting for the training step to end" in said[0]
    assert open_project(path).checkpoint.epoch == 1
    assert "trained up to step 25" in told(window)


def test_a_save_that_is_cancelled_leaves_the_file_and_says_so(window, busy, tmp_path: Path) -> None:
    window.file_controller.path = path = tmp_path / "a.npp"
    path.write_text("the good file")
    when_it_waits(lambda dialog: dialog.findChild(QPushButton).click())
    assert not window.file_controller.save()
    assert path.read_text() == "the good file"
    assert "Not saved" in told(window)
    assert not window.reader.is_waiting


def test_an_export_that_is_cancelled_before_the_weights_are_there_says_so(window, busy) -> None:
    when_it_waits(lambda dialog: dialog.findChild(QPushButton).click())
    window.export_controller.export()
    assert window.export_controller.dialog is None
    assert "Not exported" in told(window)


def test_the_autosave_gets_the_state_when_the_thread_has_time_and_does_not_wait(qtbot, window, busy) -> None:
    stored = []
    window.send_state_to(lambda project, checkpoint, trained: stored.append(checkpoint))
    assert stored == []
    busy.free.set()
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].epoch == 1


def test_a_state_that_fails_is_not_taken_for_none(qtbot, window, tmp_path: Path, monkeypatch) -> None:
    def fails(job: TrainingJob) -> None:
        raise MemoryError

    monkeypatch.setattr(TrainingJob, "final", fails)
    monkeypatch.setattr(window, "_raise", lambda error: None)
    window.trainer.failed.disconnect()
    window.file_controller.path = path = tmp_path / "a.npp"
    path.write_text("the good file")
    assert not window.file_controller.save()
    assert path.read_text() == "the good file"


def test_closing_waits_for_the_step_and_says_so(window, busy) -> None:
    thread = window.trainer.client._worker
    said = when_it_waits(lambda dialog: busy.free.set())
    window.close()
    assert "then the window closes" in said[0]
    assert thread.isFinished()
    assert not window.isVisible()


def test_while_a_save_waits_the_window_does_not_close(window, busy, tmp_path: Path) -> None:
    window.file_controller.path = tmp_path / "a.npp"
    refused = []

    def act(dialog: QProgressDialog) -> None:
        event = QCloseEvent()
        window.closeEvent(event)
        refused.append(not event.isAccepted())
        busy.free.set()

    when_it_waits(act)
    assert window.file_controller.save()
    assert refused == [True]


def test_quitting_while_a_save_waits_is_done_after_it(window, busy, qtbot, tmp_path: Path) -> None:
    window.file_controller.path = path = tmp_path / "a.npp"
    texts = []

    def act(dialog: QProgressDialog) -> None:
        next(one for one in dialog.findChildren(QShortcut) if one.key() == QKeySequence("Ctrl+Q")).activated.emit()
        texts.append(dialog.labelText())
        busy.free.set()

    when_it_waits(act)
    assert window.file_controller.save()
    assert texts[0].endswith("Then the window closes.")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert open_project(path).checkpoint.epoch == 1


def test_quitting_is_off_when_the_save_it_waits_for_is_cancelled(window, busy, tmp_path: Path) -> None:
    window.file_controller.path = tmp_path / "a.npp"

    def act(dialog: QProgressDialog) -> None:
        window.close()
        dialog.findChild(QPushButton).click()

    when_it_waits(act)
    assert not window.file_controller.save()
    QApplication.processEvents()
    assert window.isVisible()


def test_questions_and_help_leave_no_dialog_behind(window, monkeypatch, tmp_path: Path) -> None:
    answers(monkeypatch, "Cancel")
    trained(window, LOOK_SECONDS)
    assert not window.file_controller.may_leave()
    window.help_dialogs.show_guide()
    window.findChild(HelpWindow).close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not window.findChildren(QMessageBox)
    assert not window.findChildren(HelpWindow)
    answers(monkeypatch, "Discard")


def test_what_discards_says_so_in_korean(window, monkeypatch) -> None:
    """Qt's own word for it there means "ignore"."""
    texts: list[str] = []

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        texts.append(box.button(QMessageBox.StandardButton.Discard).text())
        return QMessageBox.StandardButton.Discard

    monkeypatch.setattr(QMessageBox, "exec", answer)
    trained(window, LOOK_SECONDS)
    with in_language(KOREAN):
        assert window.file_controller.may_leave()
    assert texts == ["저장 안 함"]


# -- training is work
def test_a_look_is_no_work_and_a_run_is(window, monkeypatch) -> None:
    asked = answers(monkeypatch, "Cancel")
    trained(window, LOOK_SECONDS - 0.1)
    assert not window.isWindowModified()
    assert window.file_controller.may_leave()
    trained(window, LOOK_SECONDS)
    assert window.isWindowModified()
    assert not window.file_controller.new()
    assert not window.file_controller.open()
    assert not window.close()
    assert asked == ["Save the training of untitled network?"] * 3
    answers(monkeypatch, "Discard")


def test_after_a_save_only_what_comes_later_counts(qtbot, window, tmp_path: Path) -> None:
    seconds = state_of(qtbot, window.trainer)[1].control.seconds
    trained(window, seconds + 2 * LOOK_SECONDS)
    window.file_controller.path = tmp_path / "a.npp"
    assert window.file_controller.save()
    trained(window, seconds)
    assert not window.isWindowModified()
    trained(window, seconds + LOOK_SECONDS)
    assert window.isWindowModified()
    assert window.file_controller.save()
    trained(window, seconds)
    window.document.edit("Rate", edits.with_recipe(window.document.project, optimizer=SGD(lr=0.1)))
    assert window.isWindowModified()
    window.document.undo_stack.undo()
    assert not window.isWindowModified()


def test_what_was_opened_is_saved_and_the_frames_of_the_project_before_do_not_count(qtbot, window, tmp_path: Path) -> None:
    session = state_of(qtbot, window.trainer)
    trained(window, 100.0)
    assert window.isWindowModified()
    window.file_controller._show(window.document.project, replace_seconds(session[1], 70.0), tmp_path / "a.npp")
    trained(window, 100.0)
    assert not window.isWindowModified()
    qtbot.waitUntil(lambda: window.trainer.frame.opening == window.trainer.opening)
    assert window.trainer.frame.trained_seconds == 70
    assert not window.isWindowModified()
    trained(window, 70 + LOOK_SECONDS)
    assert window.isWindowModified()
    trained(window, 70.0)


def replace_seconds(checkpoint, seconds: float):
    return replace(checkpoint, control=replace(checkpoint.control, seconds=seconds))


def test_a_template_is_a_look_until_something_is_made_of_it(window, monkeypatch) -> None:
    window.project_controller.use_template(TEMPLATES[1])
    window.project_controller.use_template(TEMPLATES[2])
    assert not window.isWindowModified()
    window.document.edit("Rate", edits.with_recipe(window.document.project, optimizer=SGD(lr=0.1)))
    assert window.isWindowModified()


def test_a_template_in_a_saved_project_is_an_edit(window, tmp_path: Path) -> None:
    window.file_controller.path = tmp_path / "a.npp"
    assert window.file_controller.save()
    window.project_controller.use_template(TEMPLATES[1])
    assert window.isWindowModified()


# -- the second click
def test_a_second_click_on_play_pauses_before_any_frame_has_come(qtbot, window) -> None:
    window.run_bar.play.click()
    window.run_bar.play.click()
    assert not window.trainer.is_running
    qtbot.waitUntil(lambda: window.trainer.frame.order == 2)
    assert not window.trainer.frame.running
    window.run_bar.play.click()
    window.run_bar.play.click()
    window.run_bar.play.click()
    qtbot.waitUntil(lambda: window.trainer.frame.order == 5 and window.trainer.frame.running)


def test_a_second_click_on_start_pauses_the_race(qtbot, window) -> None:
    race = window.race_controller
    race.open()
    race.toggle()
    race.toggle()
    assert not race.racer.is_running
    qtbot.waitUntil(lambda: race.racer.frame.order >= 2)
    assert not race.racer.frame.running


def test_a_network_that_cannot_be_trained_is_saved_with_the_weights_of_before(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, kept, right = tmp_path / "a.npp", [], window.document.project
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1)
    theta = window.trainer.frame.snapshot.theta.copy()
    wrong = edits.with_recipe(right, loss=MeanSquaredError(), inputs=("log(x1)",))
    window.document.edit("Wrong", wrong)
    qtbot.waitUntil(lambda: bool(window.trainer.frame.problem))
    monkeypatch.setattr("gui.controllers.file_controller.ask_save_path", lambda *_args: path)
    assert window.file_controller.save_as()
    assert any("learned up to step 25 is in the file too" in message.text for message in window.banner.messages)
    assert not window.isWindowModified()
    window.file_controller.send_state_to(lambda *found: kept.append(found))  # the autosave
    qtbot.waitUntil(lambda: bool(kept))
    project, checkpoint, trained = kept[0]
    assert (project, checkpoint.epoch, trained) == (wrong, 1, right.recipe)
    assert window.open_path(str(path))
    qtbot.waitUntil(lambda: window.trainer.frame.opening == window.trainer.opening and bool(window.trainer.frame.problem))
    assert window.file_controller.save()
    assert window.open_path(str(path))
    assert window.document.project == wrong
    window.document.edit("Fixed", right)
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None and not window.trainer.frame.problem)
    assert window.trainer.frame.snapshot.step == 25
    assert window.trainer.frame.snapshot.theta.tobytes() == theta.tobytes()


def test_saved_work_and_left_work_need_no_copy_and_an_answer_that_comes_later_makes_none(
    qtbot: QtBot, window: MainWindow, busy: Busy, tmp_path: Path
) -> None:
    settled, kept, changed = [], [], []
    window.file_controller.settled.connect(lambda: settled.append(1))
    window.send_state_to(lambda *found: kept.append(found))
    window.changed.connect(lambda: changed.append(1))
    assert window.file_controller.new()
    assert settled == [1]
    busy.free.set()
    state_of(qtbot, window.trainer)  # the thread has answered all that came before
    assert kept == []
    window.send_state_to(lambda *found: kept.append(found))
    state_of(qtbot, window.trainer)
    assert len(kept) == 1
    assert window.file_controller._write(tmp_path / "a.npp")
    assert settled == [1, 1]
    qtbot.waitUntil(lambda: window.trainer.frame.opening == window.trainer.opening)
    assert changed == []


# -- opening
def test_a_file_is_read_beside_the_window_and_cancel_leaves_the_project(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOMENT_MS", 0)
    path, project, threads = tmp_path / "a.npp", Project(notes="in the file"), []
    save_project(project, path)
    may_go = threading.Event()

    def slow(*about: Path) -> Opened:
        threads.append(threading.current_thread())
        while not may_go.wait(0.001):
            check()
        return open_project(*about)

    monkeypatch.setattr("gui.controllers.file_controller.open_project", slow)
    before = window.document.project
    said = when_it_waits(lambda dialog: dialog.findChild(QPushButton).click())
    assert not window.open_path(str(path))
    assert window.document.project is before
    assert "a.npp" in said[0]
    threads[0].join(10)
    assert not threads[0].is_alive()
    when_it_waits(lambda dialog: may_go.set())
    assert window.open_path(str(path))
    assert window.document.project == project
    assert threading.main_thread() not in threads


@pytest.mark.parametrize(("button", "kept"), [("Cancel", "theirs"), ("Save", "ours")])
def test_a_file_that_another_program_wrote_meanwhile_is_not_replaced_unasked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, button: str, kept: str
) -> None:
    path = tmp_path / "a.npp"
    save_project(Project(notes="first"), path)
    assert window.open_path(str(path))
    window.document.edit("Note", replace(window.document.project, notes="ours"))
    asked = answers(monkeypatch, button)
    save_project(Project(notes="theirs"), path)
    assert window.file_controller.save() is (button == "Save")
    assert len(asked) == 1
    assert open_project(path).project.notes == kept
    if button == "Save":
        assert window.file_controller.save()  # its own file is not another's
        path.unlink()
        assert window.file_controller.save()
        assert len(asked) == 1


def test_nothing_new_begins_while_a_save_waits(window: MainWindow, busy: Busy, tmp_path: Path) -> None:
    window.file_controller.path = path = tmp_path / "a.npp"
    done = []

    def act(dialog: QProgressDialog) -> None:
        done.extend([window.file_controller.new(), window.open_path(str(tmp_path / "other.npp"))])
        busy.free.set()

    when_it_waits(act)
    assert window.file_controller.save()
    assert done == [False, False]
    assert window.file_controller.path == path
