"""Trials as a search would have them, for tests of what is shown."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.recipe.recipe import Recipe
from engine.search.plan import Plan
from engine.search.space import space_from
from engine.search.trial import DIVERGED, FAILED, FINISHED, STOPPED, Trial
from engine.search.work.run_item import NO_MEMORY

PLAN = Plan(Recipe(), space_from("lr=0.001..1:log layers=4|8|16,16 batch=8|32"), "accuracy", trials=60, epochs=9)
STATES = FINISHED, STOPPED, FINISHED, DIVERGED, FINISHED, FAILED


def made_trials(count: int, plan: Plan = PLAN) -> tuple[Trial, ...]:
    """Of all states, with points and scores drawn at random."""
    rng = np.random.default_rng(1)
    trials = []
    for number in range(count):
        point = {one.name: one.at(float(rng.random())) for one in plan.space.dimensions}
        state, score = STATES[number % len(STATES)], float(rng.uniform(0.4, 1.0))
        trial = Trial(number, point, state, score, (score,), epochs=9, parameters=20, seconds=0.5)
        if state in (DIVERGED, FAILED):
            trial = replace(trial, score=math.nan, problem="" if state == DIVERGED else NO_MEMORY)
        trials.append(replace(trial, epochs=3) if state == STOPPED else trial)
    return tuple(trials)
