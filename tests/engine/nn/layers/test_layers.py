"""Batch norm, layer norm, residual and activation layers: worked by hand, as PyTorch has them, and at the edges."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.core.registry import load
from engine.core.tape import Tape
from engine.diagnosis.gradient_check import check_gradients
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers import LAYERS, Parameters
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Recipe
from tests.engine.builders import dense, network_for, stack
from tests.engine.nn.layers.one_layer import One
from tests.program_start import ROOT

GOLDEN = json.loads((ROOT / "tests" / "golden" / "layers.json").read_text(encoding="utf-8"))["cases"]
NEW = [name for name in LAYERS.names() if name not in ("dense", "dropout")]


# -- as PyTorch has them
@pytest.mark.parametrize("name", GOLDEN)
def test_ten_batches_and_a_prediction_are_pytorchs(name: str) -> None:
    """Forward in both modes, gradients for x and θ, running statistics; made by tests/golden/make_layers_golden.py."""
    golden = GOLDEN[name]
    one = One(load(LAYERS, golden["layer"]), 3)
    one.theta[:] = golden["theta"]
    for batch in golden["batches"][:-1]:
        one.run(batch, np.zeros_like(batch))
    last = golden["batches"][-1]
    y, dx = one.run(last, golden["dy"])
    for found, wanted in (
        (y, golden["train"]),
        (dx, golden["dx"]),
        (one.grad, golden["grad"]),
        (one.buffers, golden["buffers"]),
        (one.run(last)[0], golden["predict"]),
        (one.layer.predict(one.arrays(), np.array(last)), golden["predict"]),
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-12)


# -- worked by hand
def test_batch_norm_by_hand() -> None:
    """x = 1, 2, 3, 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5, with n - 1: 14 / 3.

    With scale 2 and shift 1: y = 2 (x - 3) / √3.5 + 1. Running mean 0.1 · 3 = 0.3; variance 0.9 + 0.1 · 14 / 3 = 1.3667.
    For dy = (1, 0, 0, 0): dshift 1, dscale = xhat₁ = -2 / √3.5;
    dx = 2 / √3.5 (dy - ¼ - xhat dscale / 4), for the first row 2 / √3.5 (1 - ¼ - 4 / 3.5 / 4) = 0.4964.
    """
    one = One(BatchNorm(epsilon=1e-8), 1)
    one.theta[:] = 2, 1
    y, dx = one.run([[1], [2], [3], [6]], [[1], [0], [0], [0]])
    root = 3.5**0.5
    assert y.ravel() == pytest.approx([1 - 4 / root, 1 - 2 / root, 1, 1 + 6 / root], rel=1e-7)
    assert one.buffers == pytest.approx([0.3, 0.9 + 1.4 / 3])
    assert one.grad == pytest.approx([-2 / root, 1], rel=1e-7)
    assert dx.ravel() == pytest.approx(
        [2 / root * (0.75 - 1 / 3.5), 2 / root * (-0.25 - 0.5 / 3.5), -0.5 / root, 2 / root * (6 / 14 - 0.25)]
    )
    assert dx[0, 0] == pytest.approx(0.4964, abs=1e-4)
    assert one.run([[1.3]])[0].item() == pytest.approx(2 * (1.3 - 0.3) / (0.9 + 1.4 / 3) ** 0.5 + 1, rel=1e-7)


def test_layer_norm_by_hand() -> None:
    """The row 1, 2, 6: mean 3, variance (4 + 1 + 9) / 3 = 14 / 3, whatever the other rows are."""
    one = One(LayerNorm(epsilon=1e-8), 3)
    y, dx = one.run([[1, 2, 6], [0, 0, 0]], [[1, 0, 0], [1, 2, 3]])
    root = (14 / 3) ** 0.5
    assert y[0] == pytest.approx([-2 / root, -1 / root, 3 / root])
    assert y[1].tolist() == [0, 0, 0]
    assert one.grad == pytest.approx([-2 / root, 0, 0, 2, 2, 3])
    # g = dy: mean ⅓, mean of g xhat -2 / 3√; dx = (g - ⅓ + xhat 2 / 3√) / √
    assert dx[0] == pytest.approx([(2 / 3 - 4 / 14) / root, (-1 / 3 - 2 / 14) / root, (-1 / 3 + 6 / 14) / root])


def test_a_residual_block_by_hand() -> None:
    """Two units in, one ReLU inside with weights (1, 2) and bias -1, back with weights (3, -1) and biases (0.5, 0).

    x = (1, 1): inside 1 + 2 - 1 = 2, so f = (6.5, -2) and y = (7.5, -1). x = (-1, 0): inside -2, cut to 0, y = (-0.5, 0).
    dy = (1, 1): around the block (1, 1); through it 3 - 1 = 2 times (1, 2) where the ReLU is open.
    """
    one = One(Residual((Dense(1, ReLU()),)), 2)
    assert list(one.arrays()) == ["dense_1.weights", "dense_1.biases", "output.weights", "output.biases"]
    one.theta[:] = (1, 2, -1, 3, -1, 0.5, 0)
    y, dx = one.run([[1, 1], [-1, 0]], [[1, 1], [1, 1]])
    assert y.tolist() == [[7.5, -1], [-0.5, 0]]
    assert dx.tolist() == [[3, 5], [1, 1]]
    assert one.grad.tolist() == [2, 2, 2, 2, 2, 2, 2]


def test_an_activation_layer_leaves_its_input_as_it_was() -> None:
    """The layer before needs its own outputs for its slopes."""
    one = One(ActivationLayer(ReLU()), 2)
    y, dx = one.run([[-1, 2]], [[5, 7]])
    assert (y.tolist(), dx.tolist()) == ([[0, 2]], [[0, 7]])
    network = network_for(Recipe(blocks=stack(dense(3, Tanh()), ActivationLayer(ReLU()))), 2, 1)
    maps = network.outputs_of_layers(np.random.default_rng(0).normal(size=(9, 2)))
    assert maps[1].min() < 0
    assert np.array_equal(maps[2], np.maximum(maps[1], 0))


# -- training and predicting
def test_a_batch_of_one_row_is_normalised_by_the_running_statistics_and_leaves_them() -> None:
    one = One(BatchNorm(), 2)
    one.theta[:] = 2, 3, 1, -1
    one.run([[1, 2], [3, 5], [4, 4]], np.ones((3, 2)))
    before = one.buffers.copy()
    y, dx = one.run([[0.5, -2]], [[1, 2]])
    assert np.array_equal(one.buffers, before)
    assert y == pytest.approx(one.layer.predict(one.arrays(), np.array([[0.5, -2]])))
    k = one.theta[:2] / np.sqrt(before[2:] + 1e-5)
    assert dx[0] == pytest.approx(k * [1, 2])


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_gradients_of_batch_norm_are_right_for_the_smallest_batches(rows: int) -> None:
    recipe = Recipe(blocks=stack(dense(3), BatchNorm(epsilon=0.1), Residual((BatchNorm(epsilon=0.1), dense(2)))))
    rng = np.random.default_rng(rows)
    found = check_gradients(network_for(recipe, 2, 1), recipe, rng.normal(size=(rows, 2)), np.ones((1, rows)))
    assert found.relative <= 1e-5
    assert found.scaled <= 1e-7


def test_predicting_changes_no_running_statistics_and_rows_do_not_see_each_other() -> None:
    one = One(Residual((BatchNorm(), Dense(3, Tanh()))), 2)
    before, rng = one.buffers.copy(), np.random.default_rng(0)
    x = rng.normal(5, 3, (20, 2))
    together = one.run(x)[0].copy()
    assert np.array_equal(one.buffers, before)
    alone = np.concatenate([one.run(x[i : i + 1])[0] for i in range(20)])
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_running_statistics_come_to_those_of_the_data() -> None:
    one, rng = One(BatchNorm(), 2, np.float32), np.random.default_rng(0)
    for _ in range(400):
        x = rng.normal([3, -1], [2, 0.5], (64, 2))
        one.run(x, np.zeros_like(x))
    assert one.buffers == pytest.approx([3, -1, 4, 0.25], rel=0.1)


@pytest.mark.parametrize(("dtype", "large"), [(np.float32, 1e18), (np.float64, 1e30)])
@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("name", NEW)
def test_extreme_and_constant_inputs_raise_no_floating_point_error(name: str, rows: int, dtype: type, large: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        for x in (
            np.full((rows, 3), 14.62),
            np.tile([large, -large, 0], (rows, 1)),
            np.outer(np.arange(rows), [large, -large, 1]),
        ):
            one = One(LAYERS[name](), 3, dtype)
            y, dx = one.run(x, np.ones((rows, 3)))
            assert np.isfinite(y).all()
            assert np.isfinite(dx).all()
            assert np.isfinite(one.run(x)[0]).all()


def test_constant_units_become_the_shift() -> None:
    for layer in (BatchNorm(), LayerNorm()):
        one = One(layer, 3, np.float32)
        one.theta[3:] = 1, 2, 3
        assert one.run(np.full((5, 3), 14.62), np.ones((5, 3)))[0] == pytest.approx(np.tile([1, 2, 3], (5, 1)), abs=1e-3)


# -- where a layer stands
@pytest.mark.parametrize("name", NEW)
def test_the_first_layer_records_nothing_for_a_gradient_nobody_wants(name: str) -> None:
    def calls(wanted: bool) -> int:
        network = network_for(Recipe(blocks=stack(LAYERS[name]())), 2, 1)
        tape = Tape(4, network.dtype, training=True, room=network.room(4), wants_input_gradient=wanted)
        scores = tape.units(network.record(tape, np.ones((3, 4)))[-1])
        tape.record_backward(np.ones_like(scores))
        return len(tape.calls)

    assert calls(False) <= calls(True) - (1 if LAYERS[name]().shapes(2) else 0)


@pytest.mark.parametrize("name", NEW)
def test_the_rows_asked_for_are_the_rows_taken(name: str) -> None:
    layer = LAYERS[name]()
    tape = Tape(1, np.dtype(np.float64), training=True, room=layer.rows(5))
    one = One(layer, 5)
    layer.record(tape, Parameters(one.theta, one.grad, one.buffers), np.ones((6, 1)))
    with pytest.raises(ValueError, match="room"):
        tape.rows(0)


@pytest.mark.parametrize("name", NEW)
def test_calls_rebound_to_other_rows_read_these_alone(name: str) -> None:
    """The layer is the first, so it reads the batch itself: every view of it must follow."""
    layer, rng = LAYERS[name](), np.random.default_rng(0)
    one, other = One(layer, 3), One(layer, 3)
    x, fresh = np.ones((4, 6)), np.vstack([rng.normal(size=(3, 6)), np.ones(6)])
    tape = Tape(6, np.dtype(np.float64), training=True, room=layer.rows(3) * 6, wants_input_gradient=True)
    y = tape.units(layer.record(tape, Parameters(one.theta, one.grad, one.buffers), x))
    dx = tape.record_backward(np.ones((3, 6)))
    assert dx is not None
    for function, args in tape.rebound([(x, fresh)]):
        function(*args)
    wanted_y, wanted_dx = other.run(fresh[:-1].T, np.ones((6, 3)))
    assert np.array_equal(y.T, wanted_y)
    assert np.array_equal(dx.T, wanted_dx)
    assert np.array_equal(one.grad, other.grad)
    assert np.array_equal(one.buffers, other.buffers)
