"""Where an activation is a straight line, by which an inserted layer starts; and the sentence where it cannot: no training."""

from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest

from engine.network.identity_start import (
    inserted_at,
    insertion_objection,
    is_line_above,
    keep_function,
    kind_objection,
    linear_region,
    objection,
    one_by_one,
)
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS, Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from engine.nn.layers import Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Block, Recipe
from tests.engine.builders import network_for, stack

REGIONS = {
    **dict.fromkeys(("identity",), ("all", 1.0)),
    **dict.fromkeys(("relu", "leaky_relu", "prelu", "elu", "gelu", "silu", "mish"), ("above", 1.0)),
    "selu": ("above", 1.0507),
    **dict.fromkeys(("tanh", "hard_tanh", "sine"), ("near", 1.0)),
    **dict.fromkeys(("sigmoid", "softsign", "sign", "softmax", "hard_sigmoid"), ("", 0.0)),
}


@pytest.mark.parametrize("kind", REGIONS)
def test_where_an_activation_passes_its_input_on(kind: str) -> None:
    where, factor = linear_region(ACTIVATIONS[kind]())
    assert where == REGIONS[kind][0]
    assert factor == pytest.approx(REGIONS[kind][1], rel=5e-3)


def test_a_slope_of_one_everywhere_is_a_line_everywhere() -> None:
    assert linear_region(LeakyReLU(1.0))[0] == "all"
    lines = {kind for kind in REGIONS if is_line_above(ACTIVATIONS[kind]())}
    assert lines == {"identity", "relu", "leaky_relu", "prelu", "elu", "selu"}


@pytest.mark.parametrize(("below", "where"), [(0.2018, "all"), (0.204, "above")])
def test_slopes_are_equal_within_a_hundredth_of_their_size(below: float, where: str) -> None:
    bent = Mock(function=lambda z: np.where(z < 0, below, 0.2) * z)
    assert linear_region(bent)[0] == where


CANNOT = "{name} cannot pass its input on unchanged: what was learned is disturbed."
BEHIND = "{name} behind it cannot be adjusted to this layer: what was learned is disturbed."


@pytest.mark.parametrize(
    ("layer", "before", "after", "text"),
    [
        (Dropout(), None, LayerNorm(), ""),
        (BatchNorm(), None, LayerNorm(), ""),
        (Residual(), None, LayerNorm(), ""),
        (LayerNorm(), Dense(4, ReLU()), Dense(2), CANNOT.format(name="Layer norm")),
        (ActivationLayer(Identity()), None, LayerNorm(), ""),
        (ActivationLayer(ReLU()), Dense(4, ReLU()), Dense(2), ""),
        (ActivationLayer(ReLU()), ActivationLayer(Sigmoid()), Dense(2), ""),
        (ActivationLayer(ReLU()), Dense(4, Tanh()), Dense(2), CANNOT.format(name="ReLU")),
        (ActivationLayer(ReLU()), None, Dense(2), CANNOT.format(name="ReLU")),
        (ActivationLayer(ReLU()), BatchNorm(), Dense(2), CANNOT.format(name="ReLU")),
        (ActivationLayer(ACTIVATIONS["selu"]()), Dense(4, ReLU()), Dense(2), CANNOT.format(name="SELU")),
        (ActivationLayer(ACTIVATIONS["silu"]()), Dense(4, ReLU()), Dense(2), CANNOT.format(name="SiLU")),
        (Dense(4, Tanh()), Dense(4, Tanh()), Dense(2), ""),
        (Dense(5, Tanh()), Dense(4, Tanh()), Dense(2), ""),
        (
            Dense(3, Tanh()),
            Dense(4, Tanh()),
            Dense(2),
            "3 neurons cannot pass on all of 4 inputs: what was learned is disturbed.",
        ),
        (Dense(4, Sigmoid()), Dense(4, Tanh()), Dense(2), CANNOT.format(name="Sigmoid")),
        (
            Dense(4, Tanh()),
            None,
            Dense(2),
            "Right behind the inputs Tanh cannot pass them on unchanged and learn on well: what was learned is disturbed.",
        ),
        (Dense(4, ACTIVATIONS["hard_tanh"]()), None, Dense(2), ""),
        (Dense(4, ReLU()), None, Dense(2), ""),
        (Dense(4, Identity()), None, LayerNorm(), ""),
        (Dense(5, Identity()), None, LayerNorm(), BEHIND.format(name="Layer norm")),
        (Dense(4, ReLU()), Dense(4, ReLU()), BatchNorm(), ""),
        (Dense(4, ReLU()), Dense(4, Tanh()), BatchNorm(), BEHIND.format(name="Batch norm")),
        (Dense(4, Tanh()), Dense(4, Tanh()), BatchNorm(), BEHIND.format(name="Batch norm")),
    ],
)
def test_why_a_layer_cannot_pass_its_input_on(layer: Layer, before: Layer | None, after: Layer, text: str) -> None:
    assert objection(layer, 4, before, after) == text


