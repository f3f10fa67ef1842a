"""Residual blocks hold layers: any chain of them, their statistics and gradients, and what cannot stand inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.core.registry import dump, load
from engine.core.tape import Tape
from engine.diagnosis.gradient_check import check_gradients
from engine.nn.activations import ACTIVATIONS, Identity, ReLU, Tanh
from engine.nn.initializers import Zeros
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Recipe
from tests.engine.builders import dense, network_for, stack
from tests.engine.nn.layers.one_layer import One


def chains() -> Iterator[tuple[Layer, ...]]:
    yield from ((LAYERS[name](),) for name in LAYERS.names())
    yield Dropout(0.3), Dense(7, ReLU())
    yield Residual((BatchNorm(), Residual((LayerNorm(),)))), Dense(1, Tanh())


@pytest.mark.parametrize("chain", list(chains()), ids=lambda chain: "+".join(layer.kind for layer in chain))
@pytest.mark.parametrize("units", [1, 4])
def test_any_chain_fits_anywhere_and_is_right(chain: tuple[Layer, ...], units: int) -> None:
    block = Residual(chain)
    assert block.units_out(units) == units
    assert load(LAYERS, json.loads(json.dumps(dump(block)))) == block
    recipe = Recipe(blocks=stack(dense(units), block, block, dense(2)))
    rng = np.random.default_rng(1)
    found = check_gradients(network_for(recipe, 2, 1), recipe, rng.normal(size=(5, 2)), np.ones((1, 5)))
    assert found.relative <= 1e-5
    assert found.scaled <= 1e-7


def test_two_norms_inside_keep_statistics_of_their_own() -> None:
    one, rng = One(Residual((BatchNorm(), Dense(3, Identity()), BatchNorm(0.5))), 2), np.random.default_rng(0)
    x = rng.normal(3, 2, (50, 2))
    one.run(x, np.ones((50, 2)))
    arrays = one.arrays()
    inner = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) @ arrays["dense_1.weights"]
    assert arrays["batch_norm_1.running_mean"] == pytest.approx(0.1 * x.mean(0))
    assert arrays["batch_norm_2.running_variance"] == pytest.approx(0.5 + 0.5 * inner.var(0, ddof=1))
    assert one.run(x)[0] == pytest.approx(one.layer.predict(arrays, x))


def test_a_residual_block_that_starts_with_zeros_is_not_there() -> None:
    one = One(Residual((Dense(5, Tanh()),), weights=Zeros()), 2)
    x = np.random.default_rng(0).normal(size=(4, 2))
    assert np.array_equal(one.run(x)[0], x)


def test_gradients_reach_the_first_of_thirty_residual_blocks_and_not_of_thirty_plain_layers() -> None:
    """What the block is for (He et al. 2015)."""

    def first_share(layer: Layer) -> float:
        recipe = Recipe(blocks=stack(*(layer for _ in range(30))))
        network, rng = network_for(recipe, 4, 1), np.random.default_rng(0)
        network.start(1)
        x = np.ones((5, 20))
        x[:-1] = rng.normal(size=(4, 20))
        tape = Tape(20, network.dtype, training=True, room=network.room(20))
        scores = tape.units(network.record(tape, x)[-1])
        tape.record_backward(np.ones_like(scores))
        tape.run()
        norms = [float(np.linalg.norm(network.grad[info.start : info.stop])) for info in network.layers]
        return norms[0] / norms[-2]

    sigmoid = ACTIVATIONS["sigmoid"]()
    assert first_share(Dense(4, sigmoid)) < 1e-12
    assert first_share(Residual((Dense(4, sigmoid),))) > 1e-3


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ([], "Inside must be a list of 1 to 8 entries"),
        ([{"kind": "dropout"}] * 9, "Inside must be a list of 1 to 8 entries"),
        ("dense", "Inside must be a list"),
        (None, "Inside must be a list"),
        (3, "Inside must be a list"),
        ([3], "A saved layer must be an object"),
        ([{"kind": "tanh"}], "There is no layer 'tanh'"),
        ([{"kind": "dense", "units": 0}], "Neurons must be from 1"),
    ],
)
def test_what_cannot_stand_inside_is_said(inside: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        load(LAYERS, {"kind": "residual", "inside": inside})


def test_a_value_that_is_no_layer_is_refused_inside() -> None:
    from engine.core.params import params_of

    with pytest.raises(ValueError, match="Each entry of Inside must be one of dense"):
        params_of(Residual)["inside"].check((Dense(), Identity()))
