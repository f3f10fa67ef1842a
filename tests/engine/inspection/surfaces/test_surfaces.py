"""Surfaces and maps over a grid, against direct NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.inspection.surfaces.decision_surface import DecisionSurface, surface
from engine.inspection.surfaces.input_grid import Grids, Plane, axes_of, grid
from engine.inspection.surfaces.nearest_rows import _between, nearest_inputs
from engine.inspection.surfaces.neuron_maps import neuron_map, neuron_maps
from engine.network.parameter_layout import INPUT
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.builders import dense, network_for, plain_scores, small_data, snapshot_of, stack


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


def raw_data(inputs: int) -> Data:
    """Rows whose columns reach differently far: 0 to 1, 0 to 2, …"""
    x = np.random.default_rng(0).uniform(0, 1, (30, inputs)) * np.arange(1, inputs + 1)
    x[0], x[1] = 0, np.arange(1, inputs + 1)
    table = make_table(x, (x[:, 0] > 0.5).astype(np.int64), tuple("abcd"[:inputs]), "y", ("no", "yes"))
    return Data(table, np.arange(20), np.arange(20, 30), no_scaling(inputs), no_scaling(1), None)


def test_axes_have_the_domains_of_their_inputs() -> None:
    session = Session(Recipe(), raw_data(3))
    data = session.data
    turned = snapshot_of(session, DecisionSurface(Plane((2, 1)), 9))[DecisionSurface(Plane((2, 1)), 9)]
    assert (turned.axes, turned.x_domain, turned.y_domain) == ((2, 1), data.domain(2), data.domain(1))
    assert data.domain(2) != data.domain(1)
    curve = snapshot_of(session, DecisionSurface(Plane((1,)), 30))[DecisionSurface(Plane((1,)), 30)]
    assert (curve.axes, curve.x_domain, curve.y_domain, curve.values.shape) == ((1,), data.domain(1), (0.0, 0.0), (1, 1, 30))


@pytest.mark.parametrize(("axes", "there"), [((0, 2), (0, 2)), ((0, 3), (0,)), ((3, 1), (1,)), ((5, 7), (0,)), ((3,), (0,))])
def test_axes_that_the_data_do_not_have_are_left_out(axes: tuple[int, ...], there: tuple[int, ...]) -> None:
    assert axes_of(raw_data(3), Plane(axes)) == there


def test_inputs_on_no_axis_have_the_means_of_the_training_rows_or_the_values_that_were_chosen() -> None:
    data = raw_data(3)
    means = data.table.inputs[data.train].mean(0)
    held = grid(data, Plane((1,)), 4)
    assert held.shape == (4, 3)
    np.testing.assert_allclose(held[:, [0, 2]], np.tile(means[[0, 2]], (4, 1)))
    np.testing.assert_allclose(held[:, 1], np.linspace(*data.domain(1), 4))
    chosen = grid(data, Plane((1,), (7.0, 8.0, 9.0)), 4)
    assert chosen[:, 0].tolist() == [7.0] * 4
    assert chosen[:, 2].tolist() == [9.0] * 4
    few = grid(data, Plane((1,), (7.0, 8.0)), 4)
    np.testing.assert_allclose(few, held)


@pytest.mark.parametrize(
    ("neuron", "there"), [((1, 0), True), ((1, 3), True), ((1, 4), False), ((1, -1), False), ((9, 0), False)]
)
def test_a_neuron_has_a_map_if_the_network_has_it(neuron: tuple[int, int], there: bool) -> None:
    network = network_for(Recipe(blocks=stack(dense(4), dense(3))), 2, 1)
    points = np.random.default_rng(0).normal(size=(12, 2))
    found = neuron_map(network, neuron, points, 4)
    assert (found is not None) is there
    if found is not None:
        whole = neuron_maps(network, points, 4)[neuron[0]]
        assert whole.shape == (4, 3, 4)
        np.testing.assert_allclose(found.values, whole[neuron[1]])


def test_an_input_has_a_map_of_itself() -> None:
    network = network_for(Recipe(), 2, 1)
    points = np.random.default_rng(0).normal(size=(12, 2))
    for unit in (0, 1):
        found = neuron_map(network, (INPUT, unit), points, 4)
        assert found is not None
        assert found.values.tolist() == points[:, unit].reshape(3, 4).tolist()
    assert neuron_map(network, (INPUT, 2), points, 4) is None


def test_five_grids_are_kept_and_no_more() -> None:
    session, grids = Session(Recipe(), small_data(20)), Grids()
    first = grids.of(session, Plane(), 3)
    for resolution in (4, 5, 6, 7):
        grids.of(session, Plane(), resolution)
    assert grids.of(session, Plane(), 3) is first
    grids.of(session, Plane(), 8)
    assert grids.of(session, Plane(), 3) is not first


def test_between_the_places_of_the_lattice_it_is_linear() -> None:
    np.testing.assert_allclose(_between(40), np.eye(40))
    fine = _between(79)
    np.testing.assert_allclose(fine.sum(1), 1)
    assert (fine[1, :3].tolist(), fine[-1, -1]) == ([0.5, 0.5, 0.0], 1.0)


def test_the_inputs_not_shown_are_the_mean_of_the_five_nearest_rows() -> None:
    """At the corners of the lattice, by sorting all distances."""
    data = raw_data(3)
    rows = data.table.inputs[data.train]
    found = nearest_inputs(data, (0, 1), 2).reshape(2, 2, 3)
    low, high = np.array([data.domain(0), data.domain(1)]).T
    own = (rows[:, :2] - low) / (high - low)
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        order = np.argsort(((own - [j, i]) ** 2).sum(1))[:5]
        np.testing.assert_allclose(found[i, j], rows[order].mean(0))
    one = nearest_inputs(data, (1,), 2)
    order = np.argsort(own[:, 1])[:5]
    np.testing.assert_allclose(one[0], rows[order].mean(0))
