"""The optimizer's panel, and what the loss, boundary and saved pictures have beyond their curves."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSettings
from PySide6.QtGui import QImage

from engine.data.datasets import DATASETS
from engine.inspection.step_sizes import EffectiveStepSizes
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import L2
from engine.optim.schedules import SCHEDULES
from engine.recipe.recipe import Recipe
from engine.training.history import HistoryView
from engine.training.session import Session
from gui.model.project import Axes
from gui.plotting.plot_header import LIGHT_PICTURES
from gui.style import theme
from gui.training.frame import Frame
from gui.views import VIEWS
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.loss_view import PENALISED, LossView, least_test
from gui.views.optimizer_view import OptimizerView, odd_steps, rate_curves
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, fed, history_of, move_mouse, trained_snapshot


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "sgd"])
def test_the_step_size_of_adagrad_only_falls_that_of_rmsprop_comes_back_and_sgds_stays(opened: Opened, name: str) -> None:
    view = opened(OptimizerView)
    snapshot = fed(view, Recipe(optimizer=OPTIMIZERS[name]()), steps=2000)
    assert snapshot[EffectiveStepSizes()] is not None
    _, y = view.plot.drawn("Dense 1")
    known = y[np.isfinite(y)]
    rises = np.diff(known).clip(0).sum()  # in powers of ten, as the axis is logarithmic
    assert (known[-1] < known[0] - 0.3 and rises < 1e-6) == (name == "adagrad")
    assert (rises > 0.3) == (name == "rmsprop")
    assert (np.ptp(known) == 0) == (name == "sgd")
    assert view.plot.curves[0].now == snapshot[EffectiveStepSizes()][0]


def test_the_header_says_what_the_optimizer_remembers(opened: Opened) -> None:
    view = opened(OptimizerView)
    fed(view, Recipe(optimizer=OPTIMIZERS["adam"]()), steps=1)
    assert view.explanation.text.startswith("Adam: 2 floats per parameter beside weight and gradient (")
    assert view.explanation.text.endswith("In all 4 × 25 × 4 bytes = 400 bytes")


@pytest.mark.parametrize("name", SCHEDULES.names())
def test_the_schedule_is_drawn_with_where_we_are(opened: Opened, name: str) -> None:
    view = opened(OptimizerView)
    view.memory.restore({"picture": "rate"})
    snapshot = fed(view, Recipe(schedule=SCHEDULES[name]()), steps=300)
    past, future = rate_curves(snapshot)
    assert future.x[0] == snapshot.step
    assert future.y[0] == pytest.approx(snapshot.rate)
    assert future.x[-1] > snapshot.step
    np.testing.assert_array_equal(past.y, snapshot.history.column("rate")[2])
    assert view.plot.spot is not None
    assert (view.plot.spot.x, view.plot.spot.y) == (snapshot.step, snapshot.rate)
    assert not view.grab().isNull()


def test_what_is_to_come_is_what_training_will_do() -> None:
    session = Session(Recipe(schedule=SCHEDULES["cosine"](epochs=40)))
    session.advance(100)
    _, future = rate_curves(snapshot_of(session))
    step = int(future.x[5])
    session.advance(step - session.step)
    assert snapshot_of(session).rate == pytest.approx(float(future.y[5]))


def test_the_least_test_loss_is_ringed_and_read(opened: Opened) -> None:
    view = opened(LossView)
    test = np.linspace(1, 0.4, 60)
    test[20] = 0.1
    history = history_of({"train_loss": np.linspace(1, 0, 60), "test_loss": test})
    view.show_frame(Frame(dataclasses.replace(trained_snapshot(), history=history)))
    spot = view.plot.spot
    assert (spot.x, spot.y) == (20, 0.1)
    assert view.plot.legend.entries[-1].name == "Least test"
    assert view.plot.legend.entries[-1].mark == "ring"
    plot_area = view.plot.plot_area
    move_mouse(plot_area, plot_area.getViewBox().mapViewToScene(QPointF(20, 0.5)))
    assert "Least test 0.1" in view.plot.read_out()


def test_the_least_test_loss_is_never_above_the_present_one() -> None:
    """The history has not every step; the present loss is shown beside it."""
    history = history_of({"test_loss": np.linspace(1, 0.4, 60)})
    spot = least_test(history, (62, 0.35))
    assert spot is not None
    assert (spot.x, spot.y) == (62, 0.35)
    spot = least_test(history, (62, 0.45))
    assert spot is not None
    assert (spot.x, spot.y) == (59, 0.4)


@pytest.mark.parametrize("values", [[], [np.nan] * 4, [np.inf, -np.inf]])
def test_without_a_test_loss_there_is_no_best_point(values: list[float]) -> None:
    assert least_test(history_of({"test_loss": values})) is None
    assert least_test(HistoryView((), np.empty(0), *[np.empty((0, 0))] * 3)) is None


def test_with_a_penalty_the_sum_is_drawn_too(opened: Opened) -> None:
    view = opened(LossView)
    fed(view)
    assert [one.name for one in view.plot.curves] == ["Training", "Test"]
    snapshot = fed(view, Recipe(penalty=L2(0.1)))
    history = snapshot.history
    wanted = history.column("train_loss")[2] + history.column("penalty")[2]
    np.testing.assert_allclose(view.plot.drawn(PENALISED)[1], wanted)
    assert view.plot.curves[2].now == pytest.approx(snapshot.scores.train_loss + snapshot.scores.penalty)


def test_the_read_out_tells_probabilities_and_where_no_data_are(opened: Opened) -> None:
    view = opened(BoundaryView)
    snapshot = trained_snapshot(steps=400)
    view.show_frame(Frame(snapshot))
    counts = [entry.value for entry in view.key.legend.entries]
    plot_area = view.plot.plot_area
    move_mouse(plot_area, plot_area.getViewBox().mapViewToScene(QPointF(0, 0)))
    shares = [float(entry.value.removesuffix(" %")) for entry in view.key.legend.entries]
    assert sum(shares) == pytest.approx(100, abs=1)
    assert "No training row is near" not in view._read_out.text
    move_mouse(plot_area, plot_area.getViewBox().mapViewToScene(QPointF(5.8, 5.8)))
    assert "No training row is near" in view._read_out.text
    view.plot.plot_area.pointed.emit(None)
    assert [entry.value for entry in view.key.legend.entries] == counts


def test_held_inputs_can_follow_the_data(opened: Opened) -> None:
    view, wanted = opened(BoundaryView), []
    view.intent.connect(lambda intent: wanted.append(intent.axes))
    view.set_axes(Axes((2, 3)))
    view.show_frame(
        Frame(trained_snapshot(Recipe(data=DATASETS["iris"](), standardise=True), request=DecisionSurface(Plane((2, 3)), 50)))
    )
    view.held.follow.click()
    assert wanted == [Axes((2, 3), follow=True)]
    view.set_axes(wanted[-1])
    assert [request.plane.follow for request in view.requests()] == [True]
    assert not any(slider.isEnabled() for slider in view.held.sliders.values())
    view.held.reset.click()
    assert wanted[-1] == Axes((2, 3))


@pytest.mark.parametrize("name", VIEWS)
def test_a_picture_is_light_on_request_and_the_window_stays_dark(
    opened: Opened, dark: Callable[[], None], tmp_path: Any, name: str
) -> None:
    dark()
    view = opened(VIEWS[name])
    fed(view)
    for wanted, light in ((False, False), (True, True)):
        QSettings().setValue(LIGHT_PICTURES, wanted)
        path = str(tmp_path / f"{wanted}.png")
        assert view.header.save("png", path)
        assert (QImage(path).pixelColor(3, 3).lightness() > 200) == light
        assert theme.current() is theme.DARK
    shown = view.grab().toImage()
    assert shown.pixelColor(2, shown.height() - 3).lightness() < 60


def test_steps_without_a_gradient_are_explained(opened: Opened) -> None:
    """Per unit of gradient they are huge; and when even the squares that Adam remembers are 0, there is no number."""
    session = Session(Recipe(optimizer=OPTIMIZERS["adam"]()))
    session.advance(5)
    assert odd_steps(snapshot_of(session, EffectiveStepSizes())) == ""
    session.optimizer_state[1] = 1e-14
    assert odd_steps(snapshot_of(session, EffectiveStepSizes())).startswith("So large only per unit of gradient")
    session.optimizer_state[1] = 0
    assert odd_steps(snapshot_of(session, EffectiveStepSizes())).startswith("–: gradients have become so small")
