"""One flat θ with views; the recorded forward pass is the textbook's; layers start alike wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.tape import Tape
from engine.network.network import CHUNK, Network
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS, Tanh
from engine.nn.layers import LAYERS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Block, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from tests.engine.builders import any_layer, dense, network_for, plain_scores, stack


@pytest.mark.parametrize("activation", ACTIVATIONS.names())
@pytest.mark.parametrize("layer", LAYERS.names())
def test_recorded_prediction_is_the_plain_one(layer: str, activation: str) -> None:
    f = ACTIVATIONS[activation]()
    recipe = Recipe(blocks=stack(dense(4, f), any_layer(layer, f), dense(3, f)))
    network = network_for(recipe, 3, 2)
    x = np.random.default_rng(0).normal(size=(50, 3))
    assert network.scores(x) == pytest.approx(plain_scores(network, x).T, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("rows", [0, 1, 63, 65, CHUNK // 5 + 1, 3 * CHUNK // 5])
def test_rows_are_predicted_in_chunks_of_any_number(rows: int) -> None:
    network = network_for(Recipe(), 2, 1)
    x = np.random.default_rng(0).normal(size=(rows, 2))
    assert network.scores(x).shape == (1, rows)
    assert network.scores(x) == pytest.approx(plain_scores(network, x).T, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize(("widest", "rows"), [(47, 1024), (95, 512), (191, 256), (200, 256)])
def test_as_many_rows_go_through_together_as_fit_into_the_cache(widest: int, rows: int) -> None:
    """With the row of ones of the biases; and at least 256."""
    assert network_for(Recipe(blocks=stack(dense(widest))), 2, 1).rows_at_once == rows


@pytest.mark.parametrize("layer", LAYERS.names())
@pytest.mark.parametrize("activation", ACTIVATIONS.names())
def test_everything_stays_float32(layer: str, activation: str) -> None:
    f = ACTIVATIONS[activation]()
    recipe = Recipe(blocks=stack(any_layer(layer, f), dense(3, f)))
    network = network_for(recipe, 2, 1, dtype=np.float32)
    tape = Tape(5, network.dtype, training=True, room=network.room(5))
    scores = tape.units(network.record(tape, np.ones((3, 5), np.float32))[-1])
    tape.record_backward(recipe.loss.record(tape, scores, np.ones((1, 5), np.float32)))
    arrays = [arg for _, args in tape.calls for arg in args if isinstance(arg, np.ndarray)]
    of_network = network.theta, network.grad, network.buffers, network.scores(np.ones((2, 2)))
    marks = {np.dtype(np.int32)} if activation == "relu" else set()  # the bits of what is above 0
    assert {a.dtype for a in (*arrays, *of_network)} - marks == {np.dtype(np.float32)}


def test_outputs_of_layers_are_those_of_each_layer() -> None:
    recipe = Recipe(blocks=(Block(7, dense(4)), Block(3, Dropout(0.5)), Block(9, dense(2))))
    network = network_for(recipe, 2, 1)
    x = np.random.default_rng(0).normal(size=(20, 2))
    maps, a = network.outputs_of_layers(x), x
    for block, info in zip(network.blocks, network.layers, strict=True):
        a = block.layer.predict(arrays_of(info, network.theta, network.buffers), a)
        assert maps[block.id] == pytest.approx(a.T, rel=1e-12)
    assert list(maps) == [7, 3, 9, 0]


def test_views_cover_theta_in_order() -> None:
    network = network_for(Recipe(blocks=stack(dense(4), Dropout(), dense(2))), 3, 1)
    assert [(i.start, i.stop, i.units_in, i.units_out) for i in network.layers] == [
        (0, 16, 3, 4),
        (16, 16, 4, 4),
        (16, 26, 4, 2),
        (26, 29, 2, 1),
    ]
    for info in network.layers:
        arrays = arrays_of(info, network.theta)
        together = np.concatenate([a.ravel() for a in arrays.values()]) if arrays else np.empty(0)
        assert np.array_equal(together, network.theta[info.start : info.stop])
        assert all(np.shares_memory(a, network.theta) for a in arrays.values())


def test_dropout_keeps_the_mean_and_silences_its_share() -> None:
    network = network_for(Recipe(blocks=stack(Dropout(0.25))), 5, 1, dtype=np.float32)
    tape = Tape(2000, network.dtype, training=True, rng=np.random.default_rng(0), room=network.room(2000))
    out = tape.units(network.record(tape, np.ones((6, 2000), np.float32))[0])
    tape.run()
    assert np.mean(out == 0) == pytest.approx(0.25, abs=0.02)
    assert set(np.unique(out)) == {np.float32(0), np.float32(1 / 0.75)}
    first = out.copy()
    tape.run()
    assert not np.array_equal(first, out)


def test_a_layers_start_does_not_depend_on_the_others() -> None:
    alone, beside = (
        Network(Recipe(blocks=(Block(5, dense(4)),)), 2, 1),
        Network(Recipe(blocks=(Block(2, Dense(2, Tanh())), Block(5, dense(4)))), 2, 1),
    )
    for network in (alone, beside):
        network.start(3)
    assert np.array_equal(alone.theta[:12], beside.theta[6:18])


def test_start_weights_follow_the_seed() -> None:
    network = Network(Recipe(), 2, 1)
    network.start(1)
    first = network.theta.copy()
    network.start(2)
    assert not np.array_equal(first, network.theta)
    network.start(1)
    assert first.tobytes() == network.theta.tobytes()


def test_an_enormous_network_is_refused_in_words() -> None:
    with pytest.raises(RecipeProblem, match="make its layers smaller"):
        Network(Recipe(blocks=stack(*(Dense(1024) for _ in range(25)))), 2, 1)


def test_the_widest_layer_of_an_enormous_network_can_be_made_half_as_wide() -> None:
    layers = (*(Dense(1024) for _ in range(19)), Dense(777), Dense(1024), Dropout())
    with pytest.raises(RecipeProblem) as problem:
        Network(Recipe(blocks=stack(*layers)), 2, 1)
    assert str(problem.value) == "This network has 20,489,994 parameters, more than 20,000,000: make its layers smaller."
    assert problem.value.remedy is not None
    assert problem.value.remedy.text == "Make Dense 1 half as wide: 512"
    with pytest.raises(RecipeProblem, match="make its layers smaller"):
        Network(Recipe(blocks=()), 10_000_000, 2)  # no layer whose width can be set
    assert Network(Recipe(blocks=()), 9_999_999, 2).theta.size == 20_000_000


def test_a_copy_apart_has_its_own_numbers_and_no_gradient() -> None:
    network = network_for(Recipe(), 2, 1)
    x = np.ones((3, 2))
    alone, apart = network.weights_alone(), network.apart(np.dtype(np.float32))
    assert np.shares_memory(alone.theta, network.theta)
    assert not np.shares_memory(apart.theta, network.theta)
    assert (apart.theta.dtype, apart.dtype, apart.scores(x).dtype) == (np.dtype("f4"),) * 3
    np.testing.assert_allclose(apart.scores(x), network.scores(x), rtol=1e-5)
    for one in (alone, apart):
        assert one.grads.shape == (2, network.theta.size)
        assert not one.grad.any()
        assert one.grad.base is not network.grads


def test_one_units_output_is_that_of_its_layer() -> None:
    network = network_for(Recipe(blocks=(Block(7, dense(4)), Block(3, dense(2)))), 2, 1)
    x = np.random.default_rng(0).normal(size=(20, 2))
    maps = network.outputs_of_layers(x)
    for layer, unit in ((7, 3), (3, 0), (0, 0)):
        np.testing.assert_array_equal(network.output_of_unit(x, layer, unit), maps[layer][unit])
