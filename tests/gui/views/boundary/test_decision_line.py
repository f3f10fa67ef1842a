"""The line of a neuron: where it lies, and what the numbers of the network are after it was turned or shifted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.data.datasets import DATASETS
from engine.data.datasets.basics.and_gate import AndGate
from engine.data.datasets.basics.noisy_line import NoisyLine
from engine.data.datasets.basics.or_gate import OrGate
from engine.data.datasets.basics.with_outlier import Outlier
from engine.nn.losses import CrossEntropy, MeanAbsoluteError, MeanSquaredError, PerceptronLoss
from engine.recipe.recipe import OUTPUT, Recipe
from engine.training.memento import set_number
from engine.training.session import Session
from gui.model.project import Project
from gui.model.templates import TEMPLATES, from_template
from gui.training.frame import Frame
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.boundary.decision_line import Line, line_of
from gui.views.intents import ReportAction, SetNumbers
from gui.window.main_window import MainWindow
from tests.gui.view_builders import snapshot_of

BOTH, ONE = (0, 1), (0,)


def one_neuron(*theta: float, **settings: object) -> Session:
    session = Session(Recipe(**{"data": OrGate(), "blocks": (), "loss": PerceptronLoss(), **settings}))
    if theta:
        session.network.theta[...] = theta
    return session


def test_the_line_of_a_perceptron_is_its_weights() -> None:
    """3 x₁ + 4 x₂ − 2.5 = 0: normal (3, 4) of length 5; the point nearest to (0, 0) is (0.3, 0.4)."""
    line = line_of(snapshot_of(one_neuron(3, 4, -2.5)), BOTH, None)
    assert line == Line(3, 4, -2.5, OUTPUT, 0, by_hand=True)
    assert line.foot(0, 0) == pytest.approx((0.3, 0.4))
    assert line.at(1, 1) == 4.5
    assert line.angle == pytest.approx(53.13, abs=0.01)


def test_shifting_changes_the_bias_alone_and_turning_keeps_a_point_and_the_size() -> None:
    line = Line(3, 4, -2.5, OUTPUT, 0, True)
    assert line.shifted(1, 0) == Line(3, 4, -5.5, OUTPUT, 0, True)
    turned = line.turned((0.3, 0.4), 0)
    assert (turned.w1, turned.w2, turned.b) == pytest.approx((5, 0, -1.5))
    assert turned.at(0.3, 0.4) == pytest.approx(0)


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("data", ["gaussian", "or_gate"])
def test_a_line_set_by_hand_is_the_networks(data: str, standardise: bool) -> None:
    session = one_neuron(data=DATASETS[data](), loss=CrossEntropy(), standardise=standardise)
    wanted = Line(1.5, -0.5, 0.25, OUTPUT, 0, True)
    for edit in wanted.edits(session.data):
        set_number(session.network, edit)
    found = line_of(snapshot_of(session), BOTH, None)
    assert (found.w1, found.w2, found.b) == pytest.approx((1.5, -0.5, 0.25), abs=1e-5)
    x = np.array([[0.5, 2.0]])
    assert session.network.scores(session.data.transform(x))[0, 0] == pytest.approx(wanted.at(0.5, 2.0), abs=1e-5)


@pytest.mark.parametrize("standardise", [False, True])
def test_a_curve_over_one_input_is_the_networks(standardise: bool) -> None:
    session = one_neuron(data=NoisyLine(), loss=MeanSquaredError(), standardise=standardise)
    for edit in Line(0.5, -1, 1, OUTPUT, -1, True).edits(session.data):
        set_number(session.network, edit)
    found = line_of(snapshot_of(session), ONE, None)
    assert (found.w1, found.b, found.over_one) == (pytest.approx(0.5, abs=1e-5), pytest.approx(1, abs=1e-5), True)
    turned = found.turned((2.0, 2.0), 45)
    assert (turned.w1, turned.b) == (pytest.approx(1), pytest.approx(0))


def test_which_neurons_have_a_line() -> None:
    two = snapshot_of(Session(Recipe()))
    assert line_of(two, BOTH, None) is None
    assert not line_of(two, BOTH, (1, 3)).by_hand
    assert line_of(two, BOTH, (2, 0)) is None, "it does not see x₁ and x₂"
    assert line_of(two, (1, 0), (1, 3)) is None
    squares = snapshot_of(Session(Recipe(inputs=("x₁", "x₂", "x₁^2"))))
    assert line_of(squares, BOTH, (1, 0)) is None
    assert line_of(snapshot_of(Session(Recipe(data=DATASETS["iris"](), blocks=()))), BOTH, None) is None
    plane = one_neuron(data=DATASETS["plane"](), loss=MeanSquaredError())
    assert line_of(snapshot_of(plane), BOTH, None) is None, "a plane has no boundary"


def mouse(view: BoundaryView, kind: QEvent.Type, at: QPointF, pressed: bool = True) -> None:
    button = Qt.MouseButton.LeftButton
    held = button if pressed else Qt.MouseButton.NoButton
    cause = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    target = view.plot.plot_area.viewport()
    event = QMouseEvent(kind, at, target.mapToGlobal(at), cause, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)


def drag(view: BoundaryView, start: QPointF, *stops: QPointF) -> None:
    mouse(view, QEvent.Type.MouseButtonPress, start)
    for stop in stops:
        mouse(view, QEvent.Type.MouseMove, stop)
    mouse(view, QEvent.Type.MouseButtonRelease, stops[-1], pressed=False)


@pytest.fixture
def view(opened) -> BoundaryView:
    view = opened(BoundaryView)
    view.set_axes(Project().axes)
    session = one_neuron(1, 1, -1.2)
    view.show_frame(Frame(snapshot_of(session, *view.requests())))
    return view


def test_the_handle_turns_and_the_line_shifts(view: BoundaryView) -> None:
    wanted = []
    view.intent.connect(wanted.append)
    foot, tip = view.line.foot(), view.line.tip()
    drag(view, tip, tip + QPointF(9, 9), foot + QPointF(46, 0))
    numbers = [one for one in wanted if isinstance(one, SetNumbers)]
    last = {(edit.array, edit.index): edit.value for edit in numbers[-1].weights}
    assert last["weights", (0, 0)] == pytest.approx(math.sqrt(2))
    assert last["weights", (1, 0)] == pytest.approx(0, abs=0.02)
    assert len({one.merge for one in numbers}) == 1
    assert wanted[-1] == ReportAction("perceptron.line_dragged", pytest.approx(0, abs=1))
    wanted.clear()
    area = view.plot.plot_area
    on = area.point_at(view.line.line.foot(0, 1.6)[0], 1.6)
    drag(view, on, on + QPointF(30, 0))
    moved = view.line.line
    (x0, x1), _y, rect = area.area()
    assert moved.foot(0, 0)[0] == pytest.approx(0.6 + 30 * (x1 - x0) / rect.width(), abs=0.05)
    assert (moved.w1, moved.w2) == pytest.approx((math.sqrt(2), 0), abs=0.03)


def test_keys_turn_and_shift(view: BoundaryView) -> None:
    assert view.plot.focusPolicy() == Qt.FocusPolicy.StrongFocus
    before = view.line.line
    press = QEvent.Type.KeyPress
    QApplication.sendEvent(view.plot, QKeyEvent(press, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier))
    assert view.line.line.angle == pytest.approx(before.angle + 5)
    QApplication.sendEvent(view.plot, QKeyEvent(press, Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier))
    assert view.line.line.size == pytest.approx(before.size)
    assert view.line.line.b < before.b
    QApplication.sendEvent(view.plot, QKeyEvent(press, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier))
    assert view.line.line.angle == pytest.approx(before.angle + 4)


def test_a_point_on_the_line_is_chosen_and_the_line_of_a_layer_is_not_moved(view: BoundaryView, opened) -> None:
    session = one_neuron(1, 0, -1.0)  # through (1, 0) and (1, 1)
    view.show_frame(Frame(snapshot_of(session, *view.requests())))
    chosen = []
    view.picking.picked.connect(chosen.append)
    on_point = view.plot.plot_area.point_at(1, 1)
    drag(view, on_point, on_point + QPointF(20, 0))
    assert chosen == [3]
    assert view.line.line.b == -1
    view.show_frame(Frame(snapshot_of(Session(Recipe()), *view.requests())))
    assert view.line.line is None
    view.show_neuron((1, 0))
    assert view.line.line is not None
    assert view.plot.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_in_the_window_loss_follows_the_line_and_one_undo_takes_a_drag_back(window: MainWindow, qtbot) -> None:
    window.document.edit("Template", from_template(Project(), TEMPLATES[0]), restart=True)
    acted = []
    window.acted.connect(lambda name, value: acted.append(name))
    view = window.views["boundary"]
    qtbot.waitUntil(lambda: view.line.line is not None and view.line.line.by_hand)
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe.data == AndGate())
    before, count = view.line.line, window.document.undo_stack.index()
    tip = view.line.tip()
    drag(view, tip, tip + QPointF(-30, 20), tip + QPointF(-60, 30), tip + QPointF(-90, 60))
    assert window.document.undo_stack.index() == count + 1
    after = view.line.line
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.theta[0] == pytest.approx(after.w1, abs=1e-5))
    scores = window.trainer.frame.snapshot.scores
    right = [(after.at(x, y) > 0) == bool(x and y) for x in (0, 1) for y in (0, 1)]
    assert scores.train_metric == pytest.approx(np.mean(right))
    assert "perceptron.line_dragged" in acted
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: view.line.line is not None and view.line.line.w1 == pytest.approx(before.w1))
    assert view.line.line.b == pytest.approx(before.b)


def test_mae_is_least_at_the_median_line_and_mse_at_the_mean_line() -> None:
    """Nine y of 1 and one of 21: by hand a flat line at 3 has the least MSE, one at 1 the least MAE."""
    for loss, least in ((MeanSquaredError(), 3.0), (MeanAbsoluteError(), 1.0)):
        session = one_neuron(data=Outlier(), loss=loss)
        found = {}
        for height in (0.0, 0.9, 1.0, 1.1, 2.0, 2.9, 3.0, 3.1, 4.0):
            for edit in Line(0, -1, height, OUTPUT, -1, True).edits(session.data):
                set_number(session.network, edit)
            found[height] = float(
                loss.each(
                    session.network.scores(session.data.x(session.data.train)), session.data.y(session.data.train)[np.newaxis]
                ).mean()
            )
        assert min(found, key=found.__getitem__) == least


@pytest.mark.parametrize("theta", [(0.133, 0.574, -0.7), (1, 0, -1.9), (-1, 0, -0.95), (0, 1, -9), (0, -1, 9), (1, 1, -3.9)])
def test_the_handle_can_be_reached_wherever_the_line_is(view: BoundaryView, theta: tuple[float, float, float]) -> None:
    view.show_frame(Frame(snapshot_of(one_neuron(*theta), *view.requests())))
    area = view.plot.plot_area.area()[2]
    assert area.adjusted(6, 6, -6, -6).contains(view.line.tip())
    before = view.line.line
    drag(view, view.line.tip(), area.center() + QPointF(3, 40), area.center() + QPointF(-30, -20))
    assert view.line.line != before
    assert view.line.line.size == pytest.approx(before.size)
