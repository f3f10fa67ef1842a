"""What the rarer views see, against direct NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.inspection import histograms
from engine.inspection.activation_histograms import activation_histograms
from engine.inspection.hidden_space import HiddenSpace, principal
from engine.inspection.predicted_classes import PredictedClasses, predictions
from engine.inspection.weight_history import WeightHistory
from engine.nn.activations import ReLU, Tanh
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.builders import dense, network_for, plain_scores, small_data, snapshot_of, stack


def test_predicted_classes_are_those_of_the_plain_scores() -> None:
    data = small_data(30, classes=3)
    network = network_for(Recipe(), 2, 3)
    found = predictions(network, data)
    assert found is not None
    assert found.train == 30
    assert found.rows.tolist() == [*data.train, *data.test]
    assert found.classes.tolist() == plain_scores(network, data.x(found.rows)).argmax(1).tolist()


def test_there_are_no_predicted_classes_of_numbers() -> None:
    recipe = Recipe(data=DATASETS["plane"](), loss=MeanSquaredError())
    assert predictions(network_for(recipe, 2, 1), prepare(recipe)) is None


def test_weight_counts_are_numpys_at_every_moment() -> None:
    session = Session(Recipe())
    session.advance(300)
    found = snapshot_of(session, WeightHistory(1))[WeightHistory(1)]
    assert found is not None
    earlier = [moment for moment in session.timeline if moment.step < session.step]
    assert found.steps.tolist() == [*(moment.step for moment in earlier), 300]
    for theta, counts in zip([*(m.state.theta for m in earlier), session.network.theta], found.counts, strict=True):
        assert counts.tolist() == np.histogram(theta[:8], found.edges)[0].tolist()


def test_zero_lies_in_the_middle_of_a_bin_and_what_is_beyond_counts_in_the_outermost() -> None:
    edges, counts = histograms.counted(np.array([0.0, -7.0, 9.0, np.nan, -1.0]), 1.0)
    assert (len(counts), len(edges)) == (41, 42)
    assert (edges[20] + edges[21], edges[0], edges[-1]) == (0.0, -1.0, 1.0)
    assert (counts[0], counts[20], counts[-1], counts.sum()) == (2, 1, 1, 4)


def test_activation_counts_dead_and_saturated_by_hand() -> None:
    data = small_data(40)
    network = network_for(Recipe(blocks=stack(dense(4, ReLU()), dense(3, Tanh()))), 2, 1)
    network.theta[8] = -100.0  # the first unit's bias: it gives 0 on every row
    relu, tanh, output = activation_histograms(network, data)
    a = network.outputs_of_layers(data.x(data.train))
    assert relu.counts.tolist() == np.histogram(a[1], relu.edges)[0].tolist()
    assert relu.counts.sum() == 40 * 4
    assert relu.health is not None
    assert relu.health.dead.tolist() == (a[1] == 0).all(1).tolist()
    assert relu.health.dead[0]
    assert relu.health.saturated.tolist() == ((a[1] == 0).mean(1) > 0.5).tolist()
    assert tanh.health is not None
    assert tanh.health.saturated.tolist() == ((1 - a[2].astype(float) ** 2 < 0.05).mean(1) > 0.5).tolist()
    assert not tanh.health.dead.any()
    assert (tanh.low, tanh.high) == (a[2].min(), a[2].max())
    assert output.health is None


@pytest.mark.parametrize(
    ("largest", "limit"), [(0.9, 1), (1.0, 1), (1.2, 2), (3.0, 5), (7e-5, 1e-4), (0.0, 1), (np.inf, 1), (np.nan, 1)]
)
def test_limits_are_round_and_hold_all(largest: float, limit: float) -> None:
    assert histograms.nice_limit(np.array([-largest, 0.0])) == pytest.approx(limit)


def test_what_is_not_finite_is_counted_at_the_edge_or_not_at_all() -> None:
    _, counts = histograms.counted(np.array([np.inf, -np.inf, np.nan, 0.0]), 1.0)
    assert (counts[0], counts[-1], counts.sum()) == (1, 1, 3)


def test_principal_directions_are_numpys_and_keep_their_side() -> None:
    rng = np.random.default_rng(0)
    centred = np.diag([3.0, 2.0, 0.1]) @ rng.normal(size=(3, 200))
    centred -= centred.mean(1, keepdims=True)
    directions, shares = principal(centred, None)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    for i in (0, 1):
        assert abs(directions[i] @ vectors[:, -1 - i]) == pytest.approx(1)
        assert shares[i] == pytest.approx(values[-1 - i] / values.sum())
    turned, _ = principal(centred, -directions)
    assert np.allclose(turned, -directions)
    assert np.allclose(principal(centred, directions)[0], directions)


def test_a_layer_of_two_is_shown_as_it_is_and_one_of_four_by_its_variance() -> None:
    session = Session(Recipe())
    session.advance(50)
    a = session.network.outputs_of_layers(session.data.x(session.data.train))
    two = snapshot_of(session, HiddenSpace(2))[HiddenSpace(2)]
    assert two is not None
    assert two.method == "units"
    assert two.train == len(session.data.train)
    assert two.points[:, : two.train] == pytest.approx(a[2], abs=1e-5)
    four = snapshot_of(session, HiddenSpace(1))[HiddenSpace(1)]
    assert four is not None
    assert four.method == "pca"
    assert four.grid.shape == (2, 25, 25)
    variances = four.points[:, : four.train].var(1) / a[1].astype(float).var(1).sum()
    assert variances == pytest.approx(four.shares, abs=1e-4)


def test_a_layer_that_is_not_there_shows_nothing() -> None:
    session = Session(Recipe())
    snapshot = snapshot_of(session, HiddenSpace(77), WeightHistory(77))
    assert (snapshot[WeightHistory(77)], snapshot[HiddenSpace(77)]) == (None, None)


def test_what_nobody_asks_for_is_not_made() -> None:
    snapshot = snapshot_of(Session(Recipe()))
    assert snapshot.results == {}
    assert snapshot.get(PredictedClasses()) is None
    with pytest.raises(KeyError):
        snapshot[PredictedClasses()]
