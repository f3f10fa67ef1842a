"""Trained states as bytes: equal when read back, small, and never more than a sentence when damaged."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Block, Recipe
from engine.search.work.state_bytes import state_bytes, state_from
from engine.training.session import Session

RECIPE = Recipe(
    data=DATASETS["iris"](), blocks=(Block(1, Dense(8)), Block(2, Dropout(0.2))), optimizer=OPTIMIZERS["adam"](), standardise=True
)


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session(RECIPE)
    session.advance(45)
    return session


def test_a_session_goes_on_as_the_one_that_it_is_from(session: Session) -> None:
    state = state_bytes(session.checkpoint())
    again = Session(RECIPE)
    again.restore(RECIPE, state_from(state))
    assert state_bytes(again.checkpoint()) == state
    assert (again.step, again.epoch) == (session.step, session.epoch)
    for one in (session, again):
        one.advance(61)
    assert np.array_equal(again.network.theta, session.network.theta)
    assert np.array_equal(again.optimizer_state, session.optimizer_state)


def test_it_is_small(session: Session) -> None:
    bare = session.network.theta.nbytes * 2 + session.optimizer_state.nbytes
    assert len(state_bytes(session.checkpoint())) < bare + 2000


def test_damaged_bytes_are_a_sentence(session: Session) -> None:
    state = state_bytes(session.checkpoint())
    rng = np.random.default_rng(0)
    for damaged in (b"", b"x", state[:9], state[:-1], state + b"x", state[:40]):
        with pytest.raises(ValueError, match=r"\.$"):
            state_from(damaged)
    sentences = []
    for _try in range(300):
        changed = bytearray(state)
        changed[rng.integers(600)] = rng.integers(256)
        try:
            state_from(bytes(changed))
        except ValueError as problem:
            sentences.append(str(problem))
    assert len(sentences) > 100
    assert all(one.endswith(".") for one in sentences)