def test_what_stands_around_the_place_decides() -> None:
    recipe = Recipe(blocks=(Block(1, Dense(4, ReLU())), Block(2, Dropout()), Block(3, LayerNorm(), enabled=False)))
    relu = ActivationLayer(ReLU())
    texts = [insertion_objection(recipe, index, relu, 2, 1) for index in range(4)]
    assert texts == [CANNOT.format(name="ReLU"), "", "", ""]  # dropout in between changes no sign
    wide = [insertion_objection(recipe, index, Dense(3, ReLU()), 2, 1) for index in range(2)]
    assert wide == ["", "3 neurons cannot pass on all of 4 inputs: what was learned is disturbed."]
    assert (kind_objection(Dense(1, Tanh())), kind_objection(LayerNorm())) == ("", CANNOT.format(name="Layer norm"))


def test_several_layers_are_inserted_one_by_one() -> None:
    old = Recipe(blocks=(Block(1, Dense(2)), Block(2, Dense(3))))
    a, b, off = Block(7, Dropout()), Block(9, Dense(2)), Block(8, Dropout(), enabled=False)
    first, last = old.blocks

    def ids(*blocks: Block) -> list[list[int]]:
        return [[block.id for block in one.blocks] for one in one_by_one(old, Recipe(blocks=blocks))]

    assert ids(first, a, b, last) == [[1, 7, 2]]
    assert ids(a, first, b, last, Block(11, Dropout())) == [[7, 1, 2], [7, 1, 9, 2]]
    assert ids(first, a, last) == ids(first, a, off, last) == ids(last, a, b, first) == ids(a, b, last) == []


def test_exactly_one_layer_more_is_found() -> None:
    def network(*blocks: Block, inputs: int = 2) -> Network:
        return Network(Recipe(blocks=blocks), inputs, 1)

    a, b, c = Block(1, Dense(3)), Block(2, Dense(3)), Block(5, Dense(3))
    old = network(a, b)
    assert [inserted_at(old, network(*blocks)) for blocks in ((c, a, b), (a, c, b), (a, b, c))] == [0, 1, 2]
    others = [network(a, b), network(b, c, a), network(c, a), network(a, c, Block(6, Dense(3)), b), network(a, c, b, inputs=3)]
    assert [inserted_at(old, one) for one in others] == [None] * 5
    assert inserted_at(old, network(a, c, Block(2, Dense(3, ReLU())))) is None


