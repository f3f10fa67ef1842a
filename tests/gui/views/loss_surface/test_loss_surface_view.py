"""The loss surface in the window: the point is dragged by a real mouse, and the weights follow; what vanishes is replaced."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.inspection.loss_surface.loss_picture import LossSurface, Numbers
from engine.inspection.loss_surface.trained_number import TrainedNumber, place_in_theta
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.regularizers import L2
from engine.recipe.recipe import OUTPUT, Recipe
from engine.training.session import Session
from gui.canvas.diagram.parts import Weight
from gui.model import edits
from gui.style import theme
from gui.training.frame import Frame
from gui.views.intents import ReportAction, SetNumbers
from gui.views.loss_surface.loss_scale import band_colours, contour_pixels, scale_of
from gui.views.loss_surface.loss_surface_view import LossSurfaceView
from gui.views.loss_surface.point_mover import DRAGGED
from gui.window.main_window import MainWindow
from tests.engine.builders import snapshot_of, stack
from tests.gui.view_builders import Opened, fed, move_mouse

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def surface(window: MainWindow, qtbot: Any) -> LossSurfaceView:
    """The view in the window, with a whole picture."""
    window.layout_controller.show_view("loss_surface")
    view = window.views["loss_surface"]
    assert isinstance(view, LossSurfaceView)
    qtbot.waitUntil(lambda: view.picture is not None and view.picture.whole)
    return view


def weights_now(window: MainWindow, view: LossSurfaceView) -> list[float]:
    snapshot, numbers = window.trainer.frame.snapshot, view.chooser.numbers
    assert snapshot is not None
    places = [place_in_theta(snapshot.layers, one) for one in numbers]
    return [float(snapshot.theta[place]) for place in places if place is not None]


def drag(view: LossSurfaceView, *ways: QPoint) -> None:
    viewport, point = view.plot.plot_area.viewport(), view.plot.point_at()
    assert point is not None
    at = point.toPoint()
    QTest.mousePress(viewport, LEFT, pos=at)
    for way in ways:
        at += way
        QTest.mouseMove(viewport, at)
        QTest.qWait(5)
    QTest.mouseRelease(viewport, LEFT, pos=at)


def test_weights_follow_the_dragged_point_and_one_undo_takes_them_back(
    window: MainWindow, surface: LossSurfaceView, qtbot: Any
) -> None:
    before, acted = weights_now(window, surface), []
    window.acted.connect(lambda action, value: acted.append((action, value)))
    undo = window.document.undo_stack
    count = undo.count()
    drag(surface, QPoint(12, 4), QPoint(20, -9), QPoint(6, -2))
    place = surface.plot.plot_area.value_at(surface.plot.point_at())
    qtbot.waitUntil(lambda: bool(acted))
    now = weights_now(window, surface)
    assert now != before
    np.testing.assert_allclose(now, place, atol=0.02)
    (x0, x1), (_y0, _y1), area = surface.plot.plot_area.area()
    assert now[0] - before[0] == pytest.approx(38 / area.width() * (x1 - x0), abs=0.05)
    assert acted[-1][0] == DRAGGED
    assert acted[-1][1] == pytest.approx(window.trainer.frame.snapshot.scores.train_loss)
    assert undo.count() == count + 1
    undo.undo()
    qtbot.waitUntil(lambda: weights_now(window, surface) == before)
    qtbot.waitUntil(lambda: np.allclose(surface.picture.present, before))


def test_arrow_keys_move_the_point_in_one_step_of_undo(window: MainWindow, surface: LossSurfaceView, qtbot: Any) -> None:
    before, undo = weights_now(window, surface), window.document.undo_stack
    count, ranges = undo.count(), surface.picture.ranges
    surface.setFocus()
    for _ in range(4):
        QTest.keyClick(surface, Qt.Key.Key_Right)
    QTest.keyClick(surface, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    wanted = [before[0] + 4 / 40 * (ranges[0][1] - ranges[0][0]), before[1] + (ranges[1][1] - ranges[1][0]) / 400]
    qtbot.waitUntil(lambda: bool(np.allclose(weights_now(window, surface), wanted, atol=0.02)))
    assert undo.count() == count + 1
    undo.undo()
    qtbot.waitUntil(lambda: weights_now(window, surface) == before)


def test_the_ground_is_dragged_beside_the_point_and_the_wheel_zooms(surface: LossSurfaceView, qtbot: Any) -> None:
    viewport, before = surface.plot.plot_area.viewport(), surface.picture.ranges
    place = surface.plot.plot_area.area()[2]
    at = place.topLeft().toPoint() + QPoint(12, 12)
    QTest.mousePress(viewport, LEFT, pos=at)
    QTest.mouseMove(viewport, at + QPoint(30, 0))
    QTest.mouseRelease(viewport, LEFT, pos=at + QPoint(30, 0))
    assert surface.plot.ranges[0][0] < before[0][0]
    assert surface.plot.ranges[1] == pytest.approx(before[1])
    QTest.keyClick(surface, Qt.Key.Key_Plus)
    (low, high), _up = surface.plot.ranges
    assert high - low == pytest.approx((before[0][1] - before[0][0]) / 1.25)
    qtbot.waitUntil(lambda: surface.picture.ranges == surface.plot.ranges)
    QTest.keyClick(surface, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: surface.picture.ranges == before)


def test_a_link_that_is_clicked_runs_along_the_axis(window: MainWindow, surface: LossSurfaceView, qtbot: Any) -> None:
    window.canvas.hover.set_edited(Weight(2, "weights", (3, 1)))
    assert surface.chooser.numbers[0] == TrainedNumber(2, "weights", (3, 1))
    window.canvas.hover.set_edited(Weight(OUTPUT, "biases", (0,)))
    wanted = TrainedNumber(OUTPUT, "biases", (0,)), TrainedNumber(2, "weights", (3, 1))
    assert surface.chooser.numbers == wanted
    qtbot.waitUntil(lambda: surface.picture is not None and surface.picture.axes == Numbers(wanted))
    assert surface.plot.x_axis.title == "bias of the output"


def test_a_chosen_weight_that_vanishes_is_replaced_and_named(window: MainWindow, surface: LossSurfaceView, qtbot: Any) -> None:
    window.canvas.hover.set_edited(Weight(2, "weights", (3, 1)))
    qtbot.waitUntil(lambda: surface.plot.x_axis.title == "neuron 4 → neuron 2 of Dense 2")
    document = window.document
    document.edit("", edits.remove_layers(document.project, (2,)))
    qtbot.waitUntil(lambda: "neuron 4 → neuron 2 of Dense 2" in surface.explanation.text)
    assert all(number.layer == 1 for number in surface.chooser.numbers)
    qtbot.waitUntil(lambda: surface.picture is not None and surface.picture.axes == surface.chooser.axes)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: len(window.trainer.frame.snapshot.layers) == 3)


@pytest.mark.parametrize("mode", ["two", "one", "random", "path"])
@pytest.mark.parametrize("loss", ["mse", "cross_entropy"])
def test_every_picture_is_drawn_for_every_network(opened: Opened, mode: str, loss: str) -> None:
    """Without a layer, with one neuron, with a penalty."""
    for blocks in ((), stack(Dense(1)), stack(Dense(3), Dense(2))):
        view = opened(LossSurfaceView)
        view.chooser.mode.setCurrentIndex(view.chooser.mode.findData(mode))
        recipe = Recipe(blocks=blocks, loss=LOSSES[loss](), penalty=L2(0.01))
        fed(view, recipe)
        snapshot = fed(view, recipe)
        assert view.picture is not None
        assert view.picture.axes == view.chooser.axes
        for log in (True, False):
            view.log.setChecked(log)
            assert not view.grab().isNull()
        assert view.columns()
        assert view.explanation.text
        view.penalised.click()
        assert next(iter(view.requests())).penalised  # type: ignore[attr-defined]
        assert snapshot.find(LossSurface) is view.picture


def test_a_run_without_a_path_says_so(opened: Opened) -> None:
    view = opened(LossSurfaceView)
    view.chooser.mode.setCurrentIndex(view.chooser.mode.findData("path"))
    fed(view, steps=0)
    assert view.picture is None
    assert view.plot.hint.isVisible()
    assert "no path yet" in view.plot.hint.text()
    fed(view, steps=30)
    assert view.picture is not None
    assert not view.plot.hint.isVisible()


def test_the_past_cannot_be_dragged(opened: Opened) -> None:
    view, wishes = opened(LossSurfaceView), []
    view.intent.connect(wishes.append)
    fed(view)
    session = Session(Recipe())
    view.show_frame(Frame(snapshot_of(session, *view.requests()), now=100))
    drag(view, QPoint(20, 5))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert not [one for one in wishes if isinstance(one, SetNumbers | ReportAction)]


def test_what_a_place_and_a_dot_are_is_read_out(opened: Opened) -> None:
    view = opened(LossSurfaceView)
    fed(view, steps=2000)
    picture, plot_area = view.picture, view.plot.plot_area
    place = plot_area.area()[2]
    move_mouse(plot_area, plot_area.mapToScene((place.topLeft() + QPointF(4, 4)).toPoint()))
    assert view.explanation.text.startswith("(")
    near = view.plot.painting.at(plot_area, picture.places[0], float(picture.losses[0]))
    move_mouse(plot_area, plot_area.mapToScene(near.toPoint()))
    QApplication.processEvents()
    assert view.explanation.text.startswith("Step ")


def test_colours_of_the_picture_are_those_of_the_scale() -> None:
    values = np.add.outer(np.arange(5.0), np.zeros(5))
    values[4, 4] = np.inf
    scale = scale_of(values, log=False)
    pixels = contour_pixels(values, scale, theme.LIGHT, 200, 100)
    colours = band_colours(theme.LIGHT, scale.count)
    assert pixels.shape == (100, 200)
    assert pixels[-1, 0] == colours[0]  # the least at the bottom
    assert pixels[0, 0] == colours[scale.bands(np.array([4.0]))[0]]
    assert pixels[0, -1] == colours[-1]  # no number
    logs = scale_of(np.array([1e-6, 1.0, np.inf]), log=True)
    assert logs.levels[0] <= 1e-6
    assert logs.levels[-1] >= 0.99
