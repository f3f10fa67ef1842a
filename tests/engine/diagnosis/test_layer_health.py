"""What goes on inside the layers, against direct NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.diagnosis.dry_run import gradient_over, step_for
from engine.diagnosis.layer_health import histogram, layer_health
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import dense, network_for, plain_scores, small_data, stack


def test_numbers_of_a_layer_are_those_of_direct_numpy() -> None:
    network = network_for(Recipe(blocks=stack(dense(5, ReLU()), Dropout(), dense(4))), 3, 1)
    rng = np.random.default_rng(0)
    x, gradient, step = rng.normal(size=(40, 3)), rng.normal(size=network.theta.size), rng.normal(size=network.theta.size)
    first, dropout, second, output = layer_health(network, x, gradient, step)
    own = network.theta[:20]
    a = np.maximum(x @ own[:15].reshape(3, 5) + own[15:], 0)
    g = gradient[:20]
    assert (first.gradient_l2, first.gradient_mean, first.gradient_max) == pytest.approx(
        (np.sqrt((g * g).sum()), np.abs(g).sum() / 20, np.abs(g).max())
    )
    assert first.weight_norm == pytest.approx(np.sqrt((own * own).sum()))
    assert first.update_ratio == pytest.approx(np.sqrt((step[:20] ** 2).sum()) / first.weight_norm)
    assert (first.mean, first.deviation) == pytest.approx((a.mean(), a.std()))
    assert first.dead == (a.max(0) == 0).mean()
    assert first.outputs.counts.tolist() == np.histogram(a, 32)[0].tolist()
    for found, values in ((first.gradients, g), (first.weights, own)):
        counts, edges = np.histogram(values, 32)
        assert found.counts.tolist() == counts.tolist()
        assert found.edges == pytest.approx(edges)
    assert first.saturated == ((a == 0).mean(0) > 0.5).mean()
    b = np.tanh(a @ network.theta[20:40].reshape(5, 4) + network.theta[40:44])
    assert second.saturated == ((1 - b**2 < 0.05).mean(0) > 0.5).mean()
    assert second.dead == 0
    assert np.isnan([output.dead, output.saturated]).all()
    assert np.isnan([dropout.gradient_l2, dropout.weight_norm, dropout.update_ratio, dropout.dead]).all()
    assert dropout.mean == pytest.approx(a.mean())  # it does nothing when predicting


def test_a_step_is_measured_beside_small_weights_too() -> None:
    network = network_for(Recipe(blocks=stack(dense(2))), 1, 1)
    network.theta[:4] = 0.03, 0.04, 0, 0
    step = np.full(network.theta.size, 0.01)
    assert layer_health(network, np.ones((3, 1)), step, step)[0].update_ratio == pytest.approx(0.02 / 0.05)


def test_a_unit_that_a_further_row_wakes_is_not_dead() -> None:
    """Two ReLU units, x and -x: silent both on 0, one of them woken by each sign."""
    network = network_for(Recipe(blocks=stack(Dense(2, ReLU()), Dense(2))), 1, 1)
    network.theta[:4] = 1, -1, 0, 0
    none, x = np.zeros(network.theta.size), np.zeros((3, 1))

    def dead(*rest: float) -> list[float]:
        return [one.dead for one in layer_health(network, x, none, none, (np.array([[value]]) for value in rest))]

    assert dead() == pytest.approx([1, 0, np.nan], nan_ok=True)
    assert dead(0, 2)[0] == dead(-2)[0] == 0.5
    assert dead(0, 2, 3, -2)[0] == 0


def test_a_histogram_leaves_out_what_is_not_finite_and_stands_a_constant() -> None:
    assert histogram(np.array([1.0, np.nan, np.inf, 2.0])).counts.sum() == 2
    assert histogram(np.full(7, 3.0)).counts.sum() == 7
    for size in (1.0, 1e30, 1e-30):
        assert histogram(size * (1 + np.arange(3) * 2.2e-16)).counts.sum() == 3
    assert histogram(np.empty(0)).counts.sum() == 0


def test_the_gradient_over_all_rows_is_the_mean_of_theirs() -> None:
    recipe, data = Recipe(blocks=stack(dense(4)), loss=LOSSES["mse"]()), small_data(12, classes=0)
    network = network_for(recipe, 2, 1)
    x, targets = data.x(data.train), recipe.loss.encode(data.y(data.train), data.task)
    whole = gradient_over(network, recipe, x, targets)
    single = [gradient_over(network, recipe, x[i : i + 1], targets[:, i : i + 1]) for i in range(12)]
    assert whole == pytest.approx(np.mean(single, 0))
    residuals = plain_scores(network, x)[:, 0] - targets[0]
    assert whole[-1] == pytest.approx(2 * residuals.mean())  # of the output's bias
    assert not network.grad.any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_the_step_ahead_is_the_one_that_training_takes(optimizer: str) -> None:
    """One batch an epoch, so that the gradient over all rows is the next mini-batch's."""
    recipe = Recipe(blocks=stack(dense(4)), optimizer=OPTIMIZERS[optimizer](), batch=40)
    session = Session(recipe, small_data(40), np.float64)
    session.advance(5)
    before, state = session.network.theta.copy(), session.optimizer_state.copy()
    targets = recipe.loss.encode(session.data.y(session.data.train), session.data.task)
    gradient = gradient_over(session.network, recipe, session.data.x(session.data.train), targets)
    ahead = step_for(session.network, recipe, gradient, session.optimizer_state, session.optimizer_step, recipe.optimizer.lr)
    assert (session.network.theta == before).all()
    assert (session.optimizer_state == state).all()
    session.advance(1)
    assert ahead == pytest.approx(session.network.theta - before, rel=1e-6, abs=1e-12)
    assert np.abs(ahead).max() > 0
