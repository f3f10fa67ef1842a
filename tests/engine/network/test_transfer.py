"""What two recipes have in common decides what carries over between their networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.network.transfer import Transfer
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import SGD, Adam
from engine.recipe.recipe import Recipe, Seeds
from engine.training.prepare import data_for, prepare
from engine.training.training_loop import TrainingLoop, build
from tests.engine.builders import stack

BASE = Recipe(optimizer=Adam())
RULES = {"rule", "rows", "batches", "losses", "layout"}


def loop_of(recipe: Recipe, beside: TrainingLoop | None = None) -> TrainingLoop:
    data = prepare(recipe) if beside is None else data_for(recipe, beside.recipe, beside.data)
    return build(recipe, data, np.float32)


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        (BASE, set()),
        (replace(BASE, optimizer=Adam(0.5)), set()),
        (replace(BASE, optimizer=SGD()), {"rule"}),
        (replace(BASE, batch=7), {"batches"}),
        (replace(BASE, loss=LOSSES["hinge"]()), {"losses"}),
        (replace(BASE, standardise=True), {"losses"}),
        (replace(BASE, blocks=stack(Dense(5))), {"layout"}),
        (replace(BASE, inputs=("x1", "x2", "x1*x2")), {"losses", "layout"}),
        (replace(BASE, seeds=Seeds(data=2)), {"rows", "batches", "losses"}),
    ],
)
def test_a_change_loses_what_it_touches_and_nothing_else(changed: Recipe, lost: set[str]) -> None:
    old = loop_of(BASE)
    transfer = Transfer.between(old, loop_of(changed, old))
    assert {rule for rule in RULES if not getattr(transfer, f"same_{rule}")} == lost


def test_all_of_a_network_that_stays_the_same_carries_over() -> None:
    old = loop_of(BASE)
    rng = np.random.default_rng(0)
    for numbers in (old.network.theta, old.network.grad, old.optimizer_state):
        numbers[:] = rng.normal(size=numbers.shape)
    new = loop_of(replace(BASE, batch=7), old)
    Transfer.between(old, new).carry_over()
    assert np.array_equal(new.network.theta, old.network.theta)
    assert np.array_equal(new.network.grad, old.network.grad)
    assert np.array_equal(new.optimizer_state, old.optimizer_state)


def test_the_optimizers_memory_follows_the_layers_that_stay_unless_the_rule_is_another() -> None:
    old = loop_of(BASE)
    old.optimizer_state[:] = 1
    new = loop_of(replace(BASE, optimizer=replace(Adam(), lr=0.1), blocks=BASE.blocks[:1]), old)
    Transfer.between(old, new).carry_over()
    kept = new.network.layers[0]
    assert (new.optimizer_state[:, kept.start : kept.stop] == 1).all()  # the layer that stayed
    other = loop_of(replace(BASE, optimizer=SGD()), old)
    Transfer.between(old, other).carry_over()
    assert not other.optimizer_state.any()
