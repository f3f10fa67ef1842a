"""How many starts are submitted, how far each piece goes, and what is said of the progress: with answers made by hand."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.recipe.recipe import Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.search import many_starts as module
from engine.search.many_starts import ManyStarts, Start, adoptable, recipe_of
from engine.search.start_goal import LearningCurve
from engine.search.work.learning_trace import as_trace
from engine.search.work.state_bytes import state_bytes
from engine.search.work.work_item import WorkItem, WorkResult
from engine.training.session import Session
from tests.engine.builders import small_data

DATA = small_data(20)
BASE = Recipe(batch=10, seeds=Seeds(5, 6, 7))


class ByHand:
    """Workers that answer when they are told to."""

    where = "here"

    def __init__(self, count: int) -> None:
        self.count, self.asked = count, list[tuple[Future[Any], tuple[WorkItem, ...]]]()

    def submit(self, items: tuple[WorkItem, ...]) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append((future, items))
        return future

    def answer(self, seconds: float, **changes: Any) -> None:
        future, items = self.asked.pop(0)
        made = [WorkResult(one.trial, one.piece, one.until, 0.5, b"state", seconds=seconds) for one in items]
        future.set_result(tuple(replace(one, **changes) for one in made))


def begun(count: int, epochs: int, workers: ByHand) -> Any:
    run = module._Run(ManyStarts(BASE, DATA), tuple(range(count)), epochs, workers)
    run.submit()
    return run


def test_two_submissions_wait_for_each_worker() -> None:
    workers = ByHand(2)
    begun(9, 100, workers)
    assert [[one.trial for one in items] for _answer, items in workers.asked] == [[0], [1], [2], [3]]
    few = ByHand(2)
    begun(3, 100, few)
    assert len(few.asked) == 3


@pytest.mark.parametrize(("seconds", "until"), [(16.0, 17), (1.6, 26), (0.016, 100), (0.0, 100)])
def test_the_first_piece_is_sixteen_epochs_and_the_others_take_a_second(seconds: float, until: int) -> None:
    workers = ByHand(1)
    run = begun(2, 100, workers)
    assert [items[0].until for _answer, items in workers.asked] == [16, 16]
    workers.answer(seconds)
    run.collect()
    run.submit()
    (item,) = workers.asked[-1][1]
    assert (item.trial, item.until, item.state, item.traces) == (0, until, b"state", True)
    assert item.recipe == recipe_of(BASE, 0)
    assert [one[1][0].until for one in [begun(2, 9, ByHand(1))._workers.asked[0]]] == [9]


def test_progress_is_the_share_of_all_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([100.0, 110.0, 120.0, 130.0])
    monkeypatch.setattr(module.time, "perf_counter", lambda: next(ticks))
    workers = ByHand(1)
    run = begun(2, 64, workers)
    first = run.progress(())
    assert (first.share, first.ended, first.wanted, first.left, first.where) == (0.0, 0, 2, None, "here")
    workers.answer(0.1)
    changed = run.collect()
    assert [(one.seed, one.epochs, one.seconds) for one in changed] == [(0, 16, 0.1)]
    second = run.progress(changed)
    assert (second.share, second.ended, second.left, second.changed) == (16 / 128, 0, 20 * 7, changed)
    workers.answer(0.1, diverged=True)
    third = run.progress(run.collect())
    assert (third.share, third.ended, third.left) == ((16 + 64) / 128, 1, pytest.approx(30 * 48 / 80))
    assert run.is_busy


def test_a_start_that_fails_stays_where_it_was_and_is_over() -> None:
    workers = ByHand(1)
    run = begun(2, 64, workers)
    workers.answer(0.5, problem="It is too large.", epochs=16)
    (start,) = run.collect()
    assert (start.epochs, start.problem, start.is_over) == (0, "It is too large.", True)
    assert Start(1, diverged=True).is_over
    assert not Start(1, 16).is_over


def test_it_is_busy_until_every_start_is_over_or_trained() -> None:
    workers = ByHand(1)
    run = begun(2, 16, workers)
    for _start in range(2):
        assert run.is_busy
        workers.answer(0.1)
        run.collect()
    assert (run.is_busy, run.progress(()).share, run.progress(()).ended) == (False, 1.0, 2)


def test_given_up_nothing_waits_any_longer() -> None:
    workers = ByHand(1)
    begun(2, 16, workers).give_up()
    assert all(answer.cancelled() for answer, _items in workers.asked)
    starts = ManyStarts(BASE, DATA)
    assert starts.run((1, 2), 16, workers, is_cancelled=lambda: True) == ()  # none was begun


@pytest.mark.parametrize(("seeds", "epochs"), [(2, 1), (500, 1_000_000)])
def test_limits_of_starts_and_epochs_are_allowed(seeds: int, epochs: int) -> None:
    module._check(range(seeds), epochs)


@pytest.mark.parametrize(
    ("seeds", "epochs", "said"),
    [
        (1, 5, "There can be 2 to 500 starts, not 1."),
        (501, 5, "There can be 2 to 500 starts, not 501."),
        (2, 0, "Each start must be trained for 1 to 1,000,000 epochs, not 0."),
        (2, 1_000_001, "Each start must be trained for 1 to 1,000,000 epochs, not 1,000,001."),
    ],
)
def test_beyond_the_limits_it_is_said(seeds: int, epochs: int, said: str) -> None:
    with pytest.raises(RecipeProblem, match=f"^{said}$"):
        module._check(range(seeds), epochs)


@pytest.mark.parametrize(("epochs", "stride"), [(4, 1), (255, 1), (256, 2), (300, 2), (600, 4)])
def test_what_is_adopted_has_the_curve_as_its_history(epochs: int, stride: int) -> None:
    """Two steps an epoch: after 512 of them rows lie two steps apart, after 1,024 four."""
    session = Session(recipe_of(BASE, 3), DATA)
    session.advance(2)
    state = replace(session.checkpoint(), step=2 * epochs, epoch=epochs)
    nan = float("nan")
    curve = LearningCurve().continued(as_trace([(0, 0.9, 0.8, nan, 0.5, nan, nan), (3, 0.7, 0.6, nan, 0.75, nan, nan)]))
    recipe, adopted = adoptable(BASE, Start(3, epochs, curve, state_bytes(state)))
    assert recipe.seeds == Seeds(5, 3, 3)
    view = adopted.history.view()
    assert view.columns == ("train_loss", "test_loss", "train_metric")
    assert (view.steps.tolist(), adopted.history.stride) == ([0, 6], stride)
    assert view.column("train_metric")[0].tolist() == [0.5, 0.75]
    assert np.isfinite(view.mean).all()
