"""The live views: what they draw is what the numbers say, and nothing makes them unreadable."""

from __future__ import annotations

import csv
import dataclasses
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from engine.activations import ReLU, Sign
from engine.data import Data, no_scaling
from engine.datasets import DATASETS
from engine.history import HistoryView
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.losses import MeanSquaredError
from engine.recipe import Block, Recipe
from engine.session import Session
from engine.snapshot import Look, Snapshot
from engine.table import Array, make_table
from gui import theme
from gui.model.project import Axes
from gui.training.frame import Frame
from gui.views import VIEWS, surface_colours
from gui.views.boundary import BoundaryView, surface_columns
from gui.views.boundary_drawing import Options
from gui.views.curves import Scale, curve, history_curve, pooled, robust_range, y_range
from gui.views.gradients import GradientsView, layer_colours
from gui.views.loss import LossView
from gui.views.metric import MetricView
from gui.views.numbers import nice_ticks, percent, short, tick_texts
from gui.views.plot import Plot
from gui.views.predictions import mistaken, scores
from gui.views.surface_colours import ColourRange, colour_table, paint

Opened = Callable[[type[Any]], Any]
LOOK = Look(axes=(0, 1), resolution=100)


@pytest.fixture
def opened(qtbot: Any) -> Iterator[Opened]:
    """Makes and shows a view; closes it afterwards."""
    made: list[QWidget] = []

    def build(cls: type[Any], width: int = 420, height: int = 560) -> Any:
        widget = cls()
        made.append(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    yield build
    for widget in made:
        widget.close()
        widget.deleteLater()
    made.clear()


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[Callable[[], None]]:
    before = theme.choice()
    yield lambda: theme.apply(qapp, "dark")
    theme.apply(qapp, before)


def snapshot_of(recipe: Recipe | None = None, steps: int = 40, look: Look = LOOK, data: Data | None = None) -> Snapshot:
    session = Session(recipe or Recipe(), data)
    if steps:
        session.advance(steps)
    return session.snapshot(look)


def rows_of(inputs: int, target: Array, classes: tuple[str, ...] = ()) -> Data:
    """Data without scaling on a square from -6 to 6; every second row is for testing."""
    rng = np.random.default_rng(3)
    names = tuple(f"input {i}" for i in range(inputs))
    table = make_table(rng.uniform(-6, 6, (len(target), inputs)), target, names, "answer", classes)
    rows = np.arange(len(target))
    return Data(table, rows[::2], rows[1::2], no_scaling(inputs), no_scaling(1), (-6.0, 6.0))


def history_of(columns: dict[str, Any]) -> HistoryView:
    values = np.stack([np.asarray(v, np.float64) for v in columns.values()], axis=1)
    return HistoryView(tuple(columns), np.arange(len(values), dtype=np.float64), values, values, values)


# -- curves


def test_loss_draws_the_history_as_it_is(opened: Opened) -> None:
    snapshot, view = snapshot_of(steps=60), opened(LossView)
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
    view.show_frame(Frame(session.snapshot(Look())))
    assert [c.name for c in view.plot.curves] == ["Dense 1", "Dense 2", "Output"]
    for name, values in wanted.items():
        np.testing.assert_allclose(view.plot.drawn(name)[1][-5:], values, rtol=1e-6)


def test_gradients_take_the_colours_of_the_theme_in_order(opened: Opened) -> None:
    view = opened(GradientsView)
    view.show_frame(Frame(snapshot_of()))
    assert [c.colour for c in view.plot.curves] == list(theme.current().lines[:3])
    assert len(set(layer_colours(30))) == 30


def test_a_layer_without_gradient_stands_at_the_zero_of_the_log_axis(opened: Opened) -> None:
    view = opened(GradientsView)
    view.show_frame(Frame(snapshot_of(Recipe(blocks=(Block(1, Dense(4, Sign())), Block(2, Dense(2)))), steps=30)))
    _, y = view.plot.drawn("Dense 1")
    assert np.all(y[1:] == view.plot.scale.lane)
    low, high = view.plot.graph.getViewBox().viewRange()[1]
    assert low < view.plot.scale.lane < high
    assert (view.plot.scale.lane, "0") in view.plot.y_axis.ticks(low, high, 200)


def test_zeros_among_numbers_are_drawn_and_marked(opened: Opened) -> None:
    plot = shown_plot(opened)
    plot.show_curves([curve("a", "#112233", range(6), [1, 0.1, 0, 0, 0.1, 1])], Scale(log=True))
    _, y = plot.drawn("a")
    np.testing.assert_allclose(y, [0, -1, plot.scale.lane, plot.scale.lane, -1, 0])
    marks = plot._items[0].dots.getData()
    np.testing.assert_array_equal(marks[0], [2, 3])


def test_bands_show_only_when_in_sight(opened: Opened) -> None:
    view = opened(GradientsView)
    for level, seen in ((1e-3, (False, False)), (1e-9, (True, False)), (1e5, (False, True))):
        view.plot.show_curves([curve("a", "#112233", [0, 1, 2], [level, level * 3, level])], Scale(log=True))
        assert tuple(band.area.isVisible() for band in view.plot._bands) == seen


def test_one_point_is_a_symbol_and_the_hint_stays(opened: Opened) -> None:
    view = opened(LossView)
    view.show_frame(Frame(snapshot_of(steps=0)))
    assert view.plot._hint.isVisible()
    assert all(len(item.dots.data) == 1 for item in view.plot._items)
    view.show_frame(Frame(snapshot_of(steps=20)))
    assert not view.plot._hint.isVisible()
    assert all(len(item.dots.data) == 0 for item in view.plot._items)


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
    (x0, x1), (y0, y1) = plot.graph.getViewBox().viewRange()
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
    assert high < 5


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
        seen.append(str(plot.graph.getViewBox().viewRange()))
    assert len(set(seen)) == 1


def test_missing_columns_are_empty_curves() -> None:
    assert history_curve(history_of({"a": [1, 2]}), "b", "B", "#112233").points == 0


def test_hover_reads_the_values_at_that_step(opened: Opened) -> None:
    snapshot, view = snapshot_of(steps=100), opened(LossView)
    view.show_frame(Frame(snapshot))
    assert view.plot.legend.entries[0].value == short(snapshot.scores.train_loss)
    box = view.plot.graph.getViewBox()
    step, y = 20.0, float(np.mean(box.viewRange()[1]))
    move_mouse(view.plot.graph, box.mapViewToScene(QPointF(step, y)))
    row = int(np.flatnonzero(view.plot.curves[0].x == view.plot._mouse)[0])
    assert abs(view.plot._mouse - step) < 3
    assert view.plot.legend.entries[0].value == short(float(view.plot.curves[0].y[row]))
    QApplication.sendEvent(view.plot.graph.viewport(), QEvent(QEvent.Type.Leave))
    assert view.plot.legend.entries[0].value == short(snapshot.scores.train_loss)


def test_log_toggle_keeps_the_numbers(opened: Opened) -> None:
    snapshot, view = snapshot_of(steps=60), opened(LossView)
    view.show_frame(Frame(snapshot))
    view.log = True
    np.testing.assert_allclose(view.plot.drawn("Training")[1], np.log10(snapshot.history.column("train_loss")[2]))
    view.log = False
    np.testing.assert_array_equal(view.plot.drawn("Training")[1], snapshot.history.column("train_loss")[2])


def test_metric_names_itself(opened: Opened) -> None:
    view = opened(MetricView)
    view.show_frame(Frame(snapshot_of()))
    assert view.plot.y_axis.title == "Accuracy"
    assert view.plot.legend.entries[0].value.endswith("%")
    view.show_frame(Frame(snapshot_of(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))))
    assert view.plot.y_axis.title == "R²"
    assert view.plot.graph.getViewBox().viewRange()[1][0] >= -1.1


