"""The window's side of a race: starts and stops its thread, passes requests on, and receives its frames."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.data.preprocessing import Data
from engine.experiments.variants import Runner
from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from gui.race.race_frame import RaceFrame
from gui.race.race_job import LineUp, PauseRace, PlayRace, RaceJob
from gui.training.play_intent import PlayIntent
from gui.training.state_answer import Answer
from gui.training.worker_client import WorkerClient


class RaceClient(QObject):
    """`wanted` returns the requests of the next frame. The thread starts with `line_up` and ends with `shutdown`."""

    framed = Signal(object)  # RaceFrame
    failed = Signal(object)  # an exception from the thread

    def __init__(self, wanted: Callable[[], Requests], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = RaceFrame()
        self.client = WorkerClient(wanted, RaceJob, "race", self, keeps_job=False)
        self.client.framed.connect(self._show)
        self.client.failed.connect(self.failed)
        self._intent = PlayIntent()

    @property
    def is_alive(self) -> bool:
        """Whether there is a thread."""
        return self.client.is_open

    def line_up(self, base: Recipe, runners: tuple[Runner, ...], known: tuple[Recipe, Data] | None = None) -> None:
        """Put all runners at the start, paused. `known` are the data of a recipe, used again where they fit."""
        if not self.client.is_open:
            self._intent = PlayIntent()
        self.client.open()
        self.client.send(LineUp(base, runners, known))

    @property
    def is_running(self) -> bool:
        """Whether the runners train, or will when the thread has read the last order."""
        return self._intent.is_running(self.frame)

    def play(self) -> None:
        self.client.send(PlayRace(self._intent.give(plays=True)))

    def pause(self) -> None:
        self.client.send(PauseRace(self._intent.give(plays=False)))

    def ask_state(self, runner: int, then: Callable[[Answer], None]) -> None:
        """Call `then` with a runner's recipe and trained state, as they are after the current step."""
        self.client.ask(lambda job: job.state(runner), then)

    def stop(self) -> None:
        """Tell the thread to end, and do not wait for it: `ended` is emitted when it has."""
        self.client.stop()
        self.frame = RaceFrame()

    def shutdown(self) -> None:
        """Stop the thread and wait for its end. May be called more than once."""
        self.client.close()
        self.frame = RaceFrame()

    def _show(self, frame: RaceFrame) -> None:
        self.frame = frame
        self.framed.emit(frame)