@pytest.mark.parametrize(
    ("layer", "index", "tolerance"),
    [
        (Dense(4, Identity()), 1, 1e-12),
        (Dense(6, Identity()), 1, 1e-12),
        (Dense(4, ReLU()), 1, 1e-12),  # behind tanh: shifted above 0
        (Dense(2, ReLU()), 0, 1e-12),
        (Dense(4, ACTIVATIONS["selu"]()), 1, 1e-9),
        (Dense(4, Tanh()), 1, 3e-3),
        (Dense(4, ACTIVATIONS["silu"]()), 1, 3e-3),
        (Dense(2, ACTIVATIONS["hard_tanh"]()), 0, 1e-9),
        (Residual((Dense(3, Tanh()),)), 1, 1e-12),
        (BatchNorm(), 1, 1e-9),
    ],
)
def test_an_inserted_layer_passes_on_what_it_gets(layer: Layer, index: int, tolerance: float) -> None:
    blocks = stack(Dense(4, Tanh()), Dense(3, Tanh()))
    old = network_for(Recipe(blocks=blocks), 2, 1)
    new = network_for(Recipe(blocks=(*blocks[:index], Block(9, layer), *blocks[index:])), 2, 1)
    for info in old.layers:
        at = next(one for one in new.layers if one.id == info.id)
        if at.shapes == info.shapes:
            new.theta[at.start : at.stop] = old.theta[info.start : info.stop]
    x = np.random.default_rng(1).normal(size=(200, 2))
    wanted = old.scores(x)
    assert keep_function(old, new, x)
    error = np.sqrt(np.mean((new.scores(x) - wanted) ** 2)) / wanted.std()
    assert error <= tolerance
    if isinstance(layer, BatchNorm):
        own = arrays_of(new.layers[index], new.theta, new.buffers)
        into = old.outputs_of_layers(x)[1]
        np.testing.assert_allclose(own["running_mean"], into.mean(1))
        np.testing.assert_allclose(own["running_variance"], into.var(1, ddof=1))


def test_without_rows_or_with_numbers_that_are_none_nothing_is_set() -> None:
    blocks = stack(Dense(4, Tanh()))
    old = network_for(Recipe(blocks=blocks), 2, 1)
    new = network_for(Recipe(blocks=(*blocks, Block(9, Dense(4, Identity())))), 2, 1)
    before = new.theta.copy()
    assert not keep_function(old, new, np.empty((0, 2)))
    assert not keep_function(old, new, np.array([[np.nan, 1.0]]))
    assert not keep_function(old, old, np.ones((3, 2)))
    np.testing.assert_array_equal(new.theta, before)


def test_a_single_row_has_no_variance() -> None:
    blocks = stack(Dense(4, Tanh()))
    old = network_for(Recipe(blocks=blocks), 2, 1)
    new = network_for(Recipe(blocks=(*blocks, Block(9, BatchNorm()))), 2, 1)
    assert keep_function(old, new, np.ones((1, 2)))
    own = arrays_of(new.layers[1], new.theta, new.buffers)
    assert own["running_variance"].tolist() == [0] * 4
    np.testing.assert_allclose(own["scale"], 1e-5**0.5)


def test_a_network_whose_scores_are_none_is_left_as_it_is() -> None:
    blocks = stack(Dense(4, Tanh()))
    old = network_for(Recipe(blocks=blocks), 2, 1)
    new = network_for(Recipe(blocks=(*blocks, Block(9, Dense(4, Identity())))), 2, 1)
    old.theta[-1] = np.inf  # its output's bias, behind the place of the new layer
    before = new.theta.copy()
    assert not keep_function(old, new, np.ones((3, 2)))
    np.testing.assert_array_equal(new.theta, before)


def test_the_layer_behind_takes_back_the_shift_of_the_inserted_one() -> None:
    """ReLU behind inputs from -2 to 3: it gets x + 2, which the next layer's biases take back."""
    blocks = stack(Dense(3, Tanh()))
    old = network_for(Recipe(blocks=blocks), 2, 1)
    new = network_for(Recipe(blocks=(Block(9, Dense(3, ReLU())), *blocks)), 2, 1)
    x = np.array([[-2.0, 0.5], [1, 1], [3, 4]])
    assert keep_function(old, new, x)
    own, behind = (arrays_of(new.layers[at], new.theta) for at in (0, 1))
    before = arrays_of(old.layers[0], old.theta)
    np.testing.assert_array_equal(own["weights"][:, :2], np.eye(2))
    np.testing.assert_array_equal(own["biases"][:2], [2, 0])
    np.testing.assert_allclose(behind["weights"], [*before["weights"], [0, 0, 0]])
    np.testing.assert_allclose(behind["biases"], before["biases"] - 2 * before["weights"][0])
