"""Lessons in the real window: played as a learner does, and the user's own project is back afterwards, bit for bit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMessageBox, QSlider, QWidget

from gui.lessons import lesson_list
from gui.lessons.control_locks import ControlLocks
from gui.lessons.first_offer import FirstOffer
from gui.lessons.progress import OFFERED, note_steps, steps_done
from gui.model import edits
from gui.model.lessons.lesson_reading import lessons_in
from gui.model.lessons.written.lesson_result import result_of
from gui.model.speeds import FULL
from gui.style import text_size
from gui.training.lesson_trainer import LessonTrainer
from gui.window import lesson_host
from gui.window.lesson_host import CONTROLS, PANES
from gui.window.main_window import MainWindow

LESSONS = lessons_in()[0]
LOOP = next(lesson for lesson in LESSONS if lesson.name == "01_loop")
XOR = next(lesson for lesson in LESSONS if lesson.name == "03_xor")


@pytest.fixture
def trained(window: MainWindow, qtbot) -> MainWindow:
    """A window whose own project has an edit and has trained."""
    window.document.edit("Smaller", edits.with_recipe(window.document.project, batch=5))
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1 and not window.trainer.is_running)
    return window


def play(window: MainWindow, qtbot) -> None:
    """*Do it for me*, without its pauses."""
    lessons = window.lesson_controller
    lessons.player.timer.setInterval(0)
    lessons.pane.page.show_me.click()
    qtbot.waitUntil(lambda: not lessons.player.is_playing, timeout=20_000)
    qtbot.waitUntil(lambda: lessons.run.play.record.done, timeout=20_000)


def test_the_whole_lesson_is_played_and_the_own_project_is_back(
    trained: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, lessons = trained, trained.lesson_controller
    project, theta, step = window.document.project, window.trainer.frame.snapshot.theta.copy(), window.trainer.frame.snapshot.step
    arrangement, runs = window.layout_controller.now, window.run_list_controller.entries
    lessons.begin(LOOP)
    for number in range(len(LOOP.steps)):
        assert lessons.run.at == number
        play(window, qtbot)
        if not lessons.run.is_last:
            qtbot.waitUntil(lessons.pane.page.forth.isEnabled)
            lessons.pane.page.forth.click()
    assert lessons.run.is_finished
    assert steps_done() == {"01_loop": len(LOOP.steps)}
    seconds: list[float] = []
    monkeypatch.setattr(lesson_host, "save_result", lambda _window, run, _show: seconds.append(run.play.record.seconds))
    lessons.pane.page.result_wanted.emit()
    assert seconds[0] > 0, "the step that is saved from counts too"
    assert lessons.pane.page.next_lesson.isVisibleTo(lessons.pane.page)
    lessons.pane.page.next_lesson.click()
    assert (lessons.run.lesson.name, lessons.run.at) == ("02_perceptron", 0)
    assert not lessons.pane.page.next_lesson.isVisibleTo(lessons.pane.page)
    lessons.pane.page.leave.click()
    assert window.document.project == project
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == project.recipe and window.trainer.frame.snapshot.step == step)
    np.testing.assert_array_equal(window.trainer.frame.snapshot.theta, theta)
    assert window.layout_controller.now == arrangement
    assert window.run_list_controller.entries == runs
    assert window.document.stacks.canUndo()
    window.document.stacks.undo()
    assert window.document.project.recipe.batch != 5


def test_do_it_for_me_claims_no_guess_of_the_learner(window: MainWindow, qtbot) -> None:
    lessons = window.lesson_controller
    lessons.begin(LOOP)
    play(window, qtbot)
    page = lessons.pane.page
    assert page.outcome.text().startswith("Done. What turned out:")
    assert "guess" not in page.question_title.text()
    first = result_of(lessons.run, "Ada", datetime(2026, 11, 29))["steps"][0]
    assert (first["guess"], first["guess_right"], first["done_for_me"]) == (None, None, True)


def test_training_goes_on_as_if_there_had_been_no_lesson(trained: MainWindow, qtbot) -> None:
    """The own run is the very same object: the next steps are those that it would have taken."""
    window, lessons = trained, trained.lesson_controller
    step = window.trainer.frame.snapshot.step
    lessons.begin(XOR)
    lessons.leave()
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 2 and not window.trainer.is_running)
    assert window.trainer.frame.snapshot.step == 2 * step


def test_what_is_saved_while_a_lesson_runs_is_the_own_project_with_its_training(trained: MainWindow, qtbot) -> None:
    """So a crash in the middle of a lesson loses nothing."""
    window, kept = trained, []
    own, step = window.document.project, window.trainer.frame.snapshot.step
    window.lesson_controller.begin(LOOP)
    play(window, qtbot)
    window.send_state_to(lambda project, checkpoint, trained: kept.append((project, checkpoint)))
    qtbot.waitUntil(lambda: bool(kept))
    assert kept[0][0] == own
    assert kept[0][1].step == step
    window.lesson_controller.leave()


def test_undo_in_a_lesson_stops_at_its_start(trained: MainWindow, qtbot) -> None:
    window = trained
    window.lesson_controller.begin(LOOP)
    start = window.document.project
    assert not window.document.stacks.canUndo()
    window.document.edit("Larger", edits.with_recipe(start, batch=20))
    window.document.stacks.undo()
    assert window.document.project == start
    window.lesson_controller.leave()
    assert window.document.project.recipe.batch == 5


def test_new_and_open_and_close_leave_the_lesson_first(trained: MainWindow) -> None:
    own = trained.document.project
    trained.lesson_controller.begin(LOOP)
    trained.document.undo_stack.setClean()
    assert trained.file_controller.may_leave()
    assert trained.lesson_controller.run is None
    assert trained.document.project == own


def test_a_lesson_goes_on_when_closing_is_cancelled(trained: MainWindow, monkeypatch) -> None:
    """And the question is about the user's own project, which has an edit."""
    asked = []
    cancel = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "exec", lambda box: (asked.append(box.text()), cancel)[1])
    trained.lesson_controller.begin(LOOP)
    lesson = trained.document.project
    assert not trained.file_controller.may_leave()
    assert asked == ["Save the changes to untitled network?"]
    assert trained.lesson_controller.run is not None
    assert trained.document.project is lesson


