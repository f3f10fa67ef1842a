"""The window's side of a race: starts and stops its thread, passes requests on, and receives its frames."""

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
    """`wanted` returns the requests of the next frame. The thread starts with `line_up` and ends with `shutdown`."""

    framed = Signal(object)  # RaceFrame
    failed = Signal(object)  # an exception from the thread

    def __init__(self, wanted: Callable[[], Requests], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = RaceFrame()
        self._worker = WorkerClient(wanted, RaceJob, "race", self)
        self._worker.framed.connect(self._show)
        self._worker.failed.connect(self.failed)

    @property
    def is_alive(self) -> bool:
        """Whether there is a thread."""
        return self._worker.is_open

    def line_up(self, base: Recipe, runners: tuple[Runner, ...], known: tuple[Recipe, Data] | None = None) -> None:
        """Put all runners at the start, paused. `known` are the data of a recipe, used again where they fit."""
        self._worker.open()
        self._worker.send(LineUp(base, runners, known))

    def play(self) -> None:
        self._worker.send(PlayRace())

    def pause(self) -> None:
        self._worker.send(PauseRace())

    def state(self, runner: int) -> tuple[Recipe, Checkpoint] | None:
        """A runner's recipe and trained state as of now, after the current step. None when there is no such runner."""
        return self._worker.state(lambda run: run.state(runner))

    def shutdown(self) -> None:
        """Stop the thread and wait for its end. May be called more than once."""
        self._worker.close()
        self.frame = RaceFrame()

    def _show(self, frame: RaceFrame) -> None:
        self.frame = frame
        self.framed.emit(frame)
