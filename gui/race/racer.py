"""The window's side of a race: owns its thread while there is one, and takes its frames at the pace of the screen."""

from __future__ import annotations

import atexit
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.checkpoint import Checkpoint
from engine.data import Data
from engine.recipe import Recipe
from engine.runners import Runner
from engine.snapshot import Look
from gui.race.frame import RaceFrame
from gui.race.run import LineUp, PauseRace, PlayRace, RaceRun, TakeRunner
from gui.training.right_of_way import RightOfWay
from gui.training.trainer import FRAME_MS, WAIT_MS
from gui.training.worker import Worker


class Racer(QObject):
    """`look` says what the next frame is to show. The thread begins with `line_up` and ends with `shutdown`."""

    framed = Signal(object)  # RaceFrame
    failed = Signal(object)  # an exception from the thread

    def __init__(self, look: Callable[[], Look], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = RaceFrame()
        self._look = look
        self._right_of_way = RightOfWay(self)
        self._worker: Worker | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._next_frame)

    @property
    def is_alive(self) -> bool:
        return self._worker is not None

    def line_up(self, base: Recipe, runners: tuple[Runner, ...], known: tuple[Recipe, Data] | None = None) -> None:
        """All runners at the start, waiting."""
        if self._worker is None:
            self._worker = Worker(self._right_of_way, RaceRun, "race")
            self._worker.failed.connect(self.failed)
            self._worker.start()
            self._timer.start()
            atexit.register(self.shutdown)
        self._worker.ask(LineUp(base, runners, known))

    def play(self) -> None:
        if self._worker is not None:
            self._worker.ask(PlayRace())

    def pause(self) -> None:
        if self._worker is not None:
            self._worker.ask(PauseRace())

    def state(self, runner: int) -> tuple[Recipe, Checkpoint] | None:
        """A runner's recipe and trained state right now; waits for the end of the step. None when there is no such runner."""
        if self._worker is None:
            return None
        request = TakeRunner(runner)
        self._worker.ask(request)
        request.done.wait(WAIT_MS / 1000)
        return request.state[0] if request.state else None

    def shutdown(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        atexit.unregister(self.shutdown)
        self._timer.stop()
        self._right_of_way.give_up()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
            worker.wait(WAIT_MS)
        self.frame = RaceFrame()

    def _next_frame(self) -> None:
        if self._worker is None:
            return
        frame = self._worker.take_frame()
        if frame is not None:
            self._right_of_way.take()
            self.frame = frame
            self.framed.emit(frame)
        self._worker.show(self._look())