# -- files


@pytest.mark.parametrize("name", VIEWS)
def test_saved_files_open_again(opened: Opened, tmp_path: Any, name: str) -> None:
    view = opened(VIEWS[name])
    view.show_frame(Frame(snapshot_of()))
    png, svg, table = (str(tmp_path / f"picture.{kind}") for kind in ("png", "svg", "csv"))
    assert all(view.header.save(kind, path) for kind, path in (("png", png), ("svg", svg), ("csv", table)))
    image = QImage(png)
    assert image.width() >= 2 * view.header._picture.width()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 2
    with open(svg, "rb") as file:
        assert QSvgRenderer(QByteArray(file.read())).isValid()
    with open(table, encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    columns = view.header._columns()
    assert head == list(columns)
    read = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    np.testing.assert_array_equal(read, np.stack(list(columns.values()), axis=1))


def test_saved_numbers_are_the_whole_history(opened: Opened) -> None:
    view = opened(LossView)
    history = history_of({"train_loss": np.linspace(1, 0, 900), "test_loss": np.linspace(2, 1, 900)})
    view.show_frame(Frame(dataclasses.replace(snapshot_of(), history=history)))
    np.testing.assert_array_equal(view.plot.columns()["Training"], np.linspace(1, 0, 900))


def test_a_bad_path_is_told(opened: Opened, tmp_path: Any) -> None:
    view, told = opened(LossView), []
    view.problem.connect(told.append)
    for kind in ("png", "svg", "csv"):
        assert not view.header.save(kind, str(tmp_path / "missing" / f"a.{kind}"))
    assert len(told) == 3
    assert all("missing" in sentence for sentence in told)


def test_copy_puts_a_picture_on_the_clipboard(opened: Opened) -> None:
    view = opened(LossView)
    view.show_frame(Frame(snapshot_of()))
    view.header.copy()
    assert not QApplication.clipboard().image().isNull()


# -- the boundary


def test_y_grows_upwards_and_blue_is_the_second_class() -> None:
    values = np.zeros((1, 3, 3))
    values[0, 2, 0] = 1  # class 1 at the largest y, the smallest x
    pixels = paint(values, ColourRange(0, 1), colour_table(theme.LIGHT, 1, False, 1.0))
    assert f"#{int(pixels[0, 0]) & 0xFFFFFF:06x}" == theme.LIGHT.positive
    assert f"#{int(pixels[2, 0]) & 0xFFFFFF:06x}" == theme.LIGHT.negative


def test_the_picture_on_the_screen_is_the_surface(opened: Opened) -> None:
    snapshot = snapshot_of(Recipe(data=DATASETS["gaussian"]()), steps=400)
    view = opened(BoundaryView)
    view.show_frame(Frame(without_points(snapshot)))
    for x, y in ((4.0, 4.0), (-4.0, -4.0), (4.5, -1.0), (-1.0, 4.5)):
        p = prediction(snapshot, x, y)[0]
        end = theme.current().positive if p > 0.5 else theme.current().negative
        share = abs(2 * p - 1) * surface_colours.FIELD_STRENGTH
        assert close(pixel(view, x, y), theme.mixed(theme.current().middle, end, share), 10), (x, y, p)


def test_each_of_three_classes_has_its_colour(opened: Opened) -> None:
    snapshot = snapshot_of(Recipe(data=DATASETS["three_arms"](), blocks=(Block(1, Dense(8)),)), steps=600)
    view = opened(BoundaryView)
    view.options = Options(discrete=True)
    view.show_frame(Frame(without_points(snapshot)))
    seen = set()
    for x, y in np.random.default_rng(1).uniform(-5.5, 5.5, (60, 2)):
        shares = prediction(snapshot, x, y)
        if np.diff(np.sort(shares)[-2:])[0] > 0.3:
            best = int(shares.argmax())
            colour = theme.mixed(theme.current().middle, theme.class_colours(3)[best], surface_colours.FIELD_STRENGTH)
            assert close(pixel(view, x, y), colour, 12), (x, y, shares)
            seen.add(best)
    assert len(seen) >= 2


def test_regression_colours_span_the_targets_without_outliers(opened: Opened) -> None:
    snapshot = snapshot_of(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()), steps=400)
    span = surface_colours.colour_range(snapshot.data, snapshot.recipe.loss)
    target = snapshot.data.table.target[snapshot.data.train]
    assert (span.low, span.high) == tuple(np.percentile(target, (2, 98)))
    view = opened(BoundaryView)
    view.show_frame(Frame(without_points(snapshot)))
    assert QColor(pixel(view, 5.5, 5.5)).blue() > QColor(pixel(view, 5.5, 5.5)).red()
    assert QColor(pixel(view, -5.5, -5.5)).red() > QColor(pixel(view, -5.5, -5.5)).blue()
    assert view.key._stack.currentWidget() is view.key.bar


