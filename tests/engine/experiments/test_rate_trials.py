"""The way out of a run that diverged: from where, with which rate, and that looking for it changes nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.experiments.rate_trials import find_recovery, smaller_rates
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD
from engine.recipe.recipe import Block, Recipe
from engine.recipe.remedies import with_learning_rate
from engine.training.session import Session
from tests.soak.resumes import digest

CALM = Recipe(blocks=(Block(1, Dense(8, ReLU())), Block(2, Dense(8, ReLU()))), loss=MeanSquaredError(), optimizer=SGD(0.01))


def exploded(calm_steps: int) -> Session:
    session = Session(CALM)
    session.advance(calm_steps)
    session.adopt(with_learning_rate(CALM, 10.0))
    with np.errstate(all="ignore"):
        session.advance(500)
    assert session.divergence is not None
    return session


@pytest.mark.parametrize("calm_steps", [0, 700, 1540])
def test_the_moment_is_the_last_sound_one_since_the_edit(calm_steps: int) -> None:
    session = exploded(calm_steps)
    found = find_recovery(session)
    assert found is not None
    assert calm_steps <= found.moment.step < session.divergence.step
    assert found.moment.recipe == session.recipe
    assert found.moment.train_loss < 1.2
    assert found.lr is not None
    assert found.lr < 10.0
    assert found.loss < found.moment.train_loss


def test_looking_for_a_way_out_leaves_the_session_as_it_was() -> None:
    session = exploded(60)
    before = digest(session.checkpoint())
    find_recovery(session)
    assert digest(session.checkpoint()) == before


def test_without_a_moment_of_the_present_recipe_there_is_none() -> None:
    session = exploded(60)
    session.timeline = tuple(keyframe for keyframe in session.timeline if keyframe.recipe == CALM)
    assert find_recovery(session) is None


def test_a_rate_that_nothing_helps_is_said_by_no_rate_at_all() -> None:
    """All rates that the optimizer allows have been tried when its rate is the least already."""
    session = exploded(0)
    slowest = with_learning_rate(session.recipe, 0.0)
    session.restore(CALM, session.timeline[0].checkpoint(session.history, ()))
    session.adopt(slowest)
    session.advance(1)
    found = find_recovery(session)
    assert found is not None
    assert found.lr is None
    assert smaller_rates(slowest) == []


def test_rates_fall_and_have_one_digit() -> None:
    rates = smaller_rates(dataclasses.replace(CALM, optimizer=SGD(0.03)))
    assert rates == [0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 3e-6]
