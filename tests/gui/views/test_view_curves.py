"""The curve panels: what they draw is what the numbers say, and no numbers make them unreadable."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from engine.core.arrays import Array
from engine.core.number_format import format_percent
from engine.data.datasets import DATASETS
from engine.inspection.snapshot import Snapshot
from engine.nn.activations import Sign
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Block, Recipe
from engine.training.history import Mark
from engine.training.session import Session
from gui.plotting.curves.curves import curve, history_curve, pooled, y_range
from gui.plotting.live_numbers import format_live
from gui.plotting.scale import Scale, robust_range
from gui.plotting.tick_labels import nice_ticks, tick_texts
from gui.style import theme
from gui.style.theme import layer_colours
from gui.training.frame import Frame
from gui.views.gradients.gradients_view import GradientsView
from gui.views.loss_view import LossView
from gui.views.metric_view import MetricView
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, history_of, move_mouse, shown_plot, trained_snapshot


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


def test_zeros_among_numbers_are_drawn_and_marked(opened: Opened) -> None:
    plot = shown_plot(opened)
    plot.show_curves([curve("a", "#112233", range(6), [1, 0.1, 0, 0, 0.1, 1])], Scale(log=True))
    _, y = plot.drawn("a")
    np.testing.assert_allclose(y, [0, -1, plot.scale.lane, plot.scale.lane, -1, 0])
    np.testing.assert_array_equal(plot.placed[0].zeros, [2, 3])


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


HARD: dict[str, list[float]] = {
    "nothing": [],
    "one": [0.5],
    "constant": [0.25] * 50,
    "zeros": [0.0] * 50,
    "not a number": [np.nan] * 50,
    "gaps": [1, np.nan, 2, np.inf, 3, -np.inf] * 10,
    "huge": [1e300, 1e-300] * 20,
    "largest": [1.7e308, -1.7e308] * 20,
    "smallest": [5e-324] * 10,
    "spike": [1.0] * 200 + [1e300] + [1.0] * 200,
    "negative": [-3.0, -2.0, -1.0] * 9,
    "long": list(np.linspace(1, 2, 5000)),
}


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", HARD.values(), ids=HARD.keys())
def test_hard_numbers_stay_readable(opened: Opened, values: list[float], log: bool) -> None:
    plot = shown_plot(opened)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            plot.show_curves([curve("a", "#112233", range(len(values)), values)], Scale(log=log))
            QApplication.processEvents()
            plot.grab()
    (x0, x1), (y0, y1) = plot.plot_area.getViewBox().viewRange()
    assert np.isfinite([x0, x1, y0, y1]).all()
    assert x0 < x1
    assert y0 < y1
    drawn = plot.drawn("a")[1]
    if np.isfinite(drawn).any():
        seen = (drawn >= y0) & (drawn <= y1)
        assert seen[np.isfinite(drawn)].mean() > 0.45
        assert len(plot.y_axis.ticks(y0, y1, 200)) >= 1


def test_an_outlier_does_not_flatten_the_rest() -> None:
    values = np.append(np.linspace(0, 1, 500), 1e9)
    low, high = robust_range(values) or (0, 0)
    assert low == 0
    assert high < 10


def test_objects_and_matrices_do_not_pass_the_gate() -> None:
    for bad in ([[1, 2]], [1, 2, 3]):
        with pytest.raises(ValueError, match="numbers in a row"):
            curve("a", "#112233", [0, 1], bad)
    with pytest.raises((ValueError, TypeError)):
        curve("a", "#112233", [0, 1], [object(), object()])


def test_pooling_keeps_extremes_and_mean() -> None:
    values = np.random.default_rng(1).normal(size=1000)
    merged = pooled(curve("a", "#112233", np.arange(1000), values), 130)
    groups = values.reshape(-1, 8)
    np.testing.assert_array_equal(merged.low, groups.min(1))
    np.testing.assert_array_equal(merged.high, groups.max(1))
    np.testing.assert_allclose(merged.y, groups.mean(1), atol=1e-12)
    np.testing.assert_allclose(merged.x, np.arange(1000).reshape(-1, 8).mean(1))


def test_ranges_stay_while_they_serve(opened: Opened) -> None:
    plot, seen = shown_plot(opened), []
    for n in range(1000, 1040):
        plot.show_curves([curve("a", "#112233", np.arange(n), np.linspace(1, 0.5, n))], Scale())
        seen.append(str(plot.plot_area.getViewBox().viewRange()))
    assert len(set(seen)) == 1


def test_missing_columns_are_empty_curves() -> None:
    assert history_curve(history_of({"a": [1, 2]}), "b", "B", "#112233").points == 0


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


def test_numbers_are_short_and_true() -> None:
    assert format_live(0.02134) == "0.0213"
    assert format_live(-3.1e-7) == "−3.1×10⁻⁷"
    assert format_live(float("nan")) == "–"
    assert format_percent(0.9844) == "98.4 %"
    assert tick_texts([0, 5000, 10000]) == ["0", "5k", "10k"]
    assert tick_texts([-0.5, 0, 0.5]) == ["−0.5", "0", "0.5"]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-6, 6), (0.4, 7.3), (1e-9, 2e-9), (0, 1e300), (5, 5), (-1e-300, 1e-300)])
def test_ticks_lie_in_the_range(low: float, high: float) -> None:
    ticks = nice_ticks(low, high, 5)
    assert 1 <= len(ticks) <= 12
    slack = 1e-6 * (high - low)
    assert all(low - slack <= tick <= high + slack for tick in ticks)


def test_log_range_without_positive_numbers_is_a_range() -> None:
    scale, (low, high) = y_range([curve("a", "#112233", [0, 1], [0, -1])], Scale(log=True))
    assert low < scale.lane < high


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


def test_a_long_envelope_is_drawn_in_bars_within_its_curve(opened: Opened) -> None:
    plot = shown_plot(opened)
    x = np.arange(400)
    plot.show_curves(
        [curve("a", "#3366aa", x, np.full(400, 0.5), np.full(400, 0.25), np.full(400, 0.75))], Scale(limits=(0.0, 1.0))
    )
    QApplication.processEvents()
    image, plot_area = plot.plot_area.grab().toImage(), plot.plot_area
    ground = image.pixelColor(plot_area.point_at(200, 0.9).toPoint())
    for height, inside in ((0.7, True), (0.3, True), (0.8, False), (0.2, False)):
        assert (image.pixelColor(plot_area.point_at(200, height).toPoint()) != ground) == inside
