"""Directions through all weights, beside examples worked by hand and NumPy's own decomposition."""

from __future__ import annotations

import numpy as np
import pytest

from engine.inspection.loss_surface.directions import filter_normalised, principal_directions
from engine.inspection.loss_surface.parameter_plane import DirectionPlane
from engine.nn.layers.batch_norm import BatchNorm
from engine.recipe.recipe import Block, Recipe
from tests.engine.builders import dense, network_for, stack


class Drawn(np.random.Generator):
    """A generator that draws 1, 2, 3 …"""

    def normal(self, size: tuple[int, ...] = ()) -> np.ndarray:  # type: ignore[override]
        return np.arange(1.0, 1.0 + np.prod(size)).reshape(size)


def test_each_neurons_part_is_as_long_as_its_weights() -> None:
    """Two inputs, one neuron with weights 3, 4 (length 5) and bias 7: of the draw (1, 2), length √5, comes √5 (1, 2)."""
    network = network_for(Recipe(blocks=()), 2, 1)
    network.theta[:] = 3, 4, 7
    found = filter_normalised(network, Drawn(np.random.PCG64()))
    np.testing.assert_allclose(found, [np.sqrt(5), 2 * np.sqrt(5), 0])


def test_biases_norms_and_frozen_layers_do_not_move() -> None:
    recipe = Recipe(blocks=(*stack(dense(3), BatchNorm()), Block(3, dense(2), frozen=True)))
    network = network_for(recipe, 2, 1)
    found = filter_normalised(network, np.random.default_rng(1))
    first, norm, frozen, last = network.layers
    weights = found[first.start : first.start + 6].reshape(2, 3)
    lengths = np.linalg.norm(network.theta[first.start : first.start + 6].reshape(2, 3), axis=0)
    np.testing.assert_allclose(np.linalg.norm(weights, axis=0), lengths)
    assert not found[first.start + 6 : frozen.stop].any()
    assert found[last.start : last.start + 2].all()
    assert found[last.stop - 1] == 0
    assert norm.parameters == 6


def test_a_neuron_without_weights_does_not_move() -> None:
    network = network_for(Recipe(blocks=()), 2, 1)
    network.theta[:] = 0
    assert not filter_normalised(network, np.random.default_rng(1)).any()


def test_the_paths_directions_are_those_of_the_singular_values() -> None:
    rng = np.random.default_rng(0)
    path = rng.normal(size=(12, 2)) @ np.diag([5.0, 2.0]) @ rng.normal(size=(2, 30)) + 0.1 * rng.normal(size=(12, 30)) + 4
    directions, shares = principal_directions(path)
    centred = path - path.mean(0)
    _u, sizes, wanted = np.linalg.svd(centred)
    np.testing.assert_allclose(np.abs((directions * wanted[:2]).sum(1)), 1)
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(shares, sizes[:2] ** 2 / (sizes**2).sum())
    assert (directions @ (path[-1] - path[0]) >= 0).all()  # the run goes to the right, and up
    values, vectors = np.linalg.eigh(centred.T @ centred)  # the covariance says the same
    np.testing.assert_allclose(shares, values[:-3:-1] / values.sum())
    np.testing.assert_allclose(np.abs(directions @ vectors[:, :-3:-1]), np.eye(2), atol=1e-6)


@pytest.mark.parametrize(("points", "count"), [(1, 0), (2, 1), (5, 1)])
def test_a_straight_path_has_one_direction_and_a_point_none(points: int, count: int) -> None:
    path = np.outer(np.arange(points), np.ones(7))
    directions, shares = principal_directions(path)
    assert directions.shape == (count, 7)
    np.testing.assert_allclose(shares, [1.0] * count)


def test_distances_from_a_plane_are_those_of_geometry() -> None:
    """The plane z = 1 through (0, 0, 1), spanned by two directions that are not at right angles."""
    plane = DirectionPlane(np.array([0.0, 0.0, 1.0]), np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]))
    places, away = plane.places(np.array([[3.0, 2.0, 1.0], [0.0, 1.0, -2.0]]))
    np.testing.assert_allclose(places, [[1, 2], [-1, 1]], atol=1e-12)
    np.testing.assert_allclose(away, [0, 3], atol=1e-12)
