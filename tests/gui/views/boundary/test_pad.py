"""Drawing points in the window with a real mouse and keys: points reach the document, the network, undo, and the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.data.datasets.drawn_points import CURVE, NUMBER, DrawnPoints
from gui.model.drawing.drawing_pad import ERASER, POINT, SELECT
from gui.model.project import Project
from gui.panels.data.points_box import points_as_csv
from gui.views.boundary.boundary_view import BoundaryView
from gui.window.main_window import MainWindow
from tests.engine.data.drawing.drawn import point_set

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Uses the mouse on the pad, at places in units of its axes."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        view = window.views["boundary"]
        assert isinstance(view, BoundaryView)
        self.view, self.pad = view, view.pad

    def at(self, x: float, y: float) -> QPoint:
        return self.view.plot.plot_area.point_at(x, y).toPoint()

    def stroke(self, *places: tuple[float, float], modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        target = self.view.plot.plot_area.viewport()
        QTest.mousePress(target, LEFT, modifiers, self.at(*places[0]))
        for place in places[1:]:
            QTest.mouseMove(target, self.at(*place))
        QTest.mouseRelease(target, LEFT, modifiers, self.at(*places[-1]))

    def key(self, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view.plot, key, modifiers)

    @property
    def data(self) -> DrawnPoints:
        data = self.window.document.project.recipe.data
        assert isinstance(data, DrawnPoints)
        return data

    def begin(self, data: DrawnPoints) -> None:
        self.window.trainer.pause()
        self.window.data_panel.draw_wanted.emit(data)
        QApplication.processEvents()
        self.pad.model.choose(POINT)


@pytest.fixture
def hand(window: MainWindow) -> Hand:
    hand = Hand(window)
    hand.begin(DrawnPoints())
    return hand


def test_two_classes_are_drawn_learned_erased_moved_and_undone(hand: Hand, qtbot: Any) -> None:
    assert hand.pad.is_on
    assert not hand.view.pad.strip.isHidden()
    assert "Draw points to learn from" in hand.pad.painter.sentence
    assert hand.view.key.isHidden()  # it named the classes of what was there before
    assert hand.view.scores.isHidden()  # they were those of other data
    beside = hand.view.height() - hand.view.plot.height()
    hand.window.trainer.play()
    hand.stroke((-3, -2))
    hand.stroke((-2, -2))
    assert "All points are of class 1" in hand.pad.painter.sentence
    qtbot.waitUntil(lambda: hand.window.trainer.frame.waits)
    hand.key(Qt.Key.Key_2)
    hand.stroke((3, 2))
    assert hand.data.drawn().targets.tolist() == [0, 0, 1]
    assert hand.pad.painter.sentence == ""
    qtbot.waitUntil(lambda: not hand.view.scores.isHidden())
    assert hand.view.height() - hand.view.plot.height() == beside, "the pad has changed its size while drawn on"
    qtbot.waitUntil(lambda: hand.pad.is_drawn_by(hand.window.trainer.frame.snapshot) and hand.window.trainer.frame.running)
    assert not hand.view.key.isHidden()
    hand.window.trainer.pause()
    hand.pad.model.choose(ERASER)
    hand.stroke((-3, -2), (-3, -3))
    assert len(hand.data.drawn()) == 2
    hand.pad.model.choose(SELECT)
    hand.stroke((3, 2), (1, 2))
    assert hand.data.drawn().places[1] == pytest.approx([1, 2], abs=0.1)
    hand.key(Qt.Key.Key_Left)
    hand.key(Qt.Key.Key_Left)
    assert hand.data.drawn().places[1] == pytest.approx([0.6, 2], abs=0.1)
    for _undo in range(3):
        hand.window.document.undo_stack.undo()
    assert hand.data.drawn().targets.tolist() == [0, 0, 1]
    assert len(hand.pad.model.points) == 3


def test_a_stroke_of_the_brush_is_one_step_of_undo_and_keeps_what_is_not_sent_yet(hand: Hand) -> None:
    hand.pad.model.choose("brush")
    stack = hand.window.document.undo_stack
    before, empty = stack.index(), len(hand.data.drawn())
    hand.stroke(*((x, -1.0) for x in np.linspace(-5, 5, 20)))
    assert len(hand.data.drawn()) > empty + 30
    assert stack.index() == before + 1
    stack.undo()
    assert len(hand.data.drawn()) == empty

    target = hand.view.plot.plot_area.viewport()
    hand.pad.model.choose("brush")
    QTest.mousePress(target, LEFT, Qt.KeyboardModifier.NoModifier, hand.at(-4, 0))
    QTest.mouseMove(target, hand.at(4, 0))
    drawn = len(hand.pad.model.points)
    hand.window.run_controller.new_start()
    assert len(hand.pad.model.points) == drawn > 10
    QTest.mouseRelease(target, LEFT, Qt.KeyboardModifier.NoModifier, hand.at(4, 0))
    assert len(hand.data.drawn()) == drawn


def test_keys_draw_select_and_delete_and_numbers_have_their_targets(hand: Hand) -> None:
    start = len(hand.data.drawn())
    hand.key(Qt.Key.Key_0)
    hand.key(Qt.Key.Key_Up)
    hand.key(Qt.Key.Key_Space)
    assert hand.data.drawn().targets[-1] == 9
    hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert hand.pad.model.selection.mask.all()
    hand.key(Qt.Key.Key_Delete)
    assert len(hand.data.drawn()) == 0 <= start
    hand.key(Qt.Key.Key_Escape)
    assert not hand.pad.is_on
    assert hand.view.pad.strip.isHidden()
    assert hand.window.layout_controller.filler.filled is None

    hand.begin(DrawnPoints(NUMBER))
    hand.view.pad.strip.number.box.value_changed.emit(-2.5, "")
    hand.stroke((1, 1))
    assert hand.data.drawn().targets.tolist() == [-2500]
    hand.begin(DrawnPoints(CURVE))
    hand.stroke((-2, 3))
    assert hand.data.drawn().places[0] == pytest.approx([-2, 3], abs=0.1)


def test_points_are_saved_as_a_table_and_a_built_in_set_can_be_edited(hand: Hand, tmp_path: Path) -> None:
    data = DrawnPoints(points=point_set([(-1, 2, 0), (1.5, 3, 1)]).text())
    assert points_as_csv(data).decode() == "x₁,x₂,class\n-1.0,2.0,class 1\n1.5,3.0,class 2\n"
    hand.begin(data)
    problems: list[str] = []
    hand.window.data_panel.points.problem.connect(problems.append)
    hand.window.data_panel.points.write(str(tmp_path / "points.csv"))
    hand.window.data_panel.points.write(str(tmp_path))
    assert (tmp_path / "points.csv").read_bytes() == points_as_csv(data)
    assert len(problems) == 1

    hand.pad.switch(False)
    before = hand.data
    hand.stroke((1, 1), (2, 2))
    assert hand.data == before

    hand.window.data_panel.gallery.chosen.emit(type(Project().recipe.data))
    assert not hand.pad.is_on
    hand.window.data_panel.edit_points.click()
    assert len(hand.data.drawn()) == 500
    assert hand.pad.is_on


def test_inputs_of_the_data_before_take_no_room_of_an_empty_pad(window: MainWindow, qtbot: Any) -> None:
    window.data_panel.gallery.tiles["digits"].click()
    view = window.views["boundary"]
    assert isinstance(view, BoundaryView)
    qtbot.waitUntil(lambda: not view.held.isHidden())
    Hand(window).begin(DrawnPoints())
    qtbot.waitUntil(view.held.isHidden)