def test_nothing_is_trained_before_the_guess_and_what_is_locked_comes_back(window: MainWindow, qtbot) -> None:
    lessons = window.lesson_controller
    lessons.begin(LOOP)
    assert not window.run_bar.play.isEnabled()
    window.trainer.step_epoch()  # frames come, and the run bar would enable it
    qtbot.waitUntil(lambda: window.trainer.frame.opening < 0 and window.trainer.frame.snapshot.epoch == 1)
    assert not window.run_bar.play.isEnabled()
    assert not window.menus.actions["save"].isEnabled()
    assert not lessons.run.play.record.done
    box = lessons.pane.page.question
    box.choices.button(2).click()
    qtbot.mouseClick(box.button, Qt.MouseButton.LeftButton)
    assert window.run_bar.play.isEnabled()
    lessons.leave()
    assert window.menus.actions["save"].isEnabled()


def test_until_a_guess_is_given_nothing_trains_in_any_way_and_the_controls_say_why(window: MainWindow) -> None:
    """Everything else is free, edits too; what the tool tips said before is said again afterwards."""
    lessons, descent = window.lesson_controller, window.views["descent"]
    controls = [window.run_bar.play, *(window.run_bar.buttons[name] for name in ("step_epoch", "step_batch"))]
    controls += [window.views["microscope"].do, descent.play, descent.step]
    before = [control.toolTip() for control in controls]
    lessons.begin(LOOP)
    assert not window.menus.actions["race"].isEnabled()
    assert window.run_bar.hyperparameters.lr.isEnabled()
    controls[0].setToolTip("Train")  # as each frame does
    for control in controls:
        assert not control.isEnabled()
        assert "guess" in control.toolTip()
    lessons.pane.page.predicted.emit(1)
    assert descent.play.isEnabled()
    assert window.menus.actions["race"].isEnabled()
    assert [control.toolTip() for control in controls] == ["Train", *before[1:]]
    lessons.leave()


def test_a_half_done_lesson_goes_on_where_it_was_with_what_its_steps_had_made(window: MainWindow, qtbot) -> None:
    lessons = window.lesson_controller
    note_steps(LOOP.name, 1)
    lessons.begin(LOOP)
    assert lessons.run.at == 1
    assert LOOP.steps[1].start is None
    qtbot.waitUntil(lambda: lessons.run.play.state is not None and lessons.run.play.state.snapshot is not None)
    assert lessons.run.play.state.snapshot.step > 0
    lessons.leave()
    note_steps(LOOP.name, len(LOOP.steps))
    lessons.begin(LOOP)
    assert lessons.run.at == 0
    lessons.leave()


