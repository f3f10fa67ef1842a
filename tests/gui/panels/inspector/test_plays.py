"""Sliders on the output's page: softmax of three scores, and cross entropy of one row, with hand-worked numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox

from engine.core.tape import Tape
from engine.data.datasets import DATASETS
from engine.data.table import Task
from engine.nn.losses import CrossEntropy, MeanSquaredError
from engine.recipe.recipe import OUTPUT, Recipe
from gui.model.edits import set_data, with_recipe
from gui.model.project import Project
from gui.panels.inspector.cross_entropy_play import CrossEntropyPlay
from gui.panels.inspector.softmax_play import STEP, SoftmaxPlay
from gui.widgets.forms.wheel import leave_wheel
from gui.window.main_window import MainWindow


@pytest.fixture
def softmax(qtbot) -> SoftmaxPlay:
    play = SoftmaxPlay()
    qtbot.addWidget(play)
    return play


def reports(play) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    play.intent.connect(lambda intent: found.append((intent.action, intent.value)))
    return found


def test_softmax_by_hand(softmax: SoftmaxPlay) -> None:
    """z = (1, 0, −1): e = 2.718, 1, 0.368, sum 4.086; p = 0.665, 0.245, 0.090."""
    assert softmax.p == pytest.approx([0.6652, 0.2447, 0.0900], abs=1e-4)
    assert [label.text() for label in softmax.shares] == ["p₁ = 0.665", "p₂ = 0.245", "p₃ = 0.090"]
    assert softmax.worked.text() == "p₁ = 2.72 / (2.72 + 1 + 0.368) = 0.665"
    found = reports(softmax)
    softmax.set_scores((1.9, 0.7, 0.0))
    assert [name for name, _value in found] == ["softmax.played", "softmax.second", "softmax.third"]
    assert [value for _name, value in found] == pytest.approx([0.69, 0.21, 0.1], abs=0.01)


def test_the_same_added_to_all_changes_nothing(softmax: SoftmaxPlay) -> None:
    before, found = softmax.p, reports(softmax)
    softmax.shift.click()
    assert softmax.z == pytest.approx([6, 5, 4])
    assert softmax.p == pytest.approx(before, rel=1e-12)
    assert found[-1] == ("softmax.shifted", 0)
    while softmax.shift.isEnabled():
        softmax.shift.click()
    assert softmax.z.max() == 16
    assert softmax.p == pytest.approx(before, rel=1e-12)
    softmax.reset.click()
    assert softmax.z == pytest.approx([1, 0, -1])


@pytest.mark.parametrize(("share", "loss"), [(0.9, 0.105), (0.5, 0.693), (0.1, 2.303), (0.01, 4.605)])
def test_cross_entropy_of_a_row(qtbot, share: float, loss: float) -> None:
    play = CrossEntropyPlay()
    qtbot.addWidget(play)
    found = reports(play)
    play.buttons[(0.9, 0.5, 0.1, 0.01).index(share)].click()
    assert found == [("cross_entropy.played", pytest.approx(share))]
    assert play.facts.value("Cross entropy −ln p") == f"{loss:.3f}"
    assert float(play.facts.value("Its gradient p − y").replace("−", "-")) == pytest.approx(share - 1, abs=1e-4)


def test_at_p_of_a_hundredth_cross_entropy_pulls_a_hundred_times_as_hard(qtbot) -> None:
    """−0.99 beside −0.99 · 0.01 · 0.99 = −0.0098; both are the engine's own slopes."""
    play = CrossEntropyPlay()
    qtbot.addWidget(play)
    play.set_share(0.01)
    assert play.facts.value("Its gradient p − y") == "−0.9900"
    assert play.facts.value("Its gradient (p − y) p (1 − p)") == "−0.0098"
    loss, tape = CrossEntropy(), Tape(1, np.dtype(np.float64), training=True)
    gradient = loss.record(tape, np.array([[play.score]]), loss.encode(np.array([1]), Task(2)))
    tape.run()
    assert float(gradient[0, 0]) == pytest.approx(-0.99)
    step = 1e-6
    square = [(1 / (1 + math.exp(-(play.score + by))) - 1) ** 2 / 2 for by in (step, -step)]
    assert (square[0] - square[1]) / (2 * step) == pytest.approx(-0.0098, abs=1e-5)


def test_the_outputs_page_has_them_where_they_belong(window: MainWindow, qtbot) -> None:
    page, acted = window.inspector.output_page, []
    window.acted.connect(lambda name, value: acted.append(name))
    window.canvas.select(OUTPUT)
    qtbot.waitUntil(lambda: page.cross_entropy.isVisibleTo(page))
    assert not page.softmax.isVisibleTo(page)
    data = DATASETS["three_arms"]()
    three = set_data(Project(), data, data.make(np.random.default_rng(1)))
    window.document.edit("Data", three)
    qtbot.waitUntil(lambda: page.softmax.isVisibleTo(page))
    page.softmax.sliders[0].setValue(40)
    assert "softmax.played" in acted
    window.document.edit("Loss", with_recipe(three, loss=MeanSquaredError()))
    qtbot.waitUntil(lambda: not page.softmax.isVisibleTo(page) and not page.cross_entropy.isVisibleTo(page))
    assert Recipe().loss == CrossEntropy()


def test_a_mouse_can_hit_seven_tenths_and_what_is_added_to_all_leaves_the_sliders(softmax: SoftmaxPlay) -> None:
    """At the width that a narrow panel has, a pixel moves a score by less than 0.06."""
    slider = softmax.sliders[0]
    softmax.resize(260, softmax.sizeHint().height())
    softmax.show()
    assert (slider.maximum() - slider.minimum()) * STEP / (slider.width() - 20) < 0.06
    places = [one.value() for one in softmax.sliders]
    softmax.shift.click()
    assert [one.value() for one in softmax.sliders] == places
    slider.setValue(slider.value() + 2)
    assert softmax.z == pytest.approx([6.1, 5, 4])


def test_the_wheel_scrolls_past_sliders_and_boxes(softmax: SoftmaxPlay, qtbot) -> None:
    combo = QComboBox()
    combo.addItems(["a", "b"])
    leave_wheel(combo)
    entropy = CrossEntropyPlay()
    for part in (combo, entropy):
        qtbot.addWidget(part)
    for widget in (*softmax.sliders, entropy.slider, combo):
        before = widget.currentIndex() if widget is combo else widget.value()
        middle = QPointF(widget.rect().center())
        held = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        wheel = QWheelEvent(middle, middle, QPoint(0, -120), QPoint(0, -120), *held, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(widget, wheel)
        assert not wheel.isAccepted()
        assert (widget.currentIndex() if widget is combo else widget.value()) == before
