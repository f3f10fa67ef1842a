"""A trained layer that gets more neurons, or fewer, keeps what the others have learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.nn.activations import PReLU, ReLU, Tanh
from engine.nn.layers import Layer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import stack

STACKS: tuple[tuple[Layer, ...], ...] = (
    (Dense(4, Tanh()), Dense(3, Tanh())),
    (Dense(4, PReLU()), Dropout(0.1), BatchNorm(), Dense(3, ReLU())),
    (Dense(4, Tanh()), Residual()),
    (Dense(4, ReLU()),),
)


def trained(layers: tuple[Layer, ...], steps: int = 60) -> Session:
    session = Session(Recipe(blocks=stack(*layers), optimizer=Adam()))
    session.advance(steps)
    return session


def with_units(session: Session, by: int) -> Recipe:
    first, *rest = session.recipe.blocks
    assert isinstance(first.layer, Dense)
    return replace(session.recipe, blocks=(replace(first, layer=replace(first.layer, units=first.layer.units + by)), *rest))


def scores(session: Session) -> np.ndarray:
    return session.network.scores(session.data.x(session.data.train)).copy()


@pytest.mark.parametrize("layers", STACKS)
def test_more_neurons_change_no_prediction_and_learn(layers: tuple[Layer, ...]) -> None:
    session = trained(layers)
    before, memory = scores(session), session.optimizer_state.sum()
    session.adopt(with_units(session, 2))
    np.testing.assert_allclose(scores(session), before, rtol=1e-4, atol=1e-5)
    assert session.optimizer_state.sum() == pytest.approx(memory, rel=1e-3)  # new neurons have none
    start = session.network.theta.copy()
    session.advance(60)
    assert (session.network.theta != start).all()


@pytest.mark.parametrize("layers", STACKS)
def test_adding_neurons_and_taking_them_away_again_is_as_before(layers: tuple[Layer, ...]) -> None:
    session = trained(layers)
    before, recipe = session.network.theta.copy(), session.recipe
    session.adopt(with_units(session, 3))
    session.adopt(recipe)
    np.testing.assert_array_equal(session.network.theta, before)


def test_a_network_that_has_learned_nothing_gets_an_ordinary_start() -> None:
    session = trained(STACKS[0], 0)
    recipe = with_units(session, 1)
    session.adopt(recipe)
    np.testing.assert_array_equal(session.network.theta, Session(recipe).network.theta)
