"""How the main window is wired: every intent is carried out, every part that shows frames is handed them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog

from engine.training.memento import WeightEdit
from gui.views.intents import HighlightRows, Intent, ReportAction, ReportProblem, SelectLayer, SetNumbers
from gui.window.intent_table import INTENTS
from gui.window.main_window import MainWindow, ShowsFrames


def test_every_intent_is_carried_out() -> None:
    assert set(INTENTS) == set(Intent.__subclasses__())


def test_numbers_set_in_a_view_are_one_step_of_undo_for_a_drag(window: MainWindow, qtbot) -> None:
    layer = window.trainer.frame.snapshot.layers[0]
    before = window.trainer.frame.snapshot.theta[layer.start]
    for value in (0.5, 0.75):
        edit = WeightEdit(layer.id, "weights", (0, 0), value)
        window.views["loss"].intent.emit(SetNumbers("Other weights", (edit,), merge="drag"))
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.theta[layer.start] == np.float32(0.75))
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.theta[layer.start] == before)
    assert not window.document.undo_stack.canUndo()


def test_what_a_lesson_may_ask_for_is_reported(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.acted) as reported:
        window.views["loss"].intent.emit(ReportAction("loss.shown", 2.0))
    assert reported.args == ["loss.shown", 2.0]


def test_intents_of_any_view_reach_the_window(window: MainWindow) -> None:
    for view in window.views.values():
        view.intent.emit(SelectLayer(2))
        assert window.canvas.selection == 2
        view.intent.emit(SelectLayer(1))
        view.intent.emit(ReportProblem(f"{view.name} has a problem."))
        assert window.banner.text.text() == f"{view.name} has a problem."
    rows = window.trainer.frame.snapshot.data.test[:2]
    window.views["confusion"].intent.emit(HighlightRows(rows))
    assert window.views["boundary"].drawing.highlighted.tolist() == rows.tolist()


def test_all_parts_that_show_frames_are_handed_each_frame_once(window: MainWindow) -> None:
    parts = [part for part in vars(window).values() if isinstance(part, ShowsFrames)]
    assert len(parts) >= 9
    for part in parts:
        found = [target for target in window.frame_targets if target is part]
        assert len(found) == (part is not window.canvas), part  # the network panel hands it on


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_closing_closes_what_was_opened_from_a_window_of_a_view_that_was_put_back(window: MainWindow, qtbot) -> None:
    """It must not keep the program alive."""
    slot, view = window.board.slots["gradients"], window.views["gradients"]
    slot.own.click()
    beside = QDialog(view)
    beside.show()
    assert beside.windowHandle().transientParent() is not None
    slot.own.click()
    assert not window.board.windows
    assert beside.isVisible()
    window.document.undo_stack.setClean()
    assert window.close()
    assert not beside.isVisible()
