"""The weights: the numbers shown are NumPy's."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.core.number_format import format_percent
from engine.data.datasets import DATASETS
from engine.inspection.weight_history import WeightHistory
from engine.network.parameter_layout import arrays_of
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.plotting.live_numbers import format_live
from gui.training.frame import Frame
from gui.views.weights_view import WeightsView
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, fed, move_mouse


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


def test_of_images_one_large_weight_does_not_make_all_others_pale(opened: Opened) -> None:
    view = opened(WeightsView)
    view.kind.setCurrentIndex(2)
    session = Session(Recipe(data=DATASETS["digits"](), blocks=(Block(1, Dense(16)),)))
    session.network.theta[: 64 * 16] = np.clip(session.network.theta[: 64 * 16], -0.4, 0.4)
    session.network.theta[0] = 40.0
    view.show_frame(Frame(snapshot_of(session)))
    assert np.nanmax(view.images.values) == 40.0
    assert view.bar.span.high <= 0.5


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