def test_neither_next_nor_do_it_for_me_leaves_the_keyboard_on_the_button_that_leaves(window: MainWindow, qtbot) -> None:
    """Both are disabled by what they do, and the focus would pass on."""
    lessons, page = window.lesson_controller, window.lesson_controller.pane.page
    window.show()
    window.activateWindow()
    lessons.begin(LOOP)
    page.show_me.setFocus()
    play(window, qtbot)
    assert window.focusWidget() is not page.leave
    page.forth.setFocus()
    qtbot.mouseClick(page.forth, Qt.MouseButton.LeftButton)
    assert lessons.run.at == 1
    assert window.focusWidget() is not page.leave
    lessons.leave()


def test_an_answer_that_is_given_for_the_learner_is_seen(window: MainWindow, qtbot) -> None:
    lessons = window.lesson_controller
    lessons.begin(LOOP)
    lessons._begin_step(3)
    play(window, qtbot)
    assert lessons.pane.page.rows[1].box.values() == (1,)
    lessons.leave()


def test_what_was_said_of_the_own_project_is_not_said_of_the_lesson(window: MainWindow) -> None:
    window.messages.show_message("info", "It learned")
    window.lesson_controller.begin(LOOP)
    assert "It learned" not in [message.text for message in window.banner.messages]
    window.lesson_controller.leave()


def test_what_a_lesson_hides_is_hidden_alone_and_shown_again(window: MainWindow, qtbot) -> None:
    host, locks = window.lesson_controller.host, window.lesson_controller._locks
    bar = window.run_bar.hyperparameters
    locks.apply({}, host.controls(("loss", "nothing of that name")))
    assert bar.loss.parentWidget().isHidden()
    assert not bar.lr.parentWidget().isHidden()
    bar.loss.parentWidget().setVisible(True)  # as other code may
    assert bar.loss.parentWidget().isHidden()
    locks.release()
    assert not bar.loss.parentWidget().isHidden()


def test_a_lesson_of_somebody_else_is_opened_and_a_damaged_one_is_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    good, bad = tmp_path / "mine.nplesson", tmp_path / "bad.nplesson"
    good.write_text('format = 1\ntitle = "Mine"\n[[steps]]\ntitle = "a"\ntext = "b"\n', encoding="utf-8")
    bad.write_text("format = 1\n", encoding="utf-8")
    assert window.open_path(str(good))
    assert str(window.lesson_controller.run.lesson.title) == "Mine"
    window.lesson_controller.leave()
    window.open_path(str(bad))
    assert window.lesson_controller.run is None
    assert "bad.nplesson" in window.banner.text.text()


def test_a_new_user_is_offered_what_next_once(window: MainWindow, qtbot) -> None:
    assert not QSettings().value(OFFERED)
    LessonTrainer(window.trainer).train(epochs=150)
    qtbot.waitUntil(lambda: bool(QSettings().value(OFFERED)), timeout=20_000)
    assert "What next?" in window.banner.text.text()
    texts = [window.banner.buttons.itemAt(i).widget().text() for i in range(window.banner.buttons.count())]
    assert texts == ["Try Spiral", "Start lesson 1"]
    window.banner.buttons.itemAt(0).widget().click()
    assert window.document.project.recipe.data.kind == "spiral"


def test_who_has_learned_the_spiral_is_not_offered_it(window: MainWindow, qtbot) -> None:
    window.data_panel.gallery.tiles["spiral"].click()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)
    offer = window.lesson_controller.findChild(FirstOffer)
    offer.wanted.emit(0.97)
    texts = [window.banner.buttons.itemAt(i).widget().text() for i in range(window.banner.buttons.count())]
    assert texts == ["Start lesson 1"]


def test_of_a_number_that_was_learned_no_rows_are_said_to_be_right(window: MainWindow, qtbot) -> None:
    window.data_panel.gallery.tiles["plane"].click()
    LessonTrainer(window.trainer).train(epochs=60)
    qtbot.waitUntil(lambda: bool(QSettings().value(OFFERED)), timeout=20_000)
    assert window.banner.text.text().startswith("It learned: R² is ")


