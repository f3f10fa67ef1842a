"""A thread that trains. Instructions come in by a queue, frames go out by a one-slot mailbox where the newest wins."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QThread, Signal

from engine.core.cancellation import Cancelled, cancellable
from engine.inspection.snapshot_request import Requests
from gui.training.due_requests import Due
from gui.training.paint_priority import PaintPriority

STACK_BYTES = 16 * 2**20  # OpenBLAS overflows the default of some systems
IDLE_SECONDS = 0.25


class Job(Protocol):
    """What a worker does, made and used in its thread only: it trains the user's network, or a race."""

    @property
    def rest(self) -> float:
        """Seconds until there are steps to do: 0 at once, infinite while it is paused."""

    def tick(self) -> None:
        """While playing: train for a few milliseconds, if it is time."""

    def frame(self, requests: Requests, due: Due | None = None) -> Any:
        """What is to be published, a frozen value; None when there is nothing new. `due`: what it needs at full speed."""

    def pause(self) -> None: ...


class Instruction(Protocol):
    """What a job is told to do, a frozen value."""

    def do(self, job: Any) -> None: ...


@dataclass(frozen=True)
class ShowFrame:
    """Asks for a frame with these results in it; at full speed with those that are due."""

    requests: Requests
    due: Due | None = None


class Worker(QThread):
    """Changes only within its own thread; others use `send`, `show`, `take_frame` and `stop`. `make` makes what it does.

    `stop` gives up what can be given up (a file that is read, a check, a picture) and waits for what cannot: a step.
    """

    failed = Signal(object)  # an exception that was not foreseen

    def __init__(self, paint_priority: PaintPriority, make: Callable[[], Job], name: str) -> None:
        super().__init__()
        self._paint_priority, self._make = paint_priority, make
        self.setObjectName(name)
        self.setStackSize(STACK_BYTES)
        self._queue: queue.SimpleQueue[Instruction | ShowFrame] = queue.SimpleQueue()
        self._mailbox: deque[Any] = deque(maxlen=1)
        self._stop = threading.Event()
        self.job: Job | None = None  # what it did, once the thread has ended

    # -- called from the window's thread
    def send(self, instruction: Instruction) -> None:
        self._queue.put(instruction)

    def show(self, requests: Requests, due: Due | None = None) -> None:
        """Ask for a frame with this in it."""
        self._queue.put(ShowFrame(requests, due))

    def take_frame(self) -> Any:
        """The newest frame, once; None when there is no new one."""
        try:
            return self._mailbox.popleft()
        except IndexError:
            return None

    def stop(self) -> None:
        self._stop.set()
        self._queue.put(ShowFrame(frozenset()))  # wakes a thread that waits

    # -- the thread
    def run(self) -> None:
        job = self._make()
        wanted: ShowFrame | None = None
        with np.errstate(all="ignore"):  # per thread; numbers that are not finite are checked for, not warned of
            while not self._stop.is_set():
                try:
                    with cancellable(self._stop.is_set):
                        wanted = self._read_queue(job, wanted)
                    job.tick()  # not cancellable: half a step would be a state that never was
                    if wanted is not None:
                        with cancellable(self._stop.is_set):
                            frame = job.frame(wanted.requests, wanted.due)
                        if frame is not None:
                            self._mailbox.append(frame)
                        wanted = None
                except Cancelled:
                    break
                except Exception as error:
                    job.pause()
                    self.failed.emit(error)
                # NumPy's brief releases of the GIL restart a waiting thread's interval: without this the window may starve
                time.sleep(0)
                self._paint_priority.wait()
            self._finish_queue(job)
            self.job = job

    def _read_queue(self, job: Job, wanted: ShowFrame | None) -> ShowFrame | None:
        """Carry out what has come, waiting for it when there is nothing else to do; returns which frame is wanted."""
        rest = min(job.rest, IDLE_SECONDS) if wanted is None else 0.0
        while True:
            try:
                message = self._queue.get(timeout=rest) if rest else self._queue.get_nowait()
            except queue.Empty:
                return wanted
            rest = 0.0
            if isinstance(message, ShowFrame):
                wanted = message
            else:
                message.do(job)

    def _finish_queue(self, job: Job) -> None:
        """Carry out what came before the end, as far as it need not be given up: the last state is that of the last edit."""
        while True:
            try:
                message = self._queue.get_nowait()
                if not isinstance(message, ShowFrame):
                    with cancellable(self._stop.is_set):
                        message.do(job)
            except queue.Empty:
                return
            except Cancelled:
                continue
            except Exception as error:
                self.failed.emit(error)