def test_classes_with_mse_use_scores_from_minus_one_to_one() -> None:
    snapshot = snapshot_of(Recipe(loss=MeanSquaredError()))
    assert surface_colours.colour_range(snapshot.data, snapshot.recipe.loss) == ColourRange(-1.0, 1.0)


def test_what_is_not_finite_has_a_colour_of_its_own() -> None:
    for outputs in (1, 3):
        values = np.full((outputs, 2, 2), 0.5)
        values[0, 0, 0], values[-1, 1, 1] = np.nan, np.inf
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pixels = paint(values, ColourRange(0, 1), colour_table(theme.LIGHT, outputs, False))
        assert f"#{int(pixels[1, 0]) & 0xFFFFFF:06x}" == theme.LIGHT.line
        assert f"#{int(pixels[0, 1]) & 0xFFFFFF:06x}" == theme.LIGHT.line
        assert f"#{int(pixels[0, 0]) & 0xFFFFFF:06x}" != theme.LIGHT.line


def test_points_stand_where_the_rows_are(opened: Opened) -> None:
    snapshot, view = snapshot_of(), opened(BoundaryView)
    view.show_frame(Frame(snapshot))
    inputs = snapshot.data.table.inputs
    x, y = view.field.points.train.getData()
    np.testing.assert_array_equal(np.stack([x, y], axis=1), inputs[snapshot.data.train])
    assert len(view.field.points.test.data) == 0
    view.options = Options(test_points=True)
    x, y = view.field.points.test.getData()
    np.testing.assert_array_equal(np.stack([x, y], axis=1), inputs[snapshot.data.test])


