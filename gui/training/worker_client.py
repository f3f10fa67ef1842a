"""The window's side of a worker: its thread while it is open, instructions in, frames out at the pace of the screen."""

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
from gui.training.worker import Instruction, Job, Worker

FRAME_MS = 33  # between two frames, at least
POLL_MS = 6  # between two checks whether there is one: a frame that has just missed its turn is not late by another turn
WAIT_MS = 5000

State = tuple[Recipe, Checkpoint]


@dataclass(frozen=True, eq=False)
class ReadState:
    """Asks for a trained state; the caller waits for `done` and reads `state`, which stays empty when there is none."""

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
        self._paint_priority = PaintPriority(self)
        self._worker: Worker | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._shown = self._asked = -1.0  # when, by the clock

    @property
    def is_open(self) -> bool:
        """Whether the thread runs."""
        return self._worker is not None and self._worker.isRunning()

    def open(self) -> None:
        """Start the thread, unless it runs."""
        if self.is_open:
            return
        self._worker = Worker(self._paint_priority, self._make, self._name)
        self._worker.failed.connect(self.failed)
        self._worker.start()
        self._timer.start()
        atexit.register(self.close)

    def send(self, instruction: Instruction) -> None:
        """Pass it to the thread. A thread that has ended, or has not begun, does nothing."""
        if self._worker is not None:
            self._worker.send(instruction)

    def state(self, of: Callable[[Any], State | None]) -> State | None:
        """What `of` finds in the job after the end of the step; of a thread that has ended, what it left. None when nothing."""
        if self._worker is None:
            return None
        if self._worker.isFinished():
            return self._worker.final
        instruction = ReadState(of)
        self._worker.send(instruction)
        instruction.done.wait(WAIT_MS / 1000)
        return instruction.state[0] if instruction.state else None

    def close(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        atexit.unregister(self.close)
        self._timer.stop()
        self._paint_priority.release()
        if self._worker is not None:
            self._worker.stop()
            self._worker.wait(WAIT_MS)

    def _poll(self) -> None:
        """Emit the newest frame when it is time for one, and ask for the next."""
        worker, now, turn = self._worker, time.monotonic(), (FRAME_MS - POLL_MS / 2) / 1000
        if worker is None or now - self._shown < turn:
            return
        frame = worker.take_frame()
        if frame is not None:
            self._shown = now
            self._paint_priority.hold()
            self.framed.emit(frame)
        if not self.is_open:
            return  # closed by what the frame caused
        if frame is not None or now - self._asked >= turn:
            self._asked = now
            worker.show(self._wanted())
