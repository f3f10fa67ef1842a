"""How the best of a search does on rows that no trial has seen, beside the network that it searched around."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data
from engine.recipe.recipe import Recipe
from engine.search.executors.in_process import InProcess
from engine.search.plan import Plan
from engine.search.running.coordinator import Search
from engine.search.running.final_scores import best_session, final_scores, score_on_test_rows
from engine.search.space import space_from
from engine.search.study import Study
from engine.search.work.work_item import failed
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.search.searches import DATA

PLAN = Plan(Recipe(DATASETS["iris"](), batch=30), space_from("lr=0.01|3"), "accuracy", sampler="grid", trials=2, epochs=3)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with Study.create(tmp_path / "a.sqlite", PLAN, DATA) as made:
        yield made


class Silent:
    """A worker that never answers."""

    count, where = 1, "nowhere"

    def submit(self, items: Any) -> Future[Any]:
        self.answer: Future[Any] = Future()
        return self.answer


def accuracy(session: Session, data: Data) -> float:
    scores = session.network.scores(data.x(data.test))
    return float((np.argmax(scores, 0) == data.y(data.test)).mean())


def test_the_best_and_the_defaults_are_judged_on_the_test_rows(study: Study) -> None:
    Search(study, DATA).run(InProcess(DATA))
    best = max(study.trials(), key=lambda one: (one.score, -one.number))
    session = best_session(study, DATA)
    assert session is not None
    assert session.recipe == PLAN.recipe(best.point)
    assert session.epoch == 3
    defaults = Session(PLAN.recipe({}), DATA)
    defaults.advance(3 * defaults.batches.count)
    found = final_scores(study, DATA, InProcess(DATA))
    assert (found.best, found.defaults) == pytest.approx((accuracy(session, DATA), accuracy(defaults, DATA)))
    assert score_on_test_rows(study, DATA) == (pytest.approx(found.best), len(DATA.test))
    assert score_on_test_rows(study, replace(DATA, test=DATA.test[:0])) is None


def test_without_a_trained_trial_there_is_no_best_and_cancelled_no_defaults(study: Study) -> None:
    assert best_session(study, DATA) is None
    assert score_on_test_rows(study, DATA) is None
    silent = Silent()
    found = final_scores(study, DATA, silent, lambda: True)  # type: ignore[arg-type]  # all of a worker that is asked for
    assert np.isnan([found.best, found.defaults]).all()
    assert silent.answer.cancelled()


def test_of_repeats_the_best_is_taken(tmp_path: Path) -> None:
    plan = replace(PLAN, repeats=3)
    with Study.create(tmp_path / "b.sqlite", plan, DATA) as study:
        found = final_scores(study, DATA, InProcess(DATA)).defaults
    by_repeat = []
    for repeat in range(3):
        session = Session(plan.recipe({}, repeat), DATA)
        session.advance(3 * session.batches.count)
        rows = DATA.validation
        judged = (np.argmax(session.network.scores(DATA.x(rows)), 0) == DATA.y(rows)).mean()
        by_repeat.append((judged, -repeat, accuracy(session, DATA)))
    assert found == pytest.approx(max(by_repeat)[2])


def test_defaults_that_cannot_be_trained_have_no_score(study: Study) -> None:
    class Failing(Silent):
        def submit(self, items: Any) -> Future[Any]:
            answer = super().submit(items)
            answer.set_result(tuple(failed(one, "Too large.") for one in items))
            return answer

    failing: Any = Failing()
    assert np.isnan(final_scores(study, DATA, failing).defaults)


def test_data_that_keep_no_test_rows_have_no_such_scores(tmp_path: Path) -> None:
    plan = replace(PLAN, base=Recipe(DATASETS["xor_gate"](), batch=4))
    data = prepare(plan.base)
    with Study.create(tmp_path / "d.sqlite", plan, data) as study:
        Search(study, data).run(InProcess(data))
        assert score_on_test_rows(study, data) is None
        found = final_scores(study, data, InProcess(data))
        assert np.isnan([found.best, found.defaults]).all()