def test_rings_are_around_the_mistakes(opened: Opened) -> None:
    snapshot, view = snapshot_of(Recipe(data=DATASETS["spiral"]()), steps=50), opened(BoundaryView)
    view.options = Options(mistakes=True)
    view.show_frame(Frame(snapshot))
    wrong = mistaken(snapshot, snapshot.data.train)
    assert wrong is not None
    assert np.isclose(1 - wrong.mean(), snapshot.scores.train_metric)
    assert len(view.field.points.rings.data) == wrong.sum() > 0


def test_formula_predictions_are_the_networks() -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(5, ReLU())), Block(2, Dropout()), Block(3, Dense(3)))))
    session.advance(50)
    rows = session.data.test
    np.testing.assert_allclose(
        scores(session.snapshot(Look()), rows), session.network.scores(session.data.x(rows)), rtol=1e-3, atol=1e-4
    )


def test_one_input_is_a_curve_with_points(opened: Opened) -> None:
    data = rows_of(1, np.sin(np.linspace(0, 6, 80)))
    snapshot = snapshot_of(Recipe(loss=MeanSquaredError()), look=Look(axes=(0,), resolution=120), data=data)
    view = opened(BoundaryView)
    view.show_frame(Frame(snapshot))
    assert snapshot.surface is not None
    x, y = view.field._lines[0].getData()
    np.testing.assert_allclose(y, snapshot.surface.values[0, 0], rtol=1e-6)
    np.testing.assert_allclose(x, np.linspace(-6, 6, 120))
    np.testing.assert_array_equal(view.field.points.train.getData()[1], data.table.target[data.train])
    assert not view.held.isVisible()


