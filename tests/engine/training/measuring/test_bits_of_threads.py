"""A large network has the same bits for the same numbers of BLAS threads, whatever else computes, and however it got there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from engine.core import shared_calls
from engine.core.blas_threads import BLAS, SharedThreads
from engine.diagnosis.gradient_check import check_batch
from engine.experiments.race import Race
from engine.experiments.variants import Runner
from engine.inspection.step_stages.next_step import NextStep
from engine.inspection.workspace import Workspace
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import SGD, Adam
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe
from engine.training import training_loop
from engine.training.checkpoint import checkpoint_from
from engine.training.session import Session, put_back_best
from tests.engine.builders import stack
from tests.engine.training.comparable_runs import fingerprint

LARGE = Recipe(blocks=stack(Dense(330, ReLU()), Dropout(0.2), Dense(320)), optimizer=Adam(), batch=64)
MIDDLE = Recipe(blocks=stack(Dense(96), Dense(96)), batch=64)  # one thread, but products that BLAS would split among two


def trained(*parts: tuple[int, int], recipe: Recipe = LARGE) -> Session:
    """A session that took so many steps with so many threads, and then so many with so many."""
    session = Session(recipe)
    for count, steps in parts:
        session.control.set_threads(session.step, count)
        session.advance(steps)
    return session


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[list[object]]:
    """Another thread does this again and again meanwhile; afterwards there is what it returned each time."""
    found: list[object] = []
    begun, end = threading.Event(), threading.Event()

    def work_on() -> None:
        while not end.is_set():
            with np.errstate(all="ignore"):
                found.append(work())
            begun.set()

    other = threading.Thread(target=work_on)
    other.start()
    try:
        assert begun.wait(60)
        yield found
    finally:
        end.set()
        other.join(60)
    assert not other.is_alive()


def raced(recipe: Recipe) -> tuple[str, ...]:
    race = Race(recipe, (Runner(SGD(0.01)), Runner(Adam(0.001))))
    race.advance(6)
    return tuple(fingerprint(session) for session in race.sessions)


@pytest.mark.parametrize("recipe", [LARGE, MIDDLE])
@pytest.mark.parametrize("count", [1, 2])
def test_a_race_in_another_thread_and_training_keep_their_bits(recipe: Recipe, count: int) -> None:
    alone, race = fingerprint(trained((count, 30))), raced(recipe)
    with beside(lambda: raced(recipe)) as found:
        assert fingerprint(trained((count, 30))) == alone
    assert set(found) == {race}


def test_a_check_of_gradients_in_another_thread_and_training_keep_their_bits() -> None:
    other = trained((1, 3), recipe=MIDDLE)
    alone, checked = fingerprint(trained((2, 30))), fingerprint(other)
    with beside(lambda: check_batch(other, 0.05)):
        assert fingerprint(trained((2, 30))) == alone
    assert fingerprint(other) == checked


def test_a_run_that_goes_on_from_its_file_or_from_undo_has_the_bits_of_one_that_never_stopped() -> None:
    whole = fingerprint(trained((1, 10), (2, 30)))
    session = trained((1, 10), (2, 12))
    checkpoint = session.checkpoint()
    opened = Session(LARGE)
    opened.restore(LARGE, checkpoint_from(checkpoint.to_arrays(), checkpoint.meta()))
    opened.advance(18)
    assert fingerprint(opened) == whole
    session.adopt(replace(LARGE, batch=32))
    session.advance(5)
    session.restore(LARGE, checkpoint)  # undo
    session.advance(18)
    assert fingerprint(session) == whole


def test_looking_back_and_the_best_state_know_their_threads() -> None:
    recipe = replace(LARGE, stops=(NoImprovement(1_000),))
    session = trained((2, 40), recipe=recipe)
    past = Session(recipe)
    keyframe = session.timeline[-1]
    past.restore(keyframe.recipe, keyframe.checkpoint(session.history, session.timeline))
    assert past.control.threads == ((0, 2),) or past.step == 0
    past.control.threads = session.control.threads
    past.advance(40 - past.step)
    assert past.network.theta.tobytes() == session.network.theta.tobytes()
    assert session.control.best is not None
    assert session.control.best.theta.tobytes() == past.control.best.theta.tobytes()  # type: ignore[union-attr]
    put_back_best(session)
    assert session.control.threads == ((0, 2),)


def test_same_start_is_the_same_run() -> None:
    session = trained((2, 25))
    first = fingerprint(session)
    session.restart()
    session.advance(25)
    assert fingerprint(session) == first


def test_the_step_in_slow_motion_is_the_step_that_comes() -> None:
    session = trained((2, 5))
    trace = NextStep().result(session, Workspace())
    assert trace is not None
    session.advance(1)
    assert trace.vectors["theta_after"].tobytes() == session.network.theta.tobytes()


def test_a_divergence_is_looked_for_with_the_threads_of_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[int, int]] = []
    now = [1]
    monkeypatch.setattr(training_loop, "BLAS", SharedThreads(2, lambda count: now.__setitem__(0, count)))
    run = training_loop.TrainingLoop._run

    def noted(loop: training_loop.TrainingLoop, at: training_loop.Counters, most: int) -> training_loop.Counters:
        then = run(loop, at, most)
        taken.extend((step, now[0]) for step in range(at.step, then.step))
        return then

    monkeypatch.setattr(training_loop.TrainingLoop, "_run", noted)
    with np.errstate(all="ignore"):
        session = trained((1, 10), (2, 10))
        session.network.theta[0] = np.nan
        session.advance(1)
    assert session.divergence is not None
    again = taken[21:]
    assert [step for step, _count in again] == sorted({step for step, _count in again})
    assert {count for step, count in again if step >= 10} == {2}
    assert all(count == (1 if step < 10 else 2) for step, count in taken)


def test_to_share_the_optimizers_step_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = fingerprint(trained((2, 5), (1, 3)))
    monkeypatch.setattr(shared_calls, "STRETCH", 20_000)
    asked: list[int] = []
    run = shared_calls.HELPERS.run
    monkeypatch.setattr(shared_calls.HELPERS, "run", lambda lanes: (asked.append(len(lanes)), run(lanes)))
    assert fingerprint(trained((2, 5), (1, 3))) == alone
    assert asked == ([2] * 5 if BLAS.available > 1 else [])


def test_no_thread_is_left_over() -> None:
    trained((2, 3))
    assert BLAS._count == 1
