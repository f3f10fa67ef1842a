"""How the best of a search does on the test rows, which no trial has seen, beside the network that it searched around."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from engine.data.preprocessing import Data
from engine.search.executors.workers import Workers
from engine.search.plan import Plan
from engine.search.study import Study
from engine.search.trial import Trial, best_piece, ranked
from engine.search.work.run_item import judged_on
from engine.search.work.state_bytes import state_from
from engine.search.work.work_item import WorkItem
from engine.training.session import Session

LOOK_EVERY = 0.1  # seconds, at most, until a cancellation is noticed


@dataclass(frozen=True)
class FinalScores:
    """By the judge of the plan; NaN where there is nothing to be judged. Defaults: the network that was searched around, trained
    as long, from the same seeds, and chosen among its repeats like the best.
    """

    best: float
    defaults: float


def best_session(study: Study, data: Data) -> Session | None:
    """The best trial as a trained session; None when no trial was trained to its end."""
    best = next(iter(ranked(study.trials(), study.plan.higher_is_better)), None)
    if best is None:
        return None
    recipe, checkpoint = study.state(best.number)
    session = Session(recipe, data)
    session.restore(recipe, checkpoint)
    return session


def score_on_test_rows(study: Study, data: Data) -> tuple[float, int] | None:
    """The judge's value of the best trial on the test rows, and how many these are. None without a best trial, or where the data
    keep no rows from training.
    """
    session = best_session(study, data) if study.plan.base.data.keeps_test_rows and len(data.test) else None
    score = math.nan if session is None else _score(study.plan, session, data)
    return (score, len(data.test)) if math.isfinite(score) else None


def final_scores(study: Study, data: Data, workers: Workers, is_cancelled: Callable[[], bool] = lambda: False) -> FinalScores:
    """Trains the defaults for it. Data that keep no test rows have no such scores."""
    if not study.plan.base.data.keeps_test_rows:
        return FinalScores(math.nan, math.nan)
    best, defaults = score_on_test_rows(study, data), _defaults(study.plan, data, workers, is_cancelled)
    scores = (math.nan if best is None else best[0], math.nan if defaults is None else _score(study.plan, defaults, data))
    return FinalScores(*scores)


def _defaults(plan: Plan, data: Data, workers: Workers, is_cancelled: Callable[[], bool]) -> Session | None:
    recipes = [plan.recipe({}, repeat) for repeat in range(1 if plan.folds else plan.repeats)]
    items = tuple(WorkItem(0, i, recipe, 0, 0, plan.judge, plan.epochs) for i, recipe in enumerate(recipes))
    answers = workers.submit(items)
    while not answers.done() and not is_cancelled():
        with suppress(TimeoutError, CancelledError):
            answers.result(LOOK_EVERY)
    if not answers.done() or answers.cancelled():
        answers.cancel()
        return None
    results = answers.result()
    scores = tuple(one.score for one in results)
    chosen = best_piece(Trial(0, {}, scores=scores), plan.higher_is_better)
    if not results[chosen].state:
        return None
    session = Session(recipes[chosen], data)
    session.restore(recipes[chosen], state_from(results[chosen].state))
    return session


def _score(plan: Plan, session: Session, data: Data) -> float:
    with np.errstate(all="ignore"):
        return judged_on(session.network, session.recipe, data, data.test, plan.judge)