def test_four_inputs_have_choosers_and_sliders(opened: Opened) -> None:
    snapshot = snapshot_of(Recipe(data=DATASETS["iris"](), standardise=True), look=Look(axes=(2, 3), resolution=100))
    view, wanted = opened(BoundaryView), []
    view.axes_changed.connect(wanted.append)
    view.set_axes(Axes((2, 3)))
    view.show_frame(Frame(snapshot))
    assert view.held.isVisible()
    assert sorted(view.held.sliders) == [0, 1]
    means = snapshot.data.table.inputs[snapshot.data.train].mean(0)
    np.testing.assert_allclose(view.held.values(), means)
    view.held.sliders[1].setValue(200)
    low, high = snapshot.data.domain(1)
    np.testing.assert_allclose(wanted[-1].fixed, [means[0], high, *means[2:]])
    view.held.across.activated.emit(3)  # the input that is already along y
    assert wanted[-1].shown == (3, 2)
    view.set_axes(wanted[0])
    assert view.look(Look()).fixed == wanted[0].fixed
    view.held.reset.click()
    assert wanted[-1] == Axes((2, 3))
    assert low < high


def test_another_dataset_brings_its_own_points_and_axes(opened: Opened) -> None:
    view = opened(BoundaryView)
    view.show_frame(Frame(snapshot_of(Recipe(data=DATASETS["iris"](), standardise=True), look=Look(axes=(2, 3), resolution=100))))
    other = snapshot_of(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    view.show_frame(Frame(other))
    x, _ = view.field.points.train.getData()
    np.testing.assert_array_equal(x, other.data.table.inputs[other.data.train, 0])
    assert view.field.x_axis.title == "x₁"
    view.show_frame(Frame(dataclasses.replace(other, surface=None)))
    assert view.field.picture.image.isNull()


def test_hover_says_what_the_network_says(opened: Opened) -> None:
    snapshot, view = snapshot_of(), opened(BoundaryView)
    view.show_frame(Frame(snapshot))
    move_mouse(view.field.graph, view.field.graph.getViewBox().mapViewToScene(QPointF(1.0, -2.0)))
    place, says = (line.text for line in view._read_out)
    assert place.startswith("x₁ 1.")
    assert "x₂ −2." in place
    p = prediction(snapshot, 1.0, -2.0)[0]
    best = snapshot.data.table.classes[int(p > 0.5)]
    assert says.startswith(f"→ {best} ")
    assert abs(float(says.split()[2]) - 100 * max(p, 1 - p)) < 1


def test_the_picture_is_square_at_every_size(opened: Opened) -> None:
    view = opened(BoundaryView)
    view.show_frame(Frame(snapshot_of()))
    for width, height in ((300, 480), (300, 900), (700, 500), (420, 560)):
        view.resize(width, height)
        QApplication.processEvents()
        box = view.field.graph.getViewBox().size()
        assert abs(box.width() - box.height()) <= 1.5, (width, height)
        assert view.field.graph.geometry().bottom() <= view.field.height()


def test_saved_surface_has_a_row_for_each_grid_point() -> None:
    snapshot = snapshot_of()
    columns = surface_columns(snapshot)
    assert list(columns) == ["x₁", "x₂", f"predicted {snapshot.data.table.classes[1]}"]
    row = int(np.argmin((columns["x₁"] - 3) ** 2 + (columns["x₂"] + 4) ** 2))
    assert np.isclose(list(columns.values())[2][row], prediction(snapshot, 3, -4)[0], atol=0.02)


# -- all views


@pytest.mark.parametrize("name", VIEWS)
def test_views_survive_no_snapshot_and_repeat_themselves_for_nothing(opened: Opened, name: str) -> None:
    view, snapshot = opened(VIEWS[name]), snapshot_of()
    view.show_frame(Frame(None))
    view.show_frame(Frame(snapshot))
    began = time.perf_counter()
    for _ in range(100):
        view.show_frame(Frame(snapshot, running=True))
    assert time.perf_counter() - began < 0.1
    view.show_frame(Frame(None))


@pytest.mark.parametrize("name", VIEWS)
def test_retheme_changes_the_colours(opened: Opened, dark: Callable[[], None], name: str) -> None:
    view = opened(VIEWS[name])
    view.show_frame(Frame(snapshot_of()))
    before = view.grab().toImage()
    dark()
    view.retheme()
    QApplication.processEvents()
    after = view.grab().toImage()
    assert before.pixelColor(2, before.height() - 3).lightness() > 200
    assert after.pixelColor(2, after.height() - 3).lightness() < 60


@pytest.mark.parametrize("name", VIEWS)
def test_print_what_a_frame_costs(opened: Opened, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    session, view, costs = Session(Recipe()), opened(VIEWS[name]), []
    session.advance(3000)
    canvas = QImage(view.size(), QImage.Format.Format_RGB32)
    for _ in range(12):
        session.advance(50)
        snapshot = session.snapshot(view.look(Look()))
        began = time.perf_counter()
        view.show_frame(Frame(snapshot))
        view.render(canvas)
        costs.append(time.perf_counter() - began)
    with capsys.disabled():
        print(f"\n{name}: {1000 * float(np.median(costs)):.2f} ms a frame")


# -- numbers


def test_numbers_are_short_and_true() -> None:
    assert short(0.02134) == "0.0213"
    assert short(-3.1e-7) == "−3.1×10⁻⁷"
    assert short(float("nan")) == "–"
    assert percent(0.9844) == "98.4 %"
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


# -- what the tests share


def shown_plot(opened: Opened) -> Plot:
    return opened(lambda: Plot("y", "nothing yet"))


def move_mouse(graph: Any, scene: QPointF) -> None:
    at = QPointF(graph.mapFromScene(scene))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, graph.viewport().mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(graph.viewport(), event)


def without_points(snapshot: Snapshot) -> Snapshot:
    """The same picture with a single training row in a corner, so that pixels can be looked at."""
    corner = int(np.argmax(np.abs(snapshot.data.table.inputs).sum(1)))
    target = surface_rows(snapshot)
    keep = np.array([corner]) if target is None else target
    return dataclasses.replace(snapshot, data=dataclasses.replace(snapshot.data, train=keep, test=keep))


def surface_rows(snapshot: Snapshot) -> Array | None:
    """For regression the colours come from the training targets, so all rows are kept."""
    return snapshot.data.train if snapshot.data.task.is_regression else None


def prediction(snapshot: Snapshot, x: float, y: float) -> Array:
    """What the network says at a point of two inputs, by its formulas."""
    table = dataclasses.replace(snapshot.data.table, inputs=np.array([[x, y]]), target=snapshot.data.table.target[:1].copy())
    one = dataclasses.replace(snapshot, data=dataclasses.replace(snapshot.data, table=table))
    return snapshot.recipe.loss.link(scores(one, np.array([0])))[:, 0].astype(np.float64)


def pixel(view: BoundaryView, x: float, y: float) -> QColor:
    graph = view.field.graph
    QApplication.processEvents()
    image = graph.grab().toImage()
    at = graph.mapFromScene(graph.getViewBox().mapViewToScene(QPointF(x, y)))
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def close(colour: QColor, wanted: str, tolerance: int) -> bool:
    pairs = zip(colour.getRgb()[:3], QColor(wanted).getRgb()[:3], strict=True)
    return all(abs(a - b) <= tolerance for a, b in pairs)
