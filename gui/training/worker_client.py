"""The window's side of a worker: its thread while it is open, requests in, frames out at the pace of the screen."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.training.paint_priority import PaintPriority
from gui.training.worker import Job, Request, Worker

FRAME_MS = 33  # between two frames, at least
GLANCE_MS = 6  # between two checks whether there is one: a frame that has just missed its turn is not late by another turn
WAIT_MS = 5000

State = tuple[Recipe, Checkpoint]


@dataclass(frozen=True, eq=False)
class TakeState:
    """Asks for a trained state; whoever asks waits for `done` and reads `state`, which stays empty when there is none."""

    of: Callable[[Any], State | None]  # called in the thread, with the job
    done: threading.Event = field(default_factory=threading.Event)
    state: list[State] = field(default_factory=list)

    def do(self, job: Any) -> None:
        try:
            found = self.of(job)
            if found is not None:
                self.state.append(found)
        finally:
            self.done.set()


class WorkerClient(QObject):
    """Changes as it is opened and closed, and may be opened again. `wanted` is asked, at each frame, what the next is to show."""

    framed = Signal(object)  # what the job publishes
    failed = Signal(object)  # an exception from the thread

    def __init__(self, wanted: Callable[[], Requests], make: Callable[[], Job], name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted, self._make, self._name = wanted, make, name
        self._right_of_way = PaintPriority(self)
        self._worker: Worker | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(GLANCE_MS)
        self._timer.timeout.connect(self._glance)
        self._shown = self._asked = -1.0  # when, by the clock

    @property
    def are_open(self) -> bool:
        """Whether the thread runs."""
        return self._worker is not None and self._worker.isRunning()

    def open(self) -> None:
        """Start the thread, unless it runs."""
        if self.are_open:
            return
        self._worker = Worker(self._right_of_way, self._make, self._name)
        self._worker.failed.connect(self.failed)
        self._worker.start()
        self._timer.start()
        atexit.register(self.close)

    def ask(self, request: Request) -> None:
        """Pass it in. A thread that has ended, or has not begun, does nothing."""
        if self._worker is not None:
            self._worker.ask(request)

    def state(self, of: Callable[[Any], State | None]) -> State | None:
        """What `of` finds in the job after the end of the step; of a thread that has ended, what it left. None when nothing."""
        if self._worker is None:
            return None
        if self._worker.isFinished():
            return self._worker.final
        request = TakeState(of)
        self._worker.ask(request)
        request.done.wait(WAIT_MS / 1000)
        return request.state[0] if request.state else None

    def close(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        atexit.unregister(self.close)
        self._timer.stop()
        self._right_of_way.give_up()
        if self._worker is not None:
            self._worker.stop()
            self._worker.wait(WAIT_MS)

    def _glance(self) -> None:
        """Hand on the newest frame when it is time for one, and ask for the next."""
        worker, now, turn = self._worker, time.monotonic(), (FRAME_MS - GLANCE_MS / 2) / 1000
        if worker is None or now - self._shown < turn:
            return
        frame = worker.take_frame()
        if frame is not None:
            self._shown = now
            self._right_of_way.take()
            self.framed.emit(frame)
        if not self.are_open:
            return  # whoever saw the frame closed
        if frame is not None or now - self._asked >= turn:
            self._asked = now
            worker.show(self._wanted())
