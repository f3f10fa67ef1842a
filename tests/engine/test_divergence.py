"""A run that meets a number that is not finite stops, says where, and is back in its last good state."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.activations import ReLU
from engine.layers.dense import Dense
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS, SGD
from engine.recipe import Block, Recipe
from engine.session import Session
from tests.engine.builders import small_data, stack
from tests.engine.runs import RAGGED, fingerprint


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_a_huge_learning_rate_ends_in_the_last_finite_state(optimizer: str) -> None:
    rule = dataclasses.replace(OPTIMIZERS[optimizer](), lr=1e38)
    session = Session(Recipe(optimizer=rule, loss=LOSSES["mse"](), blocks=stack(Dense(4, ReLU()))), RAGGED)
    with np.errstate(all="ignore"):
        session.advance(400)
    found = session.divergence
    assert found is not None
    assert 0 < found.step <= 400
    assert found.where in ("a weight of Dense 1", "a weight of Output", "the loss")
    assert "learning rate" in str(found)
    assert np.isfinite(session.network.theta).all()
    assert np.isfinite(session.optimizer_state).all()
    assert np.isfinite(session.history.rows[:, 1:]).all()  # the first row has no gradients yet
    assert session.advance(100) == 0
    session.adopt(dataclasses.replace(session.recipe, optimizer=SGD(0.001), loss=LOSSES["mse"]()))
    assert session.divergence is None
    assert session.step < found.step


def test_divergence_names_the_layer() -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(4)), Block(2, Dense(2), "mine"))), RAGGED)
    session.advance(30)
    good = fingerprint(session)
    session._keep_as_good()
    session.network.theta[session.network.layers[1].start] = np.nan
    with np.errstate(all="ignore"):
        session.advance(1)
    assert session.divergence is not None
    assert session.divergence.where == "a weight of Dense 1"  # nan flows back through the gradient in one step
    session.network.grad[:] = 0
    session.restart()
    session.advance(30)
    assert fingerprint(session) == good


def test_data_too_large_for_the_network_are_said_not_raised() -> None:
    data = small_data(30)
    huge = dataclasses.replace(data, scaling=dataclasses.replace(data.scaling, deviation=np.full(2, 1e-300)))
    with np.errstate(all="ignore"):
        session = Session(Recipe(loss=LOSSES["mse"](), blocks=stack(Dense(4, ReLU()))), huge)
        assert session.divergence is not None
        assert "standardise" in str(session.divergence)
        assert session.advance(10) == 0
