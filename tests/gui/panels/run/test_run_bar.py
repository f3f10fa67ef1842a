"""The bar above the network: buttons, numbers and hyperparameters."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.optim.optimizers import OPTIMIZERS
from gui.panels.run.run_bar import RunBar
from gui.training.frame import Frame
from tests.gui.window_actions import document_with, frame_of, retype, shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.mark.parametrize("name", ["same_start", "new_start", "step_epoch", "step_batch"])
def test_each_button_emits_its_signal(document, qtbot, name):
    bar = shown(qtbot, RunBar(document))
    with qtbot.waitSignal(getattr(bar, name)):
        bar.buttons[name].click()


def test_play_becomes_pause(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    with qtbot.waitSignal(bar.play_toggled):
        bar.play.click()
    bar.show_frame(frame_of(document, running=True))
    assert bar.play.text() == "Pause"
    assert bar.speed.text() == "1,234"
    assert bar.step.text() == "30"
    bar.show_frame(frame_of(document))
    assert bar.play.text() == "Play"
    assert bar.speed.text() == "–"


def test_the_speed_says_how_many_threads_it_has(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    snapshot = frame_of(document).snapshot
    bar.show_frame(Frame(dataclasses.replace(snapshot, threads=2), True, 123.0))
    assert bar.speed.toolTip() == "How fast it trains. Matrix products use 2 processor threads."
    bar.show_frame(Frame(snapshot, True, 123.0))
    assert bar.speed.toolTip() == "How fast it trains."


def test_network_that_cannot_run_says_why(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    frame = frame_of(document)
    bar.show_frame(Frame(frame.snapshot, problem="The file is gone."))
    assert not bar.play.isEnabled()
    assert bar.play.toolTip() == "The file is gone."
    bar.show_frame(frame)
    assert bar.play.isEnabled()


def test_numbers_do_not_move_what_is_beside_them(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    frame = frame_of(document)
    bar.show_frame(frame)
    before = bar.export.pos(), bar.speed.pos()
    later = dataclasses.replace(frame.snapshot, step=999_999_999, epoch=9_999_999)
    bar.show_frame(Frame(later, True, 123_456.0))
    QApplication.processEvents()
    assert (bar.export.pos(), bar.speed.pos()) == before
    assert bar.step.fontMetrics().horizontalAdvance(bar.step.text()) <= bar.step.width()


def test_bar_fits_a_small_window(document, qtbot):
    assert shown(qtbot, RunBar(document)).minimumSizeHint().width() <= 1280


def test_learning_rate_is_edited_and_a_run_of_steps_undone_as_one(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    bar.hyperparameters.lr.setFocus()
    for _ in range(3):
        QTest.keyClick(bar.hyperparameters.lr.line, Qt.Key.Key_Up)
    assert document.project.recipe.optimizer.lr == 1.0
    assert document.undo_stack.count() == 1
    bar.undo.click()
    assert bar.hyperparameters.lr.value == 0.03
    assert bar.redo.isEnabled()


def test_new_optimizer_starts_with_its_own_rate(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    bar.hyperparameters.optimizer.picked.emit(OPTIMIZERS["adam"])
    assert bar.hyperparameters.lr.value == OPTIMIZERS["adam"]().lr
    assert "own learning rate" in bar.hyperparameters.optimizer.combo.toolTip()


def test_loss_that_does_not_suit_is_disabled(qapp, qtbot):
    document = document_with("plane")
    bar = shown(qtbot, RunBar(document))
    bar.show_frame(frame_of(document))
    combo = bar.hyperparameters.loss.combo
    assert not combo.model().item(combo.findData("cross_entropy")).isEnabled()
    assert combo.value() == "mse"


def test_undo_says_what_it_would_undo(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    assert not bar.undo.isEnabled()
    retype(bar.hyperparameters.batch.line, "32")
    assert bar.undo.toolTip() == "Undo: Change batch size"
