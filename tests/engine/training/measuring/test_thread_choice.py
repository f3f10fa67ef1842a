"""As many BLAS threads as were measured to be worth it; the state, the file and undo know how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.core.blas_threads import SharedThreads
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training import training_loop
from engine.training.checkpoint import checkpoint_from
from engine.training.measuring import thread_choice, thread_trial
from engine.training.measuring.thread_choice import AGAIN, GROWTH, LONGEST, SLOW, SOONEST, WATCHED, ThreadChoice
from engine.training.session import Session
from tests.engine.builders import stack
from tests.engine.training.comparable_runs import fingerprint

LARGE = Recipe(blocks=stack(Dense(330), Dense(320)), optimizer=Adam(), batch=32)
RANDOM = Recipe(blocks=stack(Dense(330), BatchNorm(), Dropout(0.3), Dense(320)), optimizer=Adam(), batch=32)
SMALL = Recipe()


class Machine:
    """A clock that a step moves on: by `seconds_of[count]`, with the number of threads that the pool has then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **seconds_of: float) -> None:
        self.now, self.count, self.steps = 0.0, 1, 0
        self.delays: dict[int, float] = {}  # of steps, by their number
        self.seconds_of = {int(name[1:]): seconds for name, seconds in seconds_of.items()}
        self.pool = SharedThreads(max(self.seconds_of), self._set)
        monkeypatch.setattr(training_loop, "BLAS", self.pool)
        run = training_loop.TrainingLoop._run

        def timed(loop: training_loop.TrainingLoop, at: training_loop.Counters, most: int) -> training_loop.Counters:
            then = run(loop, at, most)
            self.steps += then.step - at.step
            self.now += (then.step - at.step) * self.seconds_of[self.count] + self.delays.get(self.steps, 0.0)
            return then

        monkeypatch.setattr(training_loop.TrainingLoop, "_run", timed)

    def _set(self, count: int) -> None:
        self.count = count

    def choice(self, fixed: int = 0) -> ThreadChoice:
        return ThreadChoice(fixed, self.pool, lambda: self.now)

    def train(self, choice: ThreadChoice, session: Session, steps: int = 1) -> None:
        choice.before(session)
        before = self.now
        choice.after(session.advance(steps), self.now - before)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Machine]:
    return lambda **seconds_of: Machine(monkeypatch, **seconds_of)


@pytest.mark.parametrize(
    ("seconds_of", "count"),
    [
        ({"t1": 0.010, "t2": 0.006}, 2),
        ({"t1": 0.010, "t2": 0.0095}, 1),  # not worth it
        ({"t1": 0.010, "t2": 0.150}, 1),  # a busy machine
        ({"t1": 0.010, "t2": 0.006, "t4": 0.004}, 4),
        ({"t1": 0.010, "t2": 0.006, "t4": 0.0058}, 2),
    ],
)
def test_the_fastest_number_is_chosen_and_noted(
    machine: Callable[..., Machine], seconds_of: dict[str, float], count: int
) -> None:
    on, session = machine(**seconds_of), Session(LARGE)
    on.train(on.choice(), session, 3)
    assert session.control.thread_count == count
    assert session.control.threads == ((0, count),)
    assert session.step == 3


def test_a_trial_leaves_the_run_as_it_was(machine: Callable[..., Machine]) -> None:
    on, session, other = machine(t1=0.01, t2=0.1), Session(RANDOM), Session(RANDOM)
    choice = on.choice()
    for steps in (7, 13):
        on.train(choice, session, steps)
        on.now += AGAIN  # once more
        other.advance(steps)
    assert session.control.thread_count == 1
    session.control.threads = ()
    assert fingerprint(session) == fingerprint(other)


def test_a_small_network_has_one_thread_and_no_trial(machine: Callable[..., Machine]) -> None:
    on, session = machine(t1=0.01, t2=0.001), Session(SMALL)
    on.train(on.choice(), session, 5)
    assert (session.control.threads, on.now) == ((), pytest.approx(0.05))


def test_threads_are_given_back_when_the_machine_is_busy_and_taken_again(machine: Callable[..., Machine]) -> None:
    on, session = machine(t1=0.010, t2=0.006), Session(LARGE)
    choice = on.choice()
    while on.now < 2 * SOONEST:
        on.train(choice, session, 20)
    assert session.control.thread_count == 2
    on.seconds_of = {1: 0.012, 2: 0.006 * SLOW * 10}
    began = on.now
    while session.control.thread_count == 2:
        on.train(choice, session)
        assert on.now < began + 4 * WATCHED
    step = session.control.threads[-1][0]
    assert session.control.threads == ((0, 2), (step, 1))
    on.seconds_of = {1: 0.010, 2: 0.006}
    began = on.now
    while session.control.thread_count == 1:
        on.train(choice, session, 50)
        assert on.now < began + 2 * AGAIN
    assert [count for _step, count in session.control.threads] == [2, 1, 2]


