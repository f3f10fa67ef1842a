"""The weights of a run that can be exported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.exporters.moments import BEST, LEAST, NOW, PAST, moments_of
from engine.inspection.past_session import session_at
from engine.optim.optimizers import SGD
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe
from engine.training.session import Session


def test_the_least_test_loss_is_offered_where_a_kept_moment_has_it() -> None:
    session = Session(Recipe(validation_share=0.2))
    session.advance(400)
    session.adopt(replace(session.recipe, optimizer=SGD(lr=8.0)))  # it gets worse from here
    session.advance(100)
    now, least = moments_of(session)
    assert (now.kind, now.model.step, least.kind) == (NOW, 500, LEAST)
    assert 0 < least.model.step <= 400
    assert now.model.scores is not None
    assert least.model.scores is not None
    assert least.model.scores.validation_loss < now.model.scores.validation_loss
    assert least.text == f"Least validation loss of the kept moments: step {least.model.step}"
    assert not np.array_equal(least.model.theta, now.model.theta)


def test_no_kept_moment_is_better_while_it_still_learns() -> None:
    session = Session(Recipe())
    session.advance(200)
    assert [one.kind for one in moments_of(session)] == [NOW]
    past = session_at(session, session.timeline[1].step)
    assert past is not None
    assert [one.kind for one in moments_of(session, past)] == [PAST, NOW]


def test_what_a_stop_rule_keeps_comes_before_kept_moments() -> None:
    session = Session(Recipe(stops=(NoImprovement(patience=500),)))
    session.advance(10 * session.batches.count + 3)
    assert [one.kind for one in moments_of(session)] == [NOW, BEST]
    session.adopt(replace(session.recipe, optimizer=SGD(lr=8.0)))
    session.advance(100)
    assert [one.kind for one in moments_of(session)] == [NOW, BEST, LEAST]
