"""A teacher makes a lesson from the window: what is saved opens again and asks for the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui.lessons.teacher import save_lesson_dialog
from gui.lessons.teacher.control_names import NAMES
from gui.lessons.teacher.goal_choices import CHOICES
from gui.lessons.teacher.save_lesson_dialog import SaveLessonDialog
from gui.model import edits
from gui.model.lessons.goals import MeasureGoal
from gui.model.lessons.lesson_reading import read_lesson
from gui.training.lesson_trainer import LessonTrainer
from gui.window.lesson_host import CONTROLS, PANES
from gui.window.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, qtbot) -> SaveLessonDialog:
    window.document.edit("Smaller", edits.with_recipe(window.document.project, batch=7))
    LessonTrainer(window.trainer).train(epochs=3)
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 3 and not window.trainer.is_running)
    window.menus.actions["save_lesson"].trigger()
    return window.findChild(SaveLessonDialog)


def write(dialog: SaveLessonDialog) -> None:
    dialog.title.setText("My lesson")
    dialog.form.fields["title"].setPlainText("One")
    dialog.form.fields["text"].setPlainText("Train until it has learned.")
    dialog.form.goal_form.add.click()


def test_a_lesson_is_written_with_goals_filled_in_and_opens_again(
    dialog: SaveLessonDialog, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    write(dialog)
    dialog.form.goal_form.value.setValue(0.25)
    dialog.form.fields["question"].setPlainText("Will it learn?")
    dialog.form.fields["choices"].setPlainText("No\n* Yes\n\n")
    dialog.forth.click()
    dialog.form.fields["title"].setPlainText("Two")
    dialog.form.fields["text"].setPlainText("And on.")
    dialog.kept["optimizer"].setChecked(True)
    dialog.limits["neurons"].setValue(12)
    path = tmp_path / "my.nplesson"
    monkeypatch.setattr(save_lesson_dialog, "ask_save_path", lambda *_about: path)
    dialog.save.click()
    qtbot.waitUntil(lambda: "no solution" in dialog.problem.text())
    assert not path.exists(), "what is missing is said before it is saved"
    dialog.save.click()
    lesson = read_lesson(path)
    assert str(lesson.title) == "My lesson"
    assert lesson.steps[0].goals == (MeasureGoal(of="test_loss", comparison="<", value=0.25),)
    assert [str(choice) for choice in lesson.steps[0].question.choices] == ["No", "Yes"]
    assert lesson.steps[0].question.right == 2
    assert (lesson.settings, lesson.limits.neurons) == (("optimizer",), 12)
    assert lesson.start.project().recipe == window.document.project.recipe
    assert window.open_path(str(path))
    assert window.document.project.recipe.batch == 7
    window.lesson_controller.leave()


def test_what_is_missing_is_said_in_the_dialog(dialog: SaveLessonDialog) -> None:
    dialog.save.click()
    assert "title" in dialog.problem.text()
    write(dialog)
    dialog.form.fields["text"].setPlainText("word " * 61)
    dialog.save.click()
    assert "at most 60" in dialog.problem.text()
    dialog.close()


def test_a_control_is_locked_by_pointing_at_it(dialog: SaveLessonDialog, window: MainWindow, qtbot) -> None:
    picker = dialog.pick("locked")
    assert dialog.isHidden()
    button = window.run_bar.buttons["new_start"]
    place = button.mapTo(window, button.rect().center())
    qtbot.mouseMove(picker, place)
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=place)
    assert dialog.draft.locked == ["new_start"]
    assert dialog.names["locked"].item(0).text() == "New start", "as it is called in the window"
    assert not dialog.isHidden()
    picker = dialog.pick("hidden")
    slot = window.board.slots["gradients"]
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=slot.mapTo(window, QPoint(slot.width() // 2, slot.height() // 2)))
    assert dialog.draft.hidden == ["view.gradients"]
    picker = dialog.pick("hidden")
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert not dialog.isHidden()
    assert dialog.draft.hidden == ["view.gradients"]
    write(dialog)
    assert 'locked = ["new_start"]' in dialog.text()
    dialog.close()
    QApplication.processEvents()


def test_every_goal_of_the_list_can_be_made_of_a_trained_window(dialog: SaveLessonDialog, window: MainWindow) -> None:
    for choice in CHOICES:
        goal = choice.make(window.lesson_controller.host.state(), None)
        assert goal is not None
        assert goal.text()
    dialog.close()


def test_how_the_right_answer_is_marked_is_seen_without_pointing(dialog: SaveLessonDialog) -> None:
    assert "*" in dialog.form.fields["choices"].placeholderText()


def wheel(over: QWidget) -> QWheelEvent:
    at, none = QPointF(over.rect().center()), QPoint()
    button, key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    return QWheelEvent(at, at, none, QPoint(0, -120), button, key, Qt.ScrollPhase.NoScrollPhase, False)


def test_a_goal_asks_from_other_starts_and_warns_where_it_holds_already(dialog: SaveLessonDialog) -> None:
    write(dialog)
    form = dialog.form.goal_form
    for name, value in {"seeds": 3, "needed": 2, "epochs": 40}.items():
        form.starts[name].setValue(value)
    goal = dialog.draft.steps[0].goals[0]
    assert (goal.seeds, goal.needed, goal.epochs) == (3, 2, 40)
    form.starts["seeds"].setValue(1)
    assert dialog.draft.steps[0].goals[0].needed == 1
    QApplication.sendEvent(form.choice, wheel(form.choice))
    assert form.choice.currentIndex() == 0, "the wheel scrolls the dialog"
    assert form.warning.text() == ""
    form.value.setValue(1000)
    assert "already where the step begins" in form.warning.text()
    dialog.close()


def test_an_accuracy_is_asked_for_in_per_cent(dialog: SaveLessonDialog) -> None:
    form = dialog.form.goal_form
    names = [form.choice.itemText(i) for i in range(form.choice.count())]
    form.choice.setCurrentIndex(names.index("The test accuracy reaches a value"))
    form.add.click()
    form.value.setValue(97)
    assert dialog.draft.steps[0].goals[0].value == 0.97
    assert form.value.text() == "97.000000 %"
    assert "97 %" in form.goals.item(0).text()
    dialog.close()


def test_what_was_done_in_the_window_becomes_the_solution_and_both_languages_are_kept(
    dialog: SaveLessonDialog, window: MainWindow
) -> None:
    window.document.edit("Larger", edits.with_recipe(window.document.project, batch=9))
    dialog.form.take.click()
    assert '{ do = "batch", to = 9 }' in dialog.form.solution.toPlainText()
    assert dialog.recipe.batch == 7, "the lesson begins where the dialog was opened"
    write(dialog)
    dialog.languages.setCurrentIndex(1)
    assert dialog.form.fields["title"].placeholderText() == "One"
    dialog.form.fields["title"].setPlainText("하나")
    dialog.languages.setCurrentIndex(0)
    assert dialog.form.fields["title"].toPlainText() == "One"
    assert 'title = { en = "One", ko = "하나" }' in dialog.text()
    dialog.begin_here.click()
    assert dialog.recipe.batch == 9
    dialog.close()


def test_every_control_has_a_name_that_people_read(window: MainWindow) -> None:
    assert set(NAMES) == set(CONTROLS)
    labels = [window.lesson_controller.host.label_of(name) for name in (*CONTROLS, *PANES, "view.gradients")]
    assert len(set(labels)) == len(labels)
    assert "view.gradients" not in labels
