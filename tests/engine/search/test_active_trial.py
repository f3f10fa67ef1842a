"""A trial that is being trained: the work of its pieces, and what their answers make of it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from engine.search.running.active_trial import ActiveTrial
from engine.search.trial import DIVERGED, FAILED, FINISHED, RUNNING, Trial
from engine.search.work.work_item import WorkResult
from tests.engine.search.searches import PLAN

POINT = {"lr": 0.1, "layers": "3", "optimizer": "sgd"}
FOLDED = replace(PLAN, repeats=2, folds=3)  # six pieces


def answered(trial: ActiveTrial, *results: WorkResult) -> ActiveTrial:
    """All pieces have answered, in this order."""
    assert [trial.answer(one) for one in results] == [False] * (len(results) - 1) + [True]
    trial.advance()
    return trial


def result(piece: int, score: float = 0.5, epochs: int = 1, **changes: object) -> WorkResult:
    made = WorkResult(7, piece, epochs, score, f"state {piece}".encode(), parameters=20 + piece, seconds=2.0**piece)
    return replace(made, **{"host": f"h{piece}", "process": piece, **changes})  # type: ignore[arg-type]


def test_each_fold_of_each_repeat_is_a_piece() -> None:
    items = ActiveTrial(FOLDED, Trial(7, POINT)).items()
    assert [(one.trial, one.piece, one.fold, one.folds) for one in items] == [(7, i, i % 3, 3) for i in range(6)]
    assert [one.recipe.seeds.weights for one in items] == [1, 1, 1, 2, 2, 2]
    assert {(one.until, one.judge, one.state) for one in items} == {(1, "accuracy", None)}
    whole = ActiveTrial(PLAN, Trial(7, POINT, rungs=((1, 0.5),)), (b"a",)).items()
    assert [(one.piece, one.fold, one.folds, one.until, one.state) for one in whole] == [(0, 0, 0, 3, b"a")]


def test_answers_in_any_order_make_the_mean_score_and_the_most_epochs_and_parameters() -> None:
    plan = replace(PLAN, repeats=3)
    begun = Trial(7, POINT, seconds=100.0, parameters=5)
    trial = answered(ActiveTrial(plan, begun), result(2, 0.75), result(0, 0.25), result(1, 0.5, epochs=4))
    assert trial.trial == Trial(
        7, POINT, RUNNING, 0.5, (0.25, 0.5, 0.75), ((1, 0.5),), epochs=4, parameters=22, seconds=107.0, host="h0", process=0
    )
    assert (trial.states, trial.work) == ((b"state 0", b"state 1", b"state 2"), 7.0)


def test_after_its_last_rung_it_has_finished() -> None:
    last = Trial(7, POINT, RUNNING, rungs=((1, 0.1), (3, 0.2)), epochs=3)
    assert answered(ActiveTrial(PLAN, last), result(0, epochs=9)).trial.state == FINISHED
    assert answered(ActiveTrial(PLAN, replace(last, rungs=last.rungs[:1])), result(0, epochs=3)).trial.state == RUNNING


@pytest.mark.parametrize(
    ("changes", "state", "problem"), [({"diverged": True}, DIVERGED, ""), ({"problem": "Too large."}, FAILED, "Too large.")]
)
def test_one_piece_decides_that_it_diverged_or_failed(changes: dict[str, object], state: str, problem: str) -> None:
    plan = replace(PLAN, repeats=2)
    trial = answered(ActiveTrial(plan, Trial(7, POINT, rungs=((1, 0.5),)), (b"a", b"b")), result(0), result(1, **changes))
    assert (trial.trial.state, trial.states, len(trial.trial.rungs)) == (state, (), 1)
    assert math.isnan(trial.trial.score)
    assert problem in trial.trial.problem
