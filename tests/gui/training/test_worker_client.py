"""A worker seen from the window: no more frames than the screen shows, none late, and an answer also after the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.training import worker_client
from gui.training.worker_client import FRAME_MS, GLANCE_MS, WorkerClient

LEFT = Recipe(), Session(Recipe()).checkpoint()


class Counting:
    """A job that publishes when it last trained."""

    playing = True

    def tick(self) -> None:
        time.sleep(0.001)

    def frame(self, requests: Requests) -> float:
        return time.monotonic()

    def pause(self) -> None:
        self.playing = False

    def final(self) -> tuple[Recipe, Checkpoint]:
        return LEFT


class Pausing:
    def do(self, job: Counting) -> None:
        job.pause()


@pytest.fixture
def doors(qapp) -> Iterator[WorkerClient]:
    doors = WorkerClient(frozenset, Counting, "counting")
    yield doors
    doors.close()


class Clock:
    """Stands still unless a test moves it, in seconds."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_frames_come_at_the_pace_of_the_screen(qtbot, doors, monkeypatch) -> None:
    """However often the client looks for a frame, it shows none before a turn is over, and one after it."""
    clock, shown, glances = Clock(), [], []
    monkeypatch.setattr(worker_client, "time", clock)
    doors.framed.connect(shown.append)
    doors._timer.timeout.connect(lambda: glances.append(clock.now))
    doors.open()
    for turn in range(1, 9):
        qtbot.waitUntil(lambda turn=turn: len(shown) == turn)
        clock.now += (FRAME_MS - GLANCE_MS) / 1000
        seen = len(glances) + 4
        qtbot.waitUntil(lambda seen=seen: len(glances) >= seen)
        assert len(shown) == turn
        clock.now += GLANCE_MS / 1000


def test_the_job_lives_in_a_thread_of_its_own_that_ends_and_begins_anew(qtbot, doors) -> None:
    assert not doors.are_open
    for _ in range(2):
        doors.open()
        doors.open()
        assert doors.are_open
        assert doors.state(lambda job: (threading.current_thread(), type(job)))[1] is Counting
        doors.close()
        doors.close()
        assert not doors.are_open


def test_a_state_is_found_while_the_thread_runs_and_left_when_it_has_ended(doors) -> None:
    assert doors.state(Counting.final) is None
    doors.open()
    assert doors.state(lambda job: None) is None
    assert doors.state(Counting.final) is LEFT
    doors.close()
    assert doors.state(lambda job: None) is LEFT


def test_whoever_sees_a_frame_may_close(qtbot, doors) -> None:
    doors.framed.connect(lambda frame: doors.close())
    doors.open()
    qtbot.waitUntil(lambda: not doors.are_open)


def test_a_request_reaches_the_job(qtbot, doors) -> None:
    doors.open()
    doors.ask(Pausing())
    assert doors.state(lambda job: None if job.playing else LEFT) is LEFT
