"""The training thread. Requests come in by a queue, frames go out by a one-slot mailbox where the newest wins."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque

import numpy as np
from PySide6.QtCore import QThread, Signal

from engine.checkpoint import Checkpoint
from engine.recipe import Recipe
from engine.snapshot import Look
from gui.training.frame import Frame
from gui.training.requests import Request
from gui.training.right_of_way import RightOfWay
from gui.training.run import Run

STACK_BYTES = 16 * 2**20  # OpenBLAS overflows the default of some systems
IDLE_SECONDS = 0.25


class Worker(QThread):
    """Changes only within its own thread; others use `ask`, `show`, `take_frame` and `stop`."""

    failed = Signal(object)  # an exception that nobody foresaw

    def __init__(self, right_of_way: RightOfWay) -> None:
        super().__init__()
        self._right_of_way = right_of_way
        self.setObjectName("training")
        self.setStackSize(STACK_BYTES)
        self._requests: queue.SimpleQueue[Request | Look] = queue.SimpleQueue()
        self._mailbox: deque[Frame] = deque(maxlen=1)
        self._stop = threading.Event()
        self.final: tuple[Recipe, Checkpoint] | None = None  # the last state, once the thread has ended

    # -- called from the window's thread
    def ask(self, request: Request) -> None:
        self._requests.put(request)

    def show(self, look: Look) -> None:
        """Ask for a frame with this in it."""
        self._requests.put(look)

    def take_frame(self) -> Frame | None:
        """The newest frame, once."""
        try:
            return self._mailbox.popleft()
        except IndexError:
            return None

    def stop(self) -> None:
        self._stop.set()
        self._requests.put(Look())  # wakes a thread that waits

    # -- the thread
    def run(self) -> None:
        run = Run()
        wanted: Look | None = None
        with np.errstate(all="ignore"):  # per thread; numbers that are not finite are looked for, not warned of
            while not self._stop.is_set():
                try:
                    wanted = self._answer(run, wanted)
                    run.tick()
                    if wanted is not None:
                        frame = run.frame(wanted)
                        if frame is not None:
                            self._mailbox.append(frame)
                        wanted = None
                except Exception as error:
                    run.pause()
                    self.failed.emit(error)
                # NumPy's brief releases of the GIL restart a waiting thread's interval: without this the window may starve
                time.sleep(0)
                self._right_of_way.wait()
        if run.session is not None:
            self.final = run.session.recipe, run.session.checkpoint()

    def _answer(self, run: Run, wanted: Look | None) -> Look | None:
        """Do what was asked, waiting for it when there is nothing else to do; returns the newest look."""
        wait = not run.playing and wanted is None
        while True:
            try:
                request = self._requests.get(timeout=IDLE_SECONDS) if wait else self._requests.get_nowait()
            except queue.Empty:
                return wanted
            wait = False
            if isinstance(request, Look):
                wanted = request
            else:
                request.do(run)
