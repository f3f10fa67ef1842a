"""The speed of Play: kept by the clock, changed at once, and such that the first example can be watched."""

from __future__ import annotations

import math
from itertools import count
from types import SimpleNamespace

import pytest

from engine.recipe.recipe import Recipe
from engine.training import session as session_module
from engine.training.session import Session
from gui.controllers.unsaved_work import UnsavedWork
from gui.document import Document
from gui.model.preferences import Preferences
from gui.model.project import Project
from gui.model.speeds import FIRST, FULL, SPEEDS, Speed, ladder, speed_named
from gui.training.instructions import SetSpeed
from gui.training.job.pace import BACKLOG, GRAIN
from gui.training.training_job import TICK, TrainingJob
from gui.training.worker import IDLE_SECONDS


class Clock:
    """Stands still unless it is moved, in seconds. `slow`: each tick of the job takes so long."""

    def __init__(self) -> None:
        self.now, self.slow = 100.0, 0.0

    def __call__(self) -> float:
        return self.now

    def run(self, job: TrainingJob, seconds: float) -> None:
        """As the thread does: steps when they are due, rest in between."""
        end = self.now + seconds
        while job.playing and self.now < end:
            job.tick()
            self.now += self.slow or min(job.rest, IDLE_SECONDS, end - self.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def job(clock: Clock) -> TrainingJob:
    job = TrainingJob(clock)
    job.open(Recipe(), None)
    return job


def play(job: TrainingJob, speed: Speed) -> Session:
    SetSpeed(speed).do(job)
    job.play()
    assert job.session is not None
    return job.session


@pytest.mark.parametrize("speed", [speed for speed in SPEEDS if not speed.is_full], ids=lambda speed: speed.key)
def test_so_many_steps_are_done_in_ten_seconds(job: TrainingJob, clock: Clock, speed: Speed) -> None:
    session = play(job, speed)
    clock.run(job, 10)
    rate = speed.steps_per_second(session.batches.count)
    assert session.step == pytest.approx(10 * rate, abs=1 + rate * 2 * GRAIN)


def test_the_first_example_is_learned_between_7_and_13_seconds_after_play(job: TrainingJob, clock: Clock) -> None:
    session, began = play(job, Preferences().first_speed), clock.now
    while session.scores().test_loss > 0.05:
        clock.run(job, 0.1)
        assert clock.now - began < 20
    assert 7 <= clock.now - began <= 13


def test_one_step_a_second_is_one_at_once_and_then_one_each_second(job: TrainingJob, clock: Clock) -> None:
    session, steps = play(job, Speed(steps=1)), []
    for _second in range(4):
        clock.run(job, 1 - 1e-9)
        steps.append(session.step)
        clock.now += 1e-9
    assert steps == [1, 2, 3, 4]


def test_each_step_gets_a_frame_at_a_slow_speed(job: TrainingJob, clock: Clock) -> None:
    session, shown = play(job, Speed(steps=5)), []
    for _poll in range(60):  # two seconds of polls by the window
        clock.run(job, 1 / 30)
        job.frame_budget.spend(0.0)
        frame = job.frame(frozenset())
        if frame is not None and frame.snapshot is not None:
            shown.append(frame.snapshot.step)
    assert shown == list(range(1, session.step + 1))


def test_the_speed_shown_is_the_one_that_is_kept(job: TrainingJob, clock: Clock) -> None:
    play(job, Speed(steps=1))
    clock.run(job, 0.5)
    frame = job.frame(frozenset())
    assert frame is not None
    assert frame.steps_per_second == 1


def test_a_machine_too_slow_for_the_speed_does_what_it_can_and_does_not_rush_later(job: TrainingJob, clock: Clock) -> None:
    session = play(job, Speed(epochs=8))
    clock.slow = 1.0  # a second for each turn
    clock.run(job, 60)
    before = session.step
    assert before > 0
    clock.slow = 0.0
    clock.run(job, 1)
    assert session.step - before <= (1 + 2 * BACKLOG) * 200 + 1
    assert not math.isinf(job.rest)


def test_a_change_takes_effect_at_once_and_without_a_rush(job: TrainingJob, clock: Clock) -> None:
    session = play(job, Speed(steps=1))
    clock.run(job, 0.9)
    SetSpeed(Speed(epochs=8)).do(job)
    clock.run(job, 1)
    assert session.step == pytest.approx(201, abs=3)
    before = session.step
    SetSpeed(Speed(steps=1)).do(job)
    clock.run(job, 2.5)
    assert session.step - before == 2


def test_full_speed_never_rests(job: TrainingJob, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = count()
    monkeypatch.setattr(session_module, "time", SimpleNamespace(perf_counter=lambda: next(looks) * TICK / 9))
    session = play(job, FULL)
    job.tick()
    assert job.rest == 0
    assert session.step > 1


def test_a_paused_job_rests_until_it_is_told_something(job: TrainingJob) -> None:
    play(job, FIRST)
    job.pause()
    assert math.isinf(job.rest)


def test_steps_that_are_asked_for_are_done_at_once(job: TrainingJob) -> None:
    SetSpeed(Speed(steps=1)).do(job)
    assert job.session is not None
    job.play(25)
    while job.playing:
        assert job.rest == 0
        job.tick()
    assert job.session.epoch == 1


def test_watching_at_a_slow_speed_is_work_that_leaving_asks_about(qtbot, job: TrainingJob, clock: Clock) -> None:
    class Trainer:
        opening = 0

    unsaved = UnsavedWork(Document(Project()), Trainer(), None)  # type: ignore[arg-type]
    play(job, Speed(steps=1))
    clock.run(job, 6)
    frame = job.frame(frozenset())
    assert frame is not None
    assert frame.trained_seconds == pytest.approx(5, abs=0.1)
    unsaved.show_frame(frame)
    assert not unsaved.is_trained  # it trained for five seconds less the first step's
    clock.run(job, 1)
    frame = job.frame(frozenset())
    assert frame is not None
    assert frame.trained_seconds == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize("steps", [1, 3, 25, 4000])
def test_speeds_stand_in_order_whatever_an_epoch_is(steps: int) -> None:
    rates = [speed.steps_per_second(steps) for speed in ladder(steps)]
    assert rates == sorted(rates)
    assert set(ladder(steps)) == set(SPEEDS)
    assert ladder(steps)[-1] == FULL


def test_each_speed_has_a_key_and_a_text() -> None:
    assert [speed_named(speed.key) for speed in SPEEDS] == list(SPEEDS)
    assert [speed.text for speed in SPEEDS[:3]] == ["1 step / s", "5 steps / s", "1 epoch / s"]
    assert speed_named("warp") is None


def test_charts_grow_by_the_clock_where_rows_are_far_apart(job: TrainingJob, clock: Clock) -> None:
    session = play(job, Speed(steps=30))
    session.history.stride = session.history.usual_stride = 4096
    clock.run(job, 3)
    assert len(session.history) == 1  # that of the start
    assert 9 <= len(session.history.view().steps) - 1 <= 13
    twin = Session(Recipe())
    twin.advance(session.step)
    assert twin.network.theta.tobytes() == session.network.theta.tobytes()


def test_no_rows_by_the_clock_where_others_come_often(job: TrainingJob, clock: Clock) -> None:
    session = play(job, Speed(steps=30))
    clock.run(job, 3)
    assert len(session.history.extra) == 0
