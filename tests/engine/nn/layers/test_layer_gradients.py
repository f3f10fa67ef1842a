"""Backpropagation is right: every layer, activation and loss, and 240 random networks, against numeric gradients in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.diagnosis.gradient_check import LEAST, GradientCheck, check_batch, check_gradients
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS, Normal
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import any_layer, dense, losses_and_outputs, network_for, small_data, stack, targets_for, task_for

RELATIVE, SCALED = 1e-5, 1e-7
ZEROS = INITIALIZERS["zeros"]()


def check(layers: list[Layer], loss_name: str, outputs: int, rows: int, seed: int, inputs: int = 2) -> GradientCheck:
    loss, rng = LOSSES[loss_name](), np.random.default_rng(seed)
    recipe = Recipe(blocks=stack(*layers), loss=loss, output_weights=Normal(0.6))
    task = task_for(loss, outputs)
    assert task is not None
    network = network_for(recipe, inputs, outputs, seed)
    return check_gradients(network, recipe, rng.normal(size=(rows, inputs)), targets_for(loss, task, rows, rng), seed)


def assert_right(found: GradientCheck) -> None:
    assert found.relative <= RELATIVE, found
    assert found.scaled <= SCALED, found


def kink_share(found: GradientCheck) -> float:
    """Share of all numbers that could not be checked."""
    errors = (*found.layers.values(), found.inputs)
    return sum(e.kinks for e in errors) / sum(e.kinks + e.checked for e in errors)


@pytest.mark.parametrize(("loss_name", "outputs"), losses_and_outputs())
@pytest.mark.parametrize("activation", ACTIVATIONS.names())
@pytest.mark.parametrize("layer", LAYERS.names())
def test_gradient_is_the_numeric_one(layer: str, activation: str, loss_name: str, outputs: int) -> None:
    f = ACTIVATIONS[activation]()
    found = check([dense(4, f), any_layer(layer, f), dense(3, f)], loss_name, outputs, rows=5, seed=3)
    assert_right(found)
    assert kink_share(found) < 0.5, found  # hinge, Huber and ReLU have kinks: enough is left to be checked


@pytest.mark.parametrize("loss_name", ["cross_entropy", "mse", "log_cosh"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus", "gelu", "silu", "mish", "softmax"])
def test_a_smooth_network_is_checked_to_its_last_number(activation: str, loss_name: str) -> None:
    """So the check does not pass by calling what is hard a kink."""
    f = ACTIVATIONS[activation]()
    assert kink_share(check([dense(4, f), dense(3, f)], loss_name, 1, rows=5, seed=3)) == 0


@pytest.mark.parametrize("layer", LAYERS.names())
def test_gradient_is_right_when_the_layer_is_the_first_or_the_only_one(layer: str) -> None:
    one = any_layer(layer, ACTIVATIONS["tanh"]())
    assert_right(check([one], "mse", 1, rows=4, seed=5))
    assert_right(check([one, one, dense(2)], "mse", 1, rows=4, seed=6))


def random_layers(rng: np.random.Generator, dropout: float) -> list[Layer]:
    layers: list[Layer] = []
    for _ in range(rng.integers(1, 6)):
        layers.append(dense(int(rng.integers(1, 6)), ACTIVATIONS[str(rng.choice(ACTIVATIONS.names()))]()))
        if rng.random() < 0.5:
            f = ACTIVATIONS[str(rng.choice(ACTIVATIONS.names()))]()
            others = (Dropout(dropout), BatchNorm(epsilon=0.1), LayerNorm(epsilon=0.1), ActivationLayer(f))
            layers.append(others[rng.integers(4)])
        if rng.random() < 0.2:
            layers = [Residual(tuple(layers)), *layers]
    return layers


@pytest.mark.parametrize("seed", range(240))
def test_gradient_of_a_random_network_is_the_numeric_one(seed: int) -> None:
    """Depth 1 to 5, mixed layers and activations, 1, 3 or 4 scores, batch 1 to 13; Dropout at rate 0 or with a frozen mask."""
    rng = np.random.default_rng(seed)
    layers = random_layers(rng, dropout=0.0 if seed % 2 else 0.4)
    pairs = [*losses_and_outputs(), ("cross_entropy", 4), ("mse", 4), ("hinge", 4)]
    loss_name, outputs = pairs[seed % len(pairs)]
    found = check(layers, loss_name, outputs, rows=int(rng.integers(1, 14)), seed=seed, inputs=int(rng.integers(1, 4)))
    assert_right(found)


def test_two_scores_are_right_too() -> None:
    """No task has two scores (two classes need one), but the losses that compare numbers serve any count."""
    rng = np.random.default_rng(0)
    for loss_name in ("mse", "mae", "huber", "log_cosh"):
        recipe = Recipe(blocks=stack(dense(3)), loss=LOSSES[loss_name]())
        found = check_gradients(network_for(recipe, 2, 2), recipe, rng.normal(size=(6, 2)), rng.normal(size=(2, 6)))
        assert_right(found)


def test_a_wrong_gradient_is_caught() -> None:
    """The check itself is checked: a derivative that is off by a hundredth is far outside the tolerance."""
    data = small_data(6)
    recipe = Recipe(blocks=stack(dense(3)))
    network = network_for(recipe, 2, 1)
    x, targets = data.x(data.train), recipe.loss.encode(data.y(data.train), data.task)
    right = check_gradients(network, recipe, x, targets)
    assert_right(right)

    class Wrong(type(recipe.loss)):  # type: ignore[misc]
        def each(self, scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
            return 1.01 * super().each(scores, targets)

    wrong = check_gradients(network, Recipe(blocks=recipe.blocks, loss=Wrong()), x, targets)
    assert wrong.relative > 100 * RELATIVE
    assert wrong.scaled > 100 * SCALED


def test_checking_changes_nothing() -> None:
    recipe = Recipe()
    network = network_for(recipe, 2, 1, dtype=np.float32)
    theta, grad = network.theta.copy(), network.grad.copy()
    found = check_gradients(network, recipe, np.ones((3, 2)), np.ones((1, 3)))
    assert np.array_equal(network.theta, theta)
    assert np.array_equal(network.grad, grad)
    assert list(found.layers) == [1, 2, 0]


def test_a_sample_is_of_every_layer_and_the_same_for_the_same_seed() -> None:
    recipe, rng = Recipe(blocks=stack(dense(200), dense(100))), np.random.default_rng(0)
    network = network_for(recipe, 2, 1)
    x, targets = rng.normal(size=(8, 2)), np.ones((1, 8))
    found, again = (check_gradients(network, recipe, x, targets, seconds=0.0) for _ in range(2))
    assert found == again
    assert found.inputs.checked == 0
    for info in network.layers:
        error = found.layers[info.id]
        assert error.checked == LEAST
        assert error.of == info.parameters
    assert found.relative <= RELATIVE


def test_the_present_batch_is_the_one_that_was_trained_on_last() -> None:
    session = Session(Recipe(batch=7), dtype=np.float64)
    session.advance(5)
    rows = session.data.train[session.batches.rows_of_last()]
    _, targets = session.batches.last()
    assert len(rows) == 7
    assert np.array_equal(targets, session.recipe.loss.encode(session.data.y(rows), session.data.task))
    found = check_batch(session, 10.0)
    assert (found.step, found.rows) == (5, 7)
    assert found.found is not None
    assert_right(found.found)
    assert not found.found.draws


def test_what_cannot_be_compared_is_said() -> None:
    dropping = Session(Recipe(blocks=stack(Dense(6), Dropout(0.5))))
    assert check_batch(dropping, 10.0).found.draws  # type: ignore[union-attr]
    broken = Session(Recipe())
    broken.network.theta[:] = np.nan
    assert check_batch(broken, 10.0).found is None
    flat = Session(Recipe(blocks=stack(Dense(6, ACTIVATIONS["relu"](), ZEROS), Dense(2))))
    assert sum(error.kinks for error in check_batch(flat, 10.0).found.layers.values()) > 0  # type: ignore[union-attr]
