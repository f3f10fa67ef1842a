"""How the main window is wired: every intent is carried out, every part that shows frames is handed them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog

from gui.views.intents import HighlightRows, Intent, ReportProblem, SelectLayer
from gui.window.main_window import MainWindow, ShowsFrames


def test_every_intent_is_carried_out(window: MainWindow) -> None:
    assert set(window._intents) == set(Intent.__subclasses__())


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
