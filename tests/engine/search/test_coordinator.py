"""Searches: what they end with is a matter of the plan, whatever happens to them on the way."""

from __future__ import annotations

import math
from concurrent.futures import Future
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine.files.file_problem import FileProblem
from engine.search.executors.in_process import InProcess
from engine.search.executors.workers import Answers, NoWorkers
from engine.search.plan import Plan
from engine.search.running import coordinator
from engine.search.running.active_trial import DIVERGENCE, rungs_of
from engine.search.running.coordinator import Search
from engine.search.space import space_from
from engine.search.study import Study
from engine.search.trial import DIVERGED, FAILED, FINISHED, STOPPED, SearchProgress, ranked
from engine.search.work.work_item import WorkItem, WorkResult
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.search import needs_optuna
from tests.engine.search.searches import DATA, PLAN, Disordered, outcome, searched, undisturbed

TPE = replace(PLAN, sampler="tpe")
KINDS = [
    PLAN,
    replace(PLAN, sampler="grid", space=space_from("lr=0.01|0.1|1 layers=3|4,4 optimizer=adam|sgd")),
    pytest.param(TPE, marks=needs_optuna),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite"


def test_trials_are_trained_judged_and_the_weak_ones_stopped() -> None:
    trials, states, progress = undisturbed()
    assert [one.number for one in trials] == list(range(14))
    assert {one.state for one in trials} >= {FINISHED, STOPPED}
    for one, kept in zip(trials, states, strict=True):
        assert [epoch for epoch, _score in one.rungs] == list(rungs_of(PLAN))[: len(one.rungs)]
        if one.state == FINISHED:
            session = Session(PLAN.recipe(one.point), DATA)
            session.advance(9 * session.batches.count)
            assert one.score == one.scores[0] == session.scores().validation_metric
            assert (one.epochs, one.parameters) == (9, session.network.theta.size)
            assert len(kept) == 1
    assert progress == SearchProgress(
        14, 14, 0, sum(one.state == STOPPED for one in trials), 0, ranked(trials, True)[0].number, None, "in this process"
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_answers_does_not_matter(path: Path, seed: int) -> None:
    workers = Disordered(seed)
    try:
        assert searched(path, workers=workers)[:2] == undisturbed()[:2]
    finally:
        workers.close()


@pytest.mark.parametrize("plan", KINDS, ids=lambda plan: plan.sampler)
def test_an_interrupted_search_ends_like_an_undisturbed_one(path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coordinator, "WORTH_RECORDING", 0.0)  # as if each rung took long
    rng, most, seen = np.random.default_rng(1), 0, {}
    while most < plan.trial_count:
        most += int(rng.integers(1, 4))
        trials, _states, _progress = searched(path, plan, most=most)
        ended = {one.number: one for one in trials if one.has_ended}
        assert seen.items() <= ended.items()
        seen = ended
    assert searched(path, plan)[:2] == undisturbed(plan)[:2]


@pytest.mark.parametrize("plan", KINDS, ids=lambda plan: plan.sampler)
def test_a_search_can_be_enlarged(path: Path, plan: Plan) -> None:
    first, _states, _progress = searched(path, replace(plan, trials=6))
    whole, states, progress = searched(path, plan)
    assert (whole, states) == undisturbed(plan)[:2]
    assert whole[:6] == first
    assert progress.ended == progress.wanted == plan.trial_count


def test_a_stopped_trial_goes_on_as_if_it_had_never_been_stopped(path: Path) -> None:
    searched(path)
    patient = replace(PLAN, stops_weak=False)
    whole, whole_states, _progress = undisturbed(patient)
    with Study.open(path) as study:
        search, stopped = Search(study, DATA), [one for one in study.trials() if one.state == STOPPED]
        for one in stopped:
            search.go_on(one.number)
        progress = search.run(InProcess(DATA))
        assert (progress.ended, progress.stopped) == (14, 0)
        for one in stopped:
            after = study.trial(one.number)
            assert (after.state, after.score, after.epochs) == (FINISHED, whole[one.number].score, 9)
            assert study.states(one.number) == whole_states[one.number]  # bit for bit
            assert after.rungs[: len(one.rungs)] == one.rungs
        with pytest.raises(ValueError, match="Only a trial that was stopped early"):
            search.go_on(stopped[0].number)
    more = replace(PLAN, trials=24)  # those that went on count for no later one
    grown, _states, _progress = searched(path, more)
    numbers = {one.number for one in stopped}
    assert [one for one in grown if one.number not in numbers] == [
        one for one in undisturbed(more)[0] if one.number not in numbers
    ]


def test_a_trial_may_go_on_while_the_search_runs_and_after_it_was_interrupted(path: Path) -> None:
    plan, asked = replace(PLAN, trials=20), []
    with Study.create(path, plan, DATA) as study:
        search = Search(study, DATA)

        def ask() -> bool:
            stopped = [one.number for one in study.trials() if one.state == STOPPED]
            if stopped and not asked:
                asked.append(stopped[0])
                search.go_on(stopped[0])
                return True  # interrupted at once
            return False

        search.run(InProcess(DATA), is_cancelled=ask)
        assert study.trial(asked[0]).state == STOPPED
    searched(path, plan)
    with Study.open(path) as study:
        assert study.trial(asked[0]).state == FINISHED
        others = [outcome(one) for one in study.trials() if one.number != asked[0]]
        assert others == [one for one in undisturbed(plan)[0] if one.number != asked[0]]


def test_scores_are_the_mean_over_repeats_and_folds(path: Path) -> None:
    plan = replace(PLAN, trials=3, repeats=2, folds=3, epochs=4, stops_weak=False)
    data = prepare(plan.base)
    trials, states, progress = searched(path, plan, data=data)
    for one in trials:
        assert len(one.scores) == 6
        assert one.score == math.fsum(one.scores) / 6
    assert len({scores for one in trials for scores in one.scores}) > 3
    with Study.open(path, plan, data) as study:  # the best was trained once more, on all rows that are not for testing
        recipe, checkpoint = study.state(progress.best)
        assert [len(some) - 6 for some in states] == [one.number == progress.best for one in trials]
        session = Session(recipe, data)
        session.advance(4 * session.batches.count)
        assert np.array_equal(session.network.theta, checkpoint.theta)
        recipe, checkpoint = study.state(0, 5)
        assert recipe == plan.recipe(trials[0].point, 1)
        session.restore(recipe, checkpoint)


def test_the_best_is_adopted_with_its_weights(path: Path) -> None:
    plan = replace(PLAN, repeats=3, trials=3)
    trials, _states, progress = searched(path, plan)
    with Study.open(path) as study:
        recipe, checkpoint = study.state(progress.best)
        session = Session(recipe, DATA)
        session.restore(recipe, checkpoint)
        assert session.scores().validation_metric == max(trials[progress.best].scores)
        assert session.epoch == 9
        session.advance(3)
        with pytest.raises(KeyError):
            study.state(0, 7)
        with pytest.raises(KeyError):
            study.state(77)


def test_what_diverges_or_makes_no_network_is_recorded_with_a_sentence_and_never_the_best(path: Path) -> None:
    space = space_from("lr=0.1|9.9 layers=3|" + ",".join(["4"] * 200) + " optimizer=sgd batch=1")
    plan = replace(PLAN, space=space, sampler="grid", judge="loss")
    plan = replace(plan, base=replace(plan.base, loss=plan.base.loss))
    trials, states, progress = searched(path, plan)
    failed = [one for one in trials if one.state in (FAILED, DIVERGED)]
    assert {one.state for one in failed} >= {FAILED}
    assert progress.failed == len(failed)
    assert progress.best not in {one.number for one in failed}
    for one in failed:
        assert math.isnan(one.score)
        assert one.problem.endswith(".")
        assert states[one.number] == ()


class Answering:
    """Workers that answer as a function says."""

    count, where = 2, "nowhere"

    def __init__(self, answer) -> None:
        self.answer = answer

    def submit(self, items: tuple[WorkItem, ...]) -> Answers:
        future: Future[tuple[WorkResult, ...]] = Future()
        try:
            future.set_result(tuple(self.answer(item) for item in items))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def close(self) -> None:
        pass


def test_one_piece_that_diverges_or_fails_decides_for_its_trial(path: Path) -> None:
    def answer(item: WorkItem) -> WorkResult:
        bad = item.trial in (1, 2) and item.piece == 1
        return WorkResult(
            item.trial, item.piece, 3 if bad else item.until, math.nan if bad else 0.5, b"s", bad and item.trial == 1,
            "Its workers died." if bad and item.trial == 2 else "", 10,
        )  # fmt: skip

    trials, states, progress = searched(path, replace(PLAN, trials=4, repeats=2), Answering(answer))
    assert [one.state for one in trials] == [FINISHED, DIVERGED, FAILED, FINISHED]
    assert [one.problem for one in trials] == ["", DIVERGENCE, "Its workers died.", ""]
    assert progress.failed == 2
    assert states[1] == states[2] == ()


def test_what_workers_cannot_do_at_all_ends_the_search_and_keeps_what_has_ended(path: Path) -> None:
    def answer(item: WorkItem) -> WorkResult:
        if item.trial == 3 and item.until == 9:
            raise NoWorkers("No process could be started.")
        return WorkResult(item.trial, item.piece, item.until, 0.5, b"s")

    with pytest.raises(NoWorkers, match="No process"):
        searched(path, workers=Answering(answer))
    with Study.open(path) as study:
        assert [one.number for one in study.trials() if one.state == FINISHED] == [0, 1, 2]


def test_a_full_disk_ends_it_with_a_sentence_and_what_was_recorded_is_safe(path: Path) -> None:
    with Study.create(path, PLAN, DATA) as study:
        pages = study._file.execute("PRAGMA page_count").fetchone()[0]
        study._file.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(FileProblem, match="is full"):
            Search(study, DATA).run(InProcess(DATA))
        assert 0 < len(study.trials()) < 14
    assert searched(path)[:2] == undisturbed()[:2]


def test_progress_is_shown_at_the_end_and_once_a_second_at_most(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, shown = [0.0], []

    def tick() -> float:
        clock[0] += 0.4
        return clock[0]

    monkeypatch.setattr(coordinator.time, "monotonic", tick)

    def show(progress: SearchProgress) -> None:
        shown.append((clock[0], progress))

    with Study.create(path, PLAN, DATA) as study:
        Search(study, DATA).run(InProcess(DATA), show)
    times = [at for at, _progress in shown]
    assert len(times) > 3
    assert all(later - at >= 1 for at, later in pairwise(times[:-1]))
    assert shown[-1][1].ended == 14
    assert all(one.ended + one.running <= 14 for _at, one in shown)


def test_a_trial_that_is_being_trained_counts_by_its_share_of_the_epochs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coordinator, "WORTH_RECORDING", 0.0)
    searched(path, most=3)
    with Study.open(path) as study:
        run = coordinator._Run(Search(study, DATA), InProcess(DATA), lambda progress: None, lambda: False)
        run._resume()
        begun = [one.epochs for one in study.trials() if not one.has_ended]
        assert sum(begun) > 0
        assert run._done() == len(study.trials()) - len(begun) + sum(begun) / 9


def test_it_is_asked_of_the_right_data_and_can_be_carried_out(path: Path) -> None:
    with Study.create(path, replace(PLAN, judge="r2"), DATA) as study, pytest.raises(ValueError, match="cannot judge"):
        Search(study, DATA)
    path.unlink()
    other = prepare(replace(PLAN.base, train_share=0.6))
    with Study.create(path, PLAN, DATA) as study, pytest.raises(FileProblem, match="other rows"):
        Search(study, other)
