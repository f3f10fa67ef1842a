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
from gui.training.due_requests import Due
from gui.training.state_answer import Missing
from gui.training.worker_client import FRAME_MS, POLL_MS, WorkerClient
from tests.gui.window_actions import answer_of

LEFT = Recipe(), Session(Recipe()).checkpoint()


class Counting:
    """A job that publishes when it last trained."""

    playing = True

    @property
    def rest(self) -> float:
        return 0.0 if self.playing else float("inf")

    def tick(self) -> None:
        time.sleep(0.001)

    def frame(self, requests: Requests, due: Due | None = None) -> float:
        return time.monotonic()

    def pause(self) -> None:
        self.playing = False

    def final(self) -> tuple[Recipe, Checkpoint]:
        return LEFT


class Pausing:
    def do(self, job: Counting) -> None:
        job.pause()


@pytest.fixture
def client(qapp) -> Iterator[WorkerClient]:
    client = WorkerClient(frozenset, Counting, "counting")
    yield client
    client.close()


class Clock:
    """Stands still unless a test moves it, in seconds."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_frames_come_at_the_pace_of_the_screen(qtbot, client, monkeypatch) -> None:
    """However often the client looks for a frame, it shows none before a turn is over, and one after it."""
    clock, shown, glances = Clock(), [], []
    monkeypatch.setattr(worker_client, "time", clock)
    client.framed.connect(shown.append)
    client._timer.timeout.connect(lambda: glances.append(clock.now))
    client.open()
    for turn in range(1, 9):
        qtbot.waitUntil(lambda turn=turn: len(shown) == turn)
        clock.now += (FRAME_MS - POLL_MS) / 1000
        seen = len(glances) + 4
        qtbot.waitUntil(lambda seen=seen: len(glances) >= seen)
        assert len(shown) == turn
        clock.now += POLL_MS / 1000


def test_expensive_frames_come_less_often_at_full_speed_but_an_instruction_is_shown_at_once(qtbot, client, monkeypatch) -> None:
    """A frame that costs 50 ms comes five times a second, unless something else than steps is to be seen."""
    clock, shown = Clock(), []
    monkeypatch.setattr(worker_client, "time", clock)
    client.is_hurried = lambda: True
    client.framed.connect(shown.append)
    client.open()
    qtbot.waitUntil(lambda: len(shown) == 1)
    qtbot.waitUntil(lambda: client._paint_priority._free.is_set())
    client._paint_priority.seconds = 0.05
    clock.now += 0.19
    client._poll()
    assert len(shown) == 1
    client.send(Pausing())
    qtbot.waitUntil(lambda: len(shown) > 1)


def test_the_job_lives_in_a_thread_of_its_own_that_ends_and_begins_anew(qtbot, client) -> None:
    assert not client.is_open
    for _ in range(2):
        client.open()
        client.open()
        assert client.is_open
        assert answer_of(qtbot, client, lambda job: (threading.current_thread(), type(job)))[1] is Counting
        client.close()
        client.close()
        assert not client.is_open


def test_a_state_is_found_while_the_thread_runs_and_left_when_it_has_ended(qtbot, client) -> None:
    assert answer_of(qtbot, client, Counting.final) is Missing.UNTRAINED
    client.open()
    assert answer_of(qtbot, client, lambda job: Missing.UNTRAINED) is Missing.UNTRAINED
    assert answer_of(qtbot, client, Counting.final) is LEFT
    client.close()
    assert answer_of(qtbot, client, Counting.final) is LEFT
    assert answer_of(qtbot, client, lambda job: type(job)) is Counting


def test_a_listener_may_close_when_it_gets_a_frame(qtbot, client) -> None:
    client.framed.connect(lambda frame: client.close())
    client.open()
    qtbot.waitUntil(lambda: not client.is_open)


def test_a_request_reaches_the_job(qtbot, client) -> None:
    client.open()
    client.send(Pausing())
    assert answer_of(qtbot, client, lambda job: None if job.playing else LEFT) is LEFT