def test_trials_become_rare_and_cost_little(machine: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    on, session = machine(t1=0.010, t2=0.0097), Session(LARGE)
    choice, tried = on.choice(), []
    step_seconds = thread_trial.step_seconds

    def noted(*args: object) -> dict[int, float]:
        began = on.now
        try:
            return step_seconds(*args)  # type: ignore[arg-type]
        finally:
            tried.append((began, on.now - began))

    monkeypatch.setattr(thread_choice, "step_seconds", noted)
    while on.now < 1_000:
        on.train(choice, session)
        on.now += 1  # it is watched for a while
    starts = [began for began, _seconds in tried]
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    wanted = [AGAIN, GROWTH * AGAIN, GROWTH**2 * AGAIN, LONGEST, LONGEST]
    assert gaps[: len(wanted)] == pytest.approx(wanted, abs=3)
    assert sum(seconds for _began, seconds in tried) < 0.3 * len(tried)


@pytest.mark.parametrize(("present", "count"), [(1, 1), (2, 2)])
def test_a_small_difference_changes_nothing(machine: Callable[..., Machine], present: int, count: int) -> None:
    on, session = machine(t1=0.010, t2=0.0095), Session(LARGE)
    session.control.set_threads(0, present, chosen=True)
    choice = on.choice()
    for _time in range(3):
        on.train(choice, session)
        on.now += LONGEST
    assert session.control.threads == ((0, count),)


def test_a_trial_on_a_busy_machine_ends_soon_and_one_thread_is_not_tried_again_because_it_is_slow(
    machine: Callable[..., Machine],
) -> None:
    on, session = machine(t1=0.010, t2=0.050), Session(LARGE)
    choice = on.choice()
    choice.before(session)
    assert session.control.thread_count == 1
    assert on.now < 0.15
    steps = on.steps
    while on.now < AGAIN:
        on.seconds_of[1] *= 1.2  # slower and slower
        on.train(choice, session)
        steps += 1
    assert on.steps == steps


def test_a_few_disturbed_blocks_decide_nothing(machine: Callable[..., Machine]) -> None:
    """Another program ran in the fourth, fifth and ninth step: the number that they were taken with is not to blame."""
    on, session = machine(t1=0.010, t2=0.007), Session(LARGE)
    on.delays = dict.fromkeys((4, 5, 9), 0.02)
    on.train(on.choice(), session)
    assert session.control.thread_count == 2


def test_long_steps_are_not_thrown_away(machine: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    on, session = machine(t1=1.5, t2=0.9), Session(LARGE)
    monkeypatch.setattr(thread_trial, "LONGEST_STEP", 0.0)
    product = {1: 0.010, 2: 0.005}

    def clock() -> float:  # each reading takes as long as a product
        on.now += product[on.count]
        return on.now

    choice = ThreadChoice(0, on.pool, clock)
    choice.before(session)
    assert session.control.thread_count == 2
    assert on.now < 0.5
    assert on.steps == 0


def test_state_file_undo_and_same_start_keep_the_number(machine: Callable[..., Machine]) -> None:
    on, session = machine(t1=0.010, t2=0.006), Session(LARGE)
    choice = on.choice()
    on.train(choice, session, 3)
    checkpoint = session.checkpoint()
    again = checkpoint_from(checkpoint.to_arrays(), checkpoint.meta())
    assert again.control.threads == ((0, 2),)
    opened = Session(LARGE)
    opened.restore(LARGE, again)
    on.seconds_of = {1: 0.001, 2: 0.006}  # by now one would be faster, but the run goes on as it was
    on.train(on.choice(), opened, 3)
    assert opened.control.thread_count == 2
    session.restart()
    assert session.control.threads == ((0, 2),)
    session.adopt(replace(LARGE, batch=16))  # an edit
    on.train(choice, session, 3)
    assert session.control.threads == ((0, 2),)
    session.restore(LARGE, checkpoint)  # and its undoing
    on.train(choice, session, 3)
    assert session.control.threads == ((0, 2),)
    meta = checkpoint.meta()
    del meta["course"]["threads"]  # of an earlier version
    assert checkpoint_from(checkpoint.to_arrays(), meta).control.threads == ()


def test_a_number_that_was_asked_for_is_kept(machine: Callable[..., Machine]) -> None:
    on, session = machine(t1=0.010, t2=0.100), Session(LARGE)
    on.train(on.choice(fixed=2), session, 3)
    assert session.control.thread_count == 2


@pytest.mark.parametrize("count", [1, 2])
def test_the_same_number_gives_the_same_bits(count: int) -> None:
    def run() -> object:
        session = Session(LARGE)
        choice = ThreadChoice(count)
        for _part in range(4):
            choice.before(session)
            session.advance(5)
        return fingerprint(session)

    assert run() == run()


def test_of_a_long_step_products_are_half(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a product takes as long with any number of threads."""
    monkeypatch.setattr(thread_trial, "LONGEST_STEP", 0.0)
    monkeypatch.setattr(thread_trial, "_products", lambda loop, pool, clock: lambda count: 0.08 / count)
    pool, clock = SharedThreads(2, lambda count: None), lambda: 0.0
    session = Session(SMALL)
    assert thread_trial.step_seconds(session.loop, session._counters, (1, 2), pool, clock) == pytest.approx({1: 0.08, 2: 0.06})
