"""Weights, activations, hidden space and confusion: the numbers shown are NumPy's."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.core.number_format import format_percent
from engine.data.datasets import DATASETS
from engine.inspection.activation_histograms import ActivationHistograms
from engine.inspection.hidden_space import HiddenSpace
from engine.inspection.predicted_classes import PredictedClasses
from engine.inspection.weight_history import WeightHistory
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import Normal
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.plotting.live_numbers import format_live
from gui.training.frame import Frame
from gui.views.activations_view import ActivationsView
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.confusion_view import ConfusionView
from gui.views.gradients.gradients_view import NOW, GradientsView
from gui.views.gradients.layer_table import HEADS
from gui.views.hidden_space_view import HiddenView
from gui.views.weights_view import WeightsView
from tests.engine.builders import small_data, snapshot_of
from tests.gui.view_builders import Opened, fed, move_mouse, trained_snapshot

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


def point_at(heat, row: int, column: int) -> None:
    move_mouse(heat.plot_area, heat.plot_area.mapToScene(heat.cell(row, column).center().toPoint()))


def test_the_matrix_is_the_layers_weights_and_is_read_by_the_mouse(opened: Opened) -> None:
    view = opened(WeightsView)
    view.kind.setCurrentIndex(1)
    snapshot = fed(view)
    arrays = arrays_of(snapshot.layers[0], snapshot.theta)
    np.testing.assert_array_equal(view.matrix.values[:-1], arrays["weights"])
    np.testing.assert_array_equal(view.matrix.values[-1], arrays["biases"])
    point_at(view.matrix, 1, 2)
    assert view.explanation.text == f"x₂ → neuron 3: {format_live(float(arrays['weights'][1, 2]))}"
    point_at(view.matrix, 2, 0)
    assert view.explanation.text.startswith("bias → neuron 1")


def test_the_spread_ends_with_now_and_reads_shares(opened: Opened) -> None:
    view = opened(WeightsView)
    snapshot = fed(view, steps=400)
    weights = snapshot.theta[:8]
    shares = np.histogram(weights, snapshot.find(WeightHistory).edges)[0] / 8
    np.testing.assert_allclose(view.spread.values[::-1, -1], shares)
    row = int(np.flatnonzero(view.spread.values[:, -1])[0])
    point_at(view.spread, row, view.spread.values.shape[1] - 1)
    assert format_percent(float(view.spread.values[row, -1])) in view.explanation.text
    assert "step 400" in view.explanation.text


def test_the_matrix_zooms_within_limits_and_back(opened: Opened) -> None:
    view = opened(WeightsView)
    view.kind.setCurrentIndex(1)
    fed(view)
    box, whole = view.matrix.plot_area.box, view.matrix.plot_area.box.viewRange()
    for _ in range(60):
        box.scaleBy((0.7, 0.7))
    assert 0.9 < np.diff(box.viewRange()[0])[0] < 1.1
    for _ in range(60):
        box.scaleBy((1.5, 1.5))
    np.testing.assert_allclose(box.viewRange(), whole)
    box.scaleBy((0.5, 0.5))
    QTest.mouseDClick(view.matrix.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=view.matrix.cell(1, 1).center().toPoint())
    np.testing.assert_allclose(box.viewRange(), whole)


def test_layers_without_weights_are_not_listed_and_a_choice_stays_with_its_layer(opened: Opened) -> None:
    view = opened(WeightsView)
    fed(view, Recipe(blocks=(Block(1, Dense(4)), Block(2, Dropout()), Block(3, Dense(2)))))
    assert [view.layer.itemText(i) for i in range(view.layer.count())] == ["Dense 1", "Dense 2", "Output"]
    view.layer.setCurrentIndex(1)
    fed(view, Recipe(blocks=(Block(3, Dense(2)), Block(7, Dense(5)))))
    assert view.layer.layer == 3
    assert view.weights().shape == (3, 2)


def test_activations_are_said_in_words(opened: Opened) -> None:
    view = opened(ActivationsView)
    snapshot = fed(view)
    one = snapshot[ActivationHistograms()][0]
    assert view.explanation.text.startswith(f"{one.health.saturated.sum()} of 4 neurons saturated, 0 dead; outputs from ")
    assert [entry.name for entry in view.legend.entries] == ["Dense 1", "Dense 2", "Output"]
    assert view.legend.entries[2].value == "–"
    middle = float((one.edges[3] + one.edges[4]) / 2)
    move_mouse(view.plot_area, view.plot_area.mapToScene(view.plot_area.point_at(middle, 0.01).toPoint()))
    assert view.explanation.text.startswith(format_percent(one.counts[3] / one.counts.sum()))


def test_the_confusion_is_numpys_and_its_cells_tell_their_rows(opened: Opened) -> None:
    view, told = opened(ConfusionView), []
    view.intent.connect(lambda intent: told.append(intent.rows))
    snapshot = fed(view, IRIS, 15)
    found = snapshot[PredictedClasses()]
    rows, said = found.rows[: found.train], found.classes[: found.train]
    true = snapshot.data.table.target[rows]
    wanted = np.array([[np.sum((true == i) & (said == j)) for j in range(3)] for i in range(3)])
    np.testing.assert_array_equal(view.heat.values, wanted)
    cell = tuple(int(i) for i in np.argwhere(wanted)[-1])
    QTest.mouseClick(view.heat.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=view.heat.cell(*cell).center().toPoint())
    np.testing.assert_array_equal(told[-1], rows[(true == cell[0]) & (said == cell[1])])
    view.kind.setCurrentIndex(1)
    np.testing.assert_allclose(view.heat.values, wanted / wanted.sum(1, keepdims=True))
    point_at(view.heat, *cell)
    assert format_percent(float(view.heat.values[cell])) in view.explanation.text
    QTest.mouseClick(view.heat.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=view.heat.cell(*cell).center().toPoint())
    assert told[-1].size == 0


def test_numbers_have_no_confusion(opened: Opened) -> None:
    view = opened(ConfusionView)
    fed(view, Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    assert view.heat.values.size == 0
    assert view.heat._hint.isVisible()


def test_the_boundary_lights_up_the_rows_it_is_told(opened: Opened) -> None:
    view, snapshot = opened(BoundaryView), trained_snapshot()
    view.show_frame(Frame(snapshot))
    rows = snapshot.data.test[:3]
    view.highlight_rows(rows)
    x, y = view.plot.points.highlighted.getData()
    np.testing.assert_array_equal(np.stack([x, y], 1), snapshot.data.table.inputs[rows])
    view.highlight_rows(rows[:0])
    assert not view.plot.points.highlighted.isVisible()


def test_hidden_points_stand_where_the_layer_puts_them(opened: Opened) -> None:
    view = opened(HiddenView)
    snapshot = fed(view)
    view.layer.setCurrentIndex(1)
    snapshot = fed(view)
    found = snapshot.find(HiddenSpace)
    assert found.layer == 2
    at = QPointF(*(float(pixels[0]) for pixels in view._pixels(found.points)))
    near = view.plot_area.value_at(at)
    np.testing.assert_allclose(near, found.points[:, 0], atol=1e-6)
    move_mouse(view.plot_area, view.plot_area.mapToScene(at.toPoint()))
    QApplication.processEvents()
    assert "x₁" in view.explanation.text
    assert view.columns()["row"].tolist() == found.rows.tolist()


def test_an_old_layers_picture_is_not_shown_for_a_new_one(opened: Opened) -> None:
    view = opened(HiddenView)
    snapshot = fed(view)
    view.layer.setCurrentIndex(2)
    assert view.hidden() is None
    view.show_frame(Frame(dataclasses.replace(snapshot)))
    assert view.hidden() is None


@pytest.mark.parametrize("activation", ["relu", "tanh", "hard_sigmoid", "gelu"])
def test_activations_and_gradients_show_the_same_shares_of_dead_and_saturated_neurons(opened: Opened, activation: str) -> None:
    """Also of a unit that none of the first 1,024 training rows wakes, and one of the others does."""
    recipe = Recipe(blocks=(Block(1, Dense(6, ACTIVATIONS[activation](), Normal(4.0))), Block(2, Dense(3))))
    data = small_data(1500)
    inputs = data.table.inputs[data.train]
    data = dataclasses.replace(data, train=data.train[np.argsort(inputs[:, 0])])
    session = Session(recipe, data)
    session.network.theta[12:14] = -100.0, 100.0  # biases: a unit that is never on, and one that always is
    session.network.theta[[2, 8, 14]] = 1.0, 0.0, -float(np.sort(inputs[:, 0])[-2])  # its sum is above 0 on the last row alone
    table, activations = opened(GradientsView), opened(ActivationsView)
    table.statistic = NOW
    frame = Frame(snapshot_of(session, *table.requests(), *activations.requests()))
    table.show_frame(frame)
    activations.show_frame(frame)
    for row, entry, layer in zip(table.table.rows, activations.legend.entries, session.network.layers, strict=True):
        assert row.name == entry.name
        assert format_percent(row.values[HEADS.index("saturated")]) == entry.value
        activations.layer.setCurrentIndex(activations.layer.findData(layer.id))
        dead = row.values[HEADS.index("dead")]
        assert np.isnan(dead) or f", {round(dead * layer.units_out)} dead" in activations.explanation.text
