"""Samplers: their points are those of the plan, in the space, and the same after an interruption."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np
import pytest

from engine.recipe.recipe import Recipe
from engine.search.plan import SAMPLERS as NAMES
from engine.search.plan import Plan
from engine.search.samplers import SAMPLERS
from engine.search.space import Point, space_from
from engine.search.trial import DIVERGED, FAILED, FINISHED, STOPPED, Trial
from tests.engine.search import needs_optuna

SPACE = space_from("lr=1e-3..1:log batch=4..64 layers=3|4,4 optimizer=adam|sgd")
PLAN = Plan(Recipe(), SPACE, "loss", trials=30)
SOME = ["grid", "random", pytest.param("tpe", marks=needs_optuna)]


def worth(point: Point) -> float:
    return abs(math.log(float(point["lr"]) / 0.1)) + (point["layers"] == "3")


def ended(number: int, point: Point) -> Trial:
    state = (FINISHED, STOPPED, FINISHED, DIVERGED, FAILED)[number % 5]
    score = math.nan if state in (DIVERGED, FAILED) else worth(point)
    return Trial(number, point, state, score, rungs=((1, score),))


def drawn(plan: Plan, count: int, known: tuple[Trial, ...] = ()) -> tuple[Trial, ...]:
    """So many trials one after the other, the first of them known already."""
    draw, trials = SAMPLERS[plan.sampler]().draw(plan), list(known)
    for number in range(len(known), count):
        trials.append(ended(number, draw(number, trials)))
    return tuple(trials)


def test_a_plan_knows_them_all() -> None:
    assert tuple(SAMPLERS.names()) == NAMES


@pytest.mark.parametrize("name", SOME)
def test_points_are_a_matter_of_the_plan_and_of_what_has_ended(name: str) -> None:
    plan = replace(PLAN, sampler=name)
    whole = drawn(plan, 16)
    assert repr(drawn(plan, 16)) == repr(whole)  # a score may be NaN, which is not equal to itself
    assert repr(drawn(plan, 16, whole[:12])) == repr(whole)  # interrupted
    assert repr(drawn(replace(plan, trials=500), 16)) == repr(whole)  # enlarged
    assert repr(drawn(replace(plan, seed=2), 16)) != repr(whole)
    for one in whole:
        assert 1e-3 <= one.point["lr"] <= 1
        assert type(one.point["batch"]) is int
        assert 4 <= one.point["batch"] <= 64
        assert (one.point["layers"] in ("3", "4,4"), list(one.point)) == (True, list(SPACE.names))


def test_a_grid_has_each_point_once_and_begins_all_over_it() -> None:
    plan = replace(PLAN, sampler="grid", space=space_from("lr=0.1|0.2|0.3|0.4 batch=1..4:4 layers=3|4,4"))
    trials = drawn(plan, 32)
    points = [tuple(one.point.items()) for one in trials]
    assert sorted(points) == sorted(tuple(point.items()) for point in plan.space.grid())
    assert len({one.point["lr"] for one in trials[:8]}) > 2
    assert len({one.point["layers"] for one in trials[:8]}) == 2


@needs_optuna
def test_tpe_looks_where_it_was_good() -> None:
    """In three searches together: versions of Optuna draw other points, and one search is a matter of luck."""
    early, late = [], []
    for seed in (1, 2, 3):
        plan = replace(PLAN, sampler="tpe", space=space_from("lr=1e-6..1:log"), seed=seed)
        draw, trials = SAMPLERS["tpe"]().draw(plan), []
        for number in range(40):
            point = draw(number, trials)
            trials.append(Trial(number, point, FINISHED, abs(math.log(float(point["lr"]) / 0.1))))
        early += [one.score for one in trials[:10]]
        late += [one.score for one in trials[30:]]
    assert np.median(late) < np.median(early) / 2


@needs_optuna
def test_tpe_forgets_what_it_was_told_of_a_trial_that_went_on() -> None:
    plan = replace(PLAN, sampler="tpe")
    trials = drawn(plan, 12)
    later = (trials[0], replace(trials[1], state=FINISHED, score=0.0), *trials[2:])
    draw = SAMPLERS["tpe"]().draw(plan)
    draw(12, trials)
    assert draw(12, later) == SAMPLERS["tpe"]().draw(plan)(12, later)


def test_without_optuna_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ValueError, match=r"TPE needs Optuna: install it with .*\[search\]"):
        SAMPLERS["tpe"]().draw(PLAN)
