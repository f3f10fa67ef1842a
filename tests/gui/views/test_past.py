"""While the user looks back, every view looks like the past and says which moment it shows."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from gui.training.frame import Frame
from gui.views import VIEWS
from gui.window.view_host import show_in
from tests.gui.view_builders import Opened, fed


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_the_past_is_framed_and_names_its_step(opened: Opened, name: str) -> None:
    view = opened(VIEWS[name])
    snapshot = fed(view, steps=40)
    show_in(view, Frame(snapshot))
    QApplication.processEvents()
    present = view.grab().toImage().pixelColor(1, view.height() // 2)
    mark = view.past_mark
    assert mark is not None
    assert not mark.isVisible()
    show_in(view, Frame(dataclasses.replace(snapshot, step=15), now=361))
    QApplication.processEvents()
    assert mark.isVisible()
    assert mark.text() == "Step 15 of 361: the past."
    assert view.grab().toImage().pixelColor(1, view.height() // 2) != present
    show_in(view, Frame(snapshot))
    QApplication.processEvents()
    assert not mark.isVisible()
    assert view.grab().toImage().pixelColor(1, view.height() // 2) == present


def test_in_the_main_window_a_view_of_the_past_is_framed_and_its_plot_keeps_its_height(qtbot: QtBot) -> None:
    window, view = QMainWindow(), VIEWS["loss"]()
    qtbot.addWidget(window)
    window.setCentralWidget(view)
    window.resize(400, 300)
    window.show()
    snapshot = fed(view, steps=40)
    show_in(view, Frame(snapshot))
    QApplication.processEvents()
    before, height = view.grab().toImage().pixelColor(1, 150), view.plot.plot_area.height()
    show_in(view, Frame(dataclasses.replace(snapshot, step=15), now=361))
    QApplication.processEvents()
    assert view.past_mark is not None
    assert not view.past_mark.isVisible()
    assert view.plot.plot_area.height() == height
    assert view.grab().toImage().pixelColor(1, 150) != before