def test_a_lesson_stays_in_sight_with_large_texts_and_when_presented(window: MainWindow) -> None:
    window.resize(1280, 720)
    lessons, drawer = window.lesson_controller, window.stage.drawer
    lessons.begin(LOOP)
    text_size.choose(1.6)
    assert lessons.pane.page.isVisible()
    text_size.choose(1.0)
    window.presentation.begin()
    assert lessons.pane.page.isVisible()
    assert not window.stage.rail.isVisible()
    lessons.leave()
    assert not drawer.isVisible(), "as in every presentation without a lesson"
    window.presentation.end()
    assert drawer.open_pane == "data"
    assert drawer.isVisible()


def test_the_program_starts_without_reading_lessons(monkeypatch, window: MainWindow) -> None:
    read = []
    monkeypatch.setattr(lesson_list, "lessons_in", lambda: read.append(1) or (LESSONS, ()))
    lessons = window.lesson_controller
    assert lessons.pane.list.list.count() == 0
    lessons.show_list()
    assert read == [1]
    assert lessons.pane.list.list.count() == len(LESSONS)


def test_what_a_lesson_hides_hides_nothing_else_and_comes_back(window: MainWindow) -> None:
    """No label, field or button vanishes beside those inside the control that a teacher has chosen."""
    host, locks = window.lesson_controller.host, ControlLocks(window)
    kinds = QLabel | QLineEdit | QComboBox | QAbstractButton | QSlider

    def seen() -> set[QWidget]:
        for _ in range(10):  # a layout that settles asks for another
            QApplication.processEvents()
        return {part for part in window.findChildren(QWidget) if isinstance(part, kinds) and part.isVisible()}

    for name in (*CONTROLS, *PANES, *(f"view.{view}" for view in window.board.slots)):
        before, controls = seen(), host.controls((name,))
        assert controls, name
        hidden = [one for one in controls if isinstance(one, QWidget)]
        locks.apply({}, controls)
        gone = before - seen()
        assert not [part for part in gone if not any(one is part or one.isAncestorOf(part) for one in hidden)], name
        locks.release()
        assert before <= seen(), name


def test_goals_follow_training_at_full_speed(window: MainWindow, qtbot) -> None:
    lessons = window.lesson_controller
    lessons.begin(XOR)
    qtbot.waitUntil(lambda: window.trainer.frame.opening == lessons._opening)
    seen = []
    observe = lessons.run.play.observe
    lessons.run.play.observe = lambda state: seen.append(state) or observe(state)
    window.trainer.set_speed(FULL)
    window.trainer.play()
    qtbot.waitUntil(lambda: len({state.snapshot.step for state in seen if state.snapshot is not None}) > 3)
    assert window.trainer.is_running, "it was seen while it trained, not when it paused"
    window.trainer.pause()


def test_after_a_right_answer_the_keyboard_is_in_the_next_box_and_a_wrong_one_is_typed_over(window: MainWindow, qtbot) -> None:
    lessons = window.lesson_controller
    lessons.begin(next(lesson for lesson in LESSONS if lesson.name == "08_mse_mae"))
    lessons.do(lambda run: run.play.predict(1))
    qtbot.waitUntil(lambda: bool(lessons.run.play.verdicts))
    first, second = (row.box.lines[0] for row in lessons.pane.page.rows)
    first.setFocus()
    for keys, then in (("7", first), ("3", second), ("1", None)):
        line = window.focusWidget()
        qtbot.keyClicks(line, keys)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert then is None or window.focusWidget() is then
    assert lessons.run.play.record.done
    lessons.leave()


def test_a_step_begins_a_view_at_its_first_part_or_at_the_one_that_the_lesson_names(window: MainWindow, qtbot) -> None:
    stages, lessons = window.views["microscope"].stage_bar.list, window.lesson_controller
    window.layout_controller.show_view("microscope")
    qtbot.waitUntil(lambda: stages.count() > 0)
    stages.go_to(7)
    lessons.begin(next(lesson for lesson in LESSONS if lesson.name == "16_backpropagation"))
    assert stages.key == "inputs"
    lessons._begin_step(1)
    assert stages.key == "delta"
