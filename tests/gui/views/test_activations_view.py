"""The activations: shares of dead and saturated neurons, in words."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.core.number_format import format_percent
from engine.inspection.activation_histograms import ActivationHistograms
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import Normal
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.training.frame import Frame
from gui.views.activations_view import ActivationsView
from gui.views.gradients.gradients_view import NOW, GradientsView
from gui.views.gradients.layer_table import HEADS
from tests.engine.builders import small_data, snapshot_of
from tests.gui.view_builders import Opened, fed, move_mouse


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
