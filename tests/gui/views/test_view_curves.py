"""The curve panels: what they draw is what the numbers say, and no numbers make them unreadable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from engine.core.arrays import Array
from engine.data.datasets import DATASETS
from engine.inspection.snapshot import Snapshot
from engine.nn.activations import Sign
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Block, Recipe
from engine.training.history import Mark
from engine.training.session import Session
from gui.plotting.curves.curves import curve
from gui.plotting.live_numbers import format_live
from gui.plotting.scale import Scale
from gui.style import theme
from gui.style.theme import layer_colours
from gui.training.frame import Frame
from gui.views.gradients.gradients_view import GradientsView
from gui.views.loss_view import LossView
from gui.views.metric_view import MetricView
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, move_mouse, trained_snapshot


def test_loss_draws_the_history_as_it_is(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=60), opened(LossView)
    view.show_frame(Frame(snapshot))
    for name, column in (("Training", "train_loss"), ("Test", "test_loss")):
        x, y = view.plot.drawn(name)
        np.testing.assert_array_equal(x, snapshot.history.steps)
        np.testing.assert_array_equal(y, snapshot.history.column(column)[2])


@pytest.mark.parametrize(
    ("statistic", "formula"),
    [("l2", lambda g: np.sqrt((g**2).sum())), ("mean", lambda g: np.abs(g).mean()), ("max", lambda g: np.abs(g).max())],
)
def test_gradients_draw_numpys_statistic_of_each_layer(opened: Opened, statistic: str, formula: Callable[[Array], float]) -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(4)), Block(2, Dropout()), Block(3, Dense(2)))))
    wanted: dict[str, list[float]] = {}
    for _ in range(5):
        session.advance(session.history.next_due(session.step) - session.step)
        for info in session.network.layers:
            if info.parameters:
                g = session.network.grad[info.start : info.stop].astype(np.float64)
                wanted.setdefault(info.name, []).append(float(np.log10(formula(g))))
    view = opened(GradientsView)
    view.statistic = statistic
    view.show_frame(Frame(snapshot_of(session)))
    assert [c.name for c in view.plot.curves] == ["Dense 1", "Dense 2", "Output"]
    for name, values in wanted.items():
        np.testing.assert_allclose(view.plot.drawn(name)[1][-5:], values, rtol=1e-6)


def test_gradients_take_the_colours_of_the_theme_in_order(opened: Opened) -> None:
    view = opened(GradientsView)
    view.show_frame(Frame(trained_snapshot()))
    assert [c.colour for c in view.plot.curves] == list(theme.current().lines[:3])
    assert len(set(layer_colours(30))) == 30


def test_a_layer_without_gradient_stands_at_the_zero_of_the_log_axis(opened: Opened) -> None:
    view = opened(GradientsView)
    view.show_frame(Frame(trained_snapshot(Recipe(blocks=(Block(1, Dense(4, Sign())), Block(2, Dense(2)))), steps=30)))
    _, y = view.plot.drawn("Dense 1")
    assert np.all(y[1:] == view.plot.scale.lane)
    low, high = view.plot.plot_area.getViewBox().viewRange()[1]
    assert low < view.plot.scale.lane < high
    assert (view.plot.scale.lane, "0") in view.plot.y_axis.ticks(low, high, 200)


def test_bands_show_only_when_in_sight(opened: Opened) -> None:
    view = opened(GradientsView)
    for level, seen in ((1e-3, (False, False)), (1e-9, (True, False)), (1e5, (False, True))):
        view.plot.show_curves([curve("a", "#112233", [0, 1, 2], [level, level * 3, level])], Scale(log=True))
        assert tuple(band.area.isVisible() for band in view.plot._bands) == seen


def test_one_point_is_a_symbol_and_the_hint_stays(opened: Opened) -> None:
    view = opened(LossView)
    view.show_frame(Frame(trained_snapshot(steps=0)))
    assert view.plot._hint.isVisible()
    assert [list(one.dots) for one in view.plot.placed] == [[0], [0]]
    view.show_frame(Frame(trained_snapshot(steps=20)))
    assert not view.plot._hint.isVisible()
    assert not any(one.has_symbols for one in view.plot.placed)


def test_hover_reads_the_values_at_that_step(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=100), opened(LossView)
    view.show_frame(Frame(snapshot))
    assert view.plot.legend.entries[0].value == format_live(snapshot.scores.train_loss)
    box = view.plot.plot_area.getViewBox()
    step, y = 20.0, float(np.mean(box.viewRange()[1]))
    move_mouse(view.plot.plot_area, box.mapViewToScene(QPointF(step, y)))
    row = int(np.flatnonzero(view.plot.curves[0].x == view.plot._mouse)[0])
    assert abs(view.plot._mouse - step) < 3
    assert view.plot.legend.entries[0].value == format_live(float(view.plot.curves[0].y[row]))
    QApplication.sendEvent(view.plot.plot_area.viewport(), QEvent(QEvent.Type.Leave))
    assert view.plot.legend.entries[0].value == format_live(snapshot.scores.train_loss)


def test_log_toggle_keeps_the_numbers(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=60), opened(LossView)
    view.show_frame(Frame(snapshot))
    view.log = True
    np.testing.assert_allclose(view.plot.drawn("Training")[1], np.log10(snapshot.history.column("train_loss")[2]))
    view.log = False
    np.testing.assert_array_equal(view.plot.drawn("Training")[1], snapshot.history.column("train_loss")[2])


def test_metric_names_itself(opened: Opened) -> None:
    view = opened(MetricView)
    view.show_frame(Frame(trained_snapshot()))
    assert view.plot.y_axis.title == "Accuracy"
    assert view.plot.legend.entries[0].value.endswith("%")
    view.show_frame(Frame(trained_snapshot(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))))
    assert view.plot.y_axis.title == "R²"
    assert view.plot.plot_area.getViewBox().viewRange()[1][0] >= -1.1


def marked(snapshot: Snapshot, *marks: Mark) -> Snapshot:
    return replace(snapshot, history=replace(snapshot.history, marks=marks))


@pytest.mark.parametrize("view_class", [LossView, MetricView, GradientsView])
def test_marks_are_drawn_and_read_by_the_mouse(opened: Opened, view_class: type) -> None:
    view, snapshot = opened(view_class), trained_snapshot(steps=100)
    view.show_frame(Frame(snapshot))
    plain = view.plot.plot_area.grab().toImage()
    view.show_frame(Frame(marked(snapshot, Mark(50, "Learning rate 0.03 → 0.1"))))
    plot_area = view.plot.plot_area
    at, (_, _, place) = plot_area.point_at(50, 0), plot_area.area()
    flag = plot_area.grab().toImage().pixelColor(round(at.x()) + 2, round(place.top()) + 2)
    assert flag != plain.pixelColor(round(at.x()) + 2, round(place.top()) + 2)
    move_mouse(plot_area, plot_area.mapToScene(QPointF(at.x(), place.center().y()).toPoint()))
    assert "Learning rate 0.03 → 0.1" in view.plot.read_out()
    move_mouse(plot_area, plot_area.mapToScene(QPointF(at.x() + 60, place.center().y()).toPoint()))
    assert "Learning" not in view.plot.read_out()


def test_a_look_back_shows_its_step(opened: Opened) -> None:
    view, snapshot = opened(LossView), trained_snapshot(steps=100)
    view.show_frame(Frame(snapshot))
    plain = view.plot.plot_area.grab().toImage()
    view.show_frame(Frame(replace(snapshot, step=30), now=100))
    assert view.plot.plot_area.grab().toImage() != plain
