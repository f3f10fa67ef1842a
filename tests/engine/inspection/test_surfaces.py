"""Probes against direct NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.inspection import surfaces
from engine.inspection.snapshot import Look
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from engine.training.evaluation import Evaluator
from engine.training.layer_statistics import GRADIENT_STATISTICS, gradient_statistics
from engine.training.prepare import prepare
from tests.engine.builders import dense, network_for, plain_scores, small_data, stack


def test_gradient_statistics_by_hand() -> None:
    """A layer's gradient (3, -4, 0 …): L2 norm 5, largest magnitude 4, mean magnitude 7 / 9. A swap of any two would show."""
    network = network_for(Recipe(blocks=stack(dense(3), Dropout(), dense(2))), 2, 1)
    network.grad[:] = 0
    network.grad[:2] = 3, -4
    network.grad[9:17] = -2
    found = gradient_statistics(network)
    assert GRADIENT_STATISTICS == ("l2", "mean", "max")
    assert found[0] == pytest.approx([5, 7 / 9, 4])
    assert np.isnan(found[1]).all()
    assert found[2] == pytest.approx([32**0.5, 2, 2])
    assert found[3].tolist() == [0, 0, 0]


def test_gradient_statistics_of_random_gradients() -> None:
    network = network_for(Recipe(blocks=stack(dense(5), dense(4))), 3, 1, dtype=np.float32)
    network.grad[:] = np.random.default_rng(0).normal(size=network.grad.size)
    for row, info in zip(gradient_statistics(network), network.layers, strict=True):
        g = network.grad[info.start : info.stop].astype(np.float64)
        assert row == pytest.approx([np.linalg.norm(g), np.abs(g).mean(), np.abs(g).max()], rel=1e-12)


def test_judging_is_loss_and_metric_of_the_plain_scores() -> None:
    data, recipe = replace(small_data(30, classes=3), train=np.arange(4, 30), test=np.arange(4)), Recipe()
    network = network_for(recipe, 2, 3)
    for most in (None, 3):
        found = Evaluator(data, recipe.loss, most=most).scores(network)
        losses, shares_right = (found.train_loss, found.test_loss), (found.train_metric, found.test_metric)
        for rows, loss, right in zip((data.train[:most], data.test[:most]), losses, shares_right, strict=True):
            scores, target = plain_scores(network, data.x(rows)), data.y(rows)
            shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
            assert loss == pytest.approx(-np.log(shares[np.arange(len(rows)), target]).mean())
            assert right == np.mean(scores.argmax(1) == target)


def test_grid_runs_along_the_first_axis_fastest() -> None:
    data = prepare(Recipe())
    points = surfaces.grid(data, Look(axes=(0, 1)), 3)
    assert points[:4].tolist() == [[-6, -6], [0, -6], [6, -6], [-6, 0]]
    swapped = surfaces.grid(data, Look(axes=(1, 0)), 3)
    assert swapped[:4].tolist() == [[-6, -6], [-6, 0], [-6, 6], [0, -6]]


def test_grid_holds_other_inputs_at_the_given_value() -> None:
    data = small_data(30, inputs=4)
    assert surfaces.grid(data, Look(axes=(2, 0), fixed=(9, 8, 7, 6)), 2)[:, [1, 3]].tolist() == [[8, 6]] * 4
    assert surfaces.grid(data, Look(axes=(0, 1)), 2)[0, 2:] == pytest.approx(data.table.inputs[data.train].mean(0)[2:])
    assert surfaces.grid(small_data(30, inputs=1), Look(axes=(0, 1)), 5).shape == (5, 1)


def test_surface_is_the_link_of_the_scores_over_the_grid() -> None:
    data, recipe = prepare(Recipe()), Recipe()
    network, look = network_for(recipe, 2, 1), Look(axes=(0, 1), resolution=7)
    points = surfaces.grid(data, look, 7)
    surface = surfaces.surface(network, data, recipe.loss, look, points)
    assert surface.values.shape == (1, 7, 7)
    at = surface.values[0, 2, 5]  # the third row from below, the sixth column
    x = [[-6 + 12 * 5 / 6, -6 + 12 * 2 / 6]]
    assert at == pytest.approx(1 / (1 + np.exp(-plain_scores(network, x).item())))
    assert (surface.x_domain, surface.y_domain) == ((-6, 6), (-6, 6))


def test_surface_of_a_regression_is_in_the_targets_own_units() -> None:
    recipe = Recipe(data=DATASETS["plane"](), loss=LOSSES["mse"](), standardise=True)
    data, look = prepare(recipe), Look(resolution=4)
    network = network_for(recipe, 2, 1)
    network.theta[:] = 0
    values = surfaces.surface(network, data, recipe.loss, look, surfaces.grid(data, look, 4)).values
    assert values == pytest.approx(np.full((1, 4, 4), data.table.target[data.train].mean()))


def test_neuron_maps_are_the_layers_outputs() -> None:
    data, network = prepare(Recipe()), network_for(Recipe(), 2, 1)
    look = Look(map_resolution=5)
    points = surfaces.grid(data, look, 5)
    maps = surfaces.neuron_maps(network, look, points)
    assert {i: a.shape for i, a in maps.items()} == {1: (4, 5, 5), 2: (2, 5, 5), 0: (1, 5, 5)}
    assert maps[0][0].ravel() == pytest.approx(plain_scores(network, points)[:, 0])
