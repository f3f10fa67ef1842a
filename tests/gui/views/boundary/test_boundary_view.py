"""The picture of the network's output: colours, points, axes, read-out."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronSurface
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.training.session import Session
from gui.model.project import Axes
from gui.plotting.surfaces import surface_colours
from gui.style import colour_schemes, theme
from gui.training.frame import Frame
from gui.views.boundary.boundary_drawing import Options, point_size
from gui.views.boundary.boundary_view import BoundaryView, surface_columns
from gui.views.boundary.predictions import misclassified, scores
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import (
    SURFACE,
    Opened,
    close,
    fed,
    move_mouse,
    pixel,
    prediction,
    rows_of,
    trained_snapshot,
    without_points,
)


def test_the_picture_on_the_screen_is_the_surface(opened: Opened) -> None:
    snapshot = trained_snapshot(Recipe(data=DATASETS["gaussian"]()), steps=400)
    view = opened(BoundaryView)
    view.show_frame(Frame(without_points(snapshot)))
    for x, y in ((4.0, 4.0), (-4.0, -4.0), (4.5, -1.0), (-1.0, 4.5)):
        p = prediction(snapshot, x, y)[0]
        end = theme.current().positive if p > 0.5 else theme.current().negative
        share = abs(2 * p - 1) * surface_colours.SURFACE_STRENGTH
        assert close(pixel(view, x, y), theme.mixed(theme.current().middle, end, share), 10), (x, y, p)


def test_each_of_three_classes_has_its_colour(opened: Opened) -> None:
    snapshot = trained_snapshot(Recipe(data=DATASETS["three_arms"](), blocks=(Block(1, Dense(8)),)), steps=600)
    view = opened(BoundaryView)
    view.options = Options(discrete=True)
    view.show_frame(Frame(without_points(snapshot)))
    seen = set()
    for x, y in np.random.default_rng(1).uniform(-5.5, 5.5, (60, 2)):
        shares = prediction(snapshot, x, y)
        if np.diff(np.sort(shares)[-2:])[0] > 0.3:
            best = int(shares.argmax())
            colour = theme.mixed(theme.current().middle, colour_schemes.class_colours(3)[best], surface_colours.SURFACE_STRENGTH)
            assert close(pixel(view, x, y), colour, 12), (x, y, shares)
            seen.add(best)
    assert len(seen) >= 2


def test_regression_colours_span_the_targets_without_outliers(opened: Opened) -> None:
    snapshot = trained_snapshot(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()), steps=400)
    span = surface_colours.colour_range(snapshot.data, snapshot.recipe.loss)
    target = snapshot.data.table.target[snapshot.data.train]
    assert (span.low, span.high) == tuple(np.percentile(target, (2, 98)))
    view = opened(BoundaryView)
    view.show_frame(Frame(without_points(snapshot)))
    assert QColor(pixel(view, 5.5, 5.5)).blue() > QColor(pixel(view, 5.5, 5.5)).red()
    assert QColor(pixel(view, -5.5, -5.5)).red() > QColor(pixel(view, -5.5, -5.5)).blue()
    assert view.key._stack.currentWidget() is view.key.bar


def test_points_stand_where_the_rows_are(opened: Opened) -> None:
    snapshot, view = trained_snapshot(), opened(BoundaryView)
    view.show_frame(Frame(snapshot))
    inputs = snapshot.data.table.inputs
    x, y = view.plot.points.train.getData()
    np.testing.assert_array_equal(np.stack([x, y], axis=1), inputs[snapshot.data.train])
    assert len(view.plot.points.test.data) == 0
    view.options = Options(test_points=True)
    x, y = view.plot.points.test.getData()
    np.testing.assert_array_equal(np.stack([x, y], axis=1), inputs[snapshot.data.test])


def test_validation_rows_have_their_own_mark_and_name(opened: Opened) -> None:
    snapshot, view = trained_snapshot(Recipe(validation_share=0.2)), opened(BoundaryView)
    view.options = Options(test_points=True)
    view.show_frame(Frame(snapshot))
    points, inputs = view.plot.points, snapshot.data.table.inputs
    for item, rows in ((points.validation, snapshot.data.validation), (points.test, snapshot.data.test)):
        np.testing.assert_array_equal(np.stack(item.getData(), axis=1), inputs[rows])
    assert points.validation.opts["symbol"] != points.test.opts["symbol"]
    assert [(one.name, one.mark) for one in view.points_key.entries] == [
        ("training", "dot"),
        ("validation", "diamond"),
        ("test", "hollow"),
    ]
    view.options = Options()
    assert len(points.validation.data) == 0


def test_rings_are_around_the_mistakes(opened: Opened) -> None:
    snapshot, view = trained_snapshot(Recipe(data=DATASETS["spiral"]()), steps=50), opened(BoundaryView)
    view.options = Options(mistakes=True)
    view.show_frame(Frame(snapshot))
    wrong = misclassified(snapshot, snapshot.data.train)
    assert wrong is not None
    assert np.isclose(1 - wrong.mean(), snapshot.scores.train_metric)
    assert len(view.plot.points.rings.data) == wrong.sum() > 0


def test_formula_predictions_are_the_networks() -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(5, ReLU())), Block(2, Dropout()), Block(3, Dense(3)))))
    session.advance(50)
    rows = session.data.test
    np.testing.assert_allclose(
        scores(snapshot_of(session), rows), session.network.scores(session.data.x(rows)), rtol=1e-3, atol=1e-4
    )


def test_one_input_is_a_curve_with_points(opened: Opened) -> None:
    data = rows_of(1, np.sin(np.linspace(0, 6, 80)))
    snapshot = trained_snapshot(Recipe(loss=MeanSquaredError()), request=DecisionSurface(Plane((0,)), 120), data=data)
    view = opened(BoundaryView)
    view.show_frame(Frame(snapshot))
    x, y = view.plot._lines[0].getData()
    np.testing.assert_allclose(y, snapshot.find(DecisionSurface).values[0, 0], rtol=1e-6)
    np.testing.assert_allclose(x, np.linspace(-6, 6, 120))
    np.testing.assert_array_equal(view.plot.points.train.getData()[1], data.table.target[data.train])
    assert not view.held.isVisible()


def test_four_inputs_have_choosers_and_sliders(opened: Opened) -> None:
    snapshot = trained_snapshot(Recipe(data=DATASETS["iris"](), standardise=True), request=DecisionSurface(Plane((2, 3)), 100))
    view, wanted = opened(BoundaryView), []
    view.intent.connect(lambda intent: wanted.append(intent.axes))
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
    assert [request.plane.fixed for request in view.requests()] == [wanted[0].fixed]
    view.held.reset.click()
    assert wanted[-1] == Axes((2, 3))
    assert low < high


def test_another_dataset_brings_its_own_points_and_axes(opened: Opened) -> None:
    view = opened(BoundaryView)
    view.show_frame(
        Frame(trained_snapshot(Recipe(data=DATASETS["iris"](), standardise=True), request=DecisionSurface(Plane((2, 3)), 100)))
    )
    other = trained_snapshot(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    view.show_frame(Frame(other))
    x, _ = view.plot.points.train.getData()
    np.testing.assert_array_equal(x, other.data.table.inputs[other.data.train, 0])
    assert view.plot.x_axis.title == "x₁"
    view.show_frame(Frame(dataclasses.replace(other, results={})))
    assert view.plot.picture.image.isNull()


def test_another_data_seed_moves_the_points(opened: Opened) -> None:
    view = opened(BoundaryView)
    for seed in (1, 2):
        snapshot = trained_snapshot(Recipe(seeds=Seeds(data=seed)))
        view.show_frame(Frame(snapshot))
        x, _ = view.plot.points.train.getData()
        np.testing.assert_array_equal(x, snapshot.data.table.inputs[snapshot.data.train, 0])


def test_hover_says_what_the_network_says(opened: Opened) -> None:
    snapshot, view = trained_snapshot(), opened(BoundaryView)
    view.show_frame(Frame(snapshot))
    move_mouse(view.plot.plot_area, view.plot.plot_area.getViewBox().mapViewToScene(QPointF(1.0, -2.0)))
    says, place = view._read_out.text.split(" at ")
    assert place.startswith("x₁ = 1.")
    assert "x₂ = −2." in place
    p = prediction(snapshot, 1.0, -2.0)[0]
    best = snapshot.data.table.classes[int(p > 0.5)]
    assert says.startswith(f"{best} ")
    assert abs(float(says.split()[1]) - 100 * max(p, 1 - p)) < 1


def test_the_picture_is_square_at_every_size(opened: Opened) -> None:
    view = opened(BoundaryView)
    view.show_frame(Frame(trained_snapshot()))
    for width, height in ((300, 480), (300, 900), (700, 500), (420, 560)):
        view.resize(width, height)
        QApplication.processEvents()
        box = view.plot.plot_area.getViewBox().size()
        assert abs(box.width() - box.height()) <= 1.5, (width, height)
        assert view.plot.plot_area.geometry().bottom() <= view.plot.height()


def test_saved_surface_has_a_row_for_each_grid_point() -> None:
    snapshot = trained_snapshot()
    columns = surface_columns(snapshot[SURFACE], snapshot.data.table)
    assert list(columns) == ["x₁", "x₂", f"predicted {snapshot.data.table.classes[1]}"]
    row = int(np.argmin((columns["x₁"] - 3) ** 2 + (columns["x₂"] + 4) ** 2))
    assert np.isclose(list(columns.values())[2][row], prediction(snapshot, 3, -4)[0], atol=0.02)


def test_a_neuron_that_is_pointed_at_takes_the_pictures_place(opened: Opened) -> None:
    view = opened(BoundaryView)
    fed(view)
    before = view.plot.picture._pixels.copy()
    view.show_neuron((1, 2))
    assert np.array_equal(view.plot.picture._pixels, before)  # until a frame has it
    (wanted,) = (request for request in view.requests() if isinstance(request, NeuronSurface))
    assert wanted.neuron == (1, 2)
    with_map = fed(view)
    assert with_map[wanted] is not None
    assert not np.array_equal(view.plot.picture._pixels, before)
    assert view.key.bar.name == "neuron 3 of Dense 1"
    view._hover((1.0, 1.0))
    assert view._read_out.text.startswith("neuron 3 of Dense 1: ")
    view.show_neuron(None)
    assert np.array_equal(view.plot.picture._pixels, before)
    assert not any(isinstance(request, NeuronSurface) for request in view.requests())


def test_kinds_of_points_have_a_legend(opened: Opened) -> None:
    view = opened(BoundaryView)
    view.show_frame(Frame(trained_snapshot()))
    assert not view.points_key.isVisible(), "training rows alone need none"
    view.options = Options(test_points=True, mistakes=True)
    assert view.points_key.isVisible()
    assert [(entry.name, entry.mark) for entry in view.points_key.entries] == [
        ("training", "dot"),
        ("test", "hollow"),
        ("mistake", "ringed"),
    ]
    assert view.points_key in view.header.parts, "a saved picture has it too"


def test_points_shrink_when_there_are_many() -> None:
    assert point_size(180, 100) == 5
    sizes = [point_size(360, count) for count in (100, 500, 2000, 50_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4
    assert sizes[-1] >= 2.5


def test_choices_are_called_what_they_do(opened: Opened) -> None:
    view = opened(BoundaryView)
    view.show_frame(Frame(trained_snapshot(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))))
    assert view._boxes[2].text() == "In steps"
    view.show_frame(Frame(trained_snapshot()))
    assert view._boxes[2].text() == "Decision"
    labels = {label.buddy(): label.text() for label in view.held.findChildren(QLabel) if label.buddy() is not None}
    assert labels == {view.held.across: "Across (x)", view.held.up: "Up (y)"}


def test_the_scale_of_a_neuron_that_gives_nothing_below_zero_begins_at_zero(opened: Opened) -> None:
    for activation, low in ((ReLU(), 0.0), (Tanh(), -1.0)):
        view = opened(BoundaryView)
        recipe = Recipe(blocks=(Block(1, Dense(4, activation)),))
        fed(view, recipe)
        view.show_neuron((1, 2))
        fed(view, recipe)
        assert (view.key.bar.span.low < 0) == (low < 0)
        assert view.key.bar.span.high >= 1
