"""Surfaces and maps over a grid, against direct NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.decision_surface import surface
from engine.inspection.surfaces.input_grid import Plane, grid
from engine.inspection.surfaces.neuron_maps import neuron_maps
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from engine.training.prepare import prepare
from tests.engine.builders import network_for, plain_scores, small_data


def test_grid_runs_along_the_first_axis_fastest() -> None:
    data = prepare(Recipe())
    points = grid(data, Plane((0, 1)), 3)
    assert points[:4].tolist() == [[-6, -6], [0, -6], [6, -6], [-6, 0]]
    swapped = grid(data, Plane((1, 0)), 3)
    assert swapped[:4].tolist() == [[-6, -6], [-6, 0], [-6, 6], [0, -6]]


def test_grid_holds_other_inputs_at_the_given_value() -> None:
    data = small_data(30, inputs=4)
    assert grid(data, Plane((2, 0), (9, 8, 7, 6)), 2)[:, [1, 3]].tolist() == [[8, 6]] * 4
    assert grid(data, Plane((0, 1)), 2)[0, 2:] == pytest.approx(data.table.inputs[data.train].mean(0)[2:])
    assert grid(small_data(30, inputs=1), Plane((0, 1)), 5).shape == (5, 1)


def test_surface_is_the_link_of_the_scores_over_the_grid() -> None:
    data, recipe = prepare(Recipe()), Recipe()
    network = network_for(recipe, 2, 1)
    points = grid(data, Plane(), 7)
    found = surface(network, data, recipe.loss, (0, 1), points, 7)
    assert found.values.shape == (1, 7, 7)
    at = found.values[0, 2, 5]  # the third row from below, the sixth column
    x = [[-6 + 12 * 5 / 6, -6 + 12 * 2 / 6]]
    assert at == pytest.approx(1 / (1 + np.exp(-plain_scores(network, x).item())))
    assert (found.x_domain, found.y_domain) == ((-6, 6), (-6, 6))


def test_surface_of_a_regression_is_in_the_targets_own_units() -> None:
    recipe = Recipe(data=DATASETS["plane"](), loss=LOSSES["mse"](), standardise=True)
    data = prepare(recipe)
    network = network_for(recipe, 2, 1)
    network.theta[:] = 0
    values = surface(network, data, recipe.loss, (0, 1), grid(data, Plane(), 4), 4).values
    assert values == pytest.approx(np.full((1, 4, 4), data.table.target[data.train].mean()))


def test_neuron_maps_are_the_layers_outputs() -> None:
    data, network = prepare(Recipe()), network_for(Recipe(), 2, 1)
    points = grid(data, Plane(), 5)
    maps = neuron_maps(network, points, 5)
    assert {i: a.shape for i, a in maps.items()} == {1: (4, 5, 5), 2: (2, 5, 5), 0: (1, 5, 5)}
    assert maps[0][0].ravel() == pytest.approx(plain_scores(network, points)[:, 0])
