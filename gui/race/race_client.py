"""The window's side of a race: its thread while there is one, what one may ask of it, and its latest frame."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.data.preprocessing import Data
from engine.experiments.variants import Runner
from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.race.race_frame import RaceFrame
from gui.race.race_job import LineUp, PauseRace, PlayRace, RaceJob
from gui.training.worker_client import WorkerClient


class RaceClient(QObject):
    """`wanted` says what the next frame is to show. The thread begins with `line_up` and ends with `shutdown`."""

    framed = Signal(object)  # RaceFrame
    failed = Signal(object)  # an exception from the thread

    def __init__(self, wanted: Callable[[], Requests], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = RaceFrame()
        self._doors = WorkerClient(wanted, RaceJob, "race", self)
        self._doors.framed.connect(self._show)
        self._doors.failed.connect(self.failed)

    @property
    def is_alive(self) -> bool:
        return self._doors.are_open

    def line_up(self, base: Recipe, runners: tuple[Runner, ...], known: tuple[Recipe, Data] | None = None) -> None:
        """All runners at the start, waiting."""
        self._doors.open()
        self._doors.ask(LineUp(base, runners, known))

    def play(self) -> None:
        self._doors.ask(PlayRace())

    def pause(self) -> None:
        self._doors.ask(PauseRace())

    def state(self, runner: int) -> tuple[Recipe, Checkpoint] | None:
        """A runner's recipe and trained state right now; waits for the end of the step. None when there is no such runner."""
        return self._doors.state(lambda run: run.state(runner))

    def shutdown(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        self._doors.close()
        self.frame = RaceFrame()

    def _show(self, frame: RaceFrame) -> None:
        self.frame = frame
        self.framed.emit(frame)
