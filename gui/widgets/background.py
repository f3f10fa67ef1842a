"""Long work beside the window: it runs in a thread of its own, can be given up at any moment, and its outcome comes as a call."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.core.cancellation import Cancelled, cancellable, reporting
from engine.files.file_problem import FileProblem

_running: set[BackgroundWork] = set()  # each until its thread has ended: none may be destroyed before


class BackgroundWork(QObject):
    """Changes: begins at once. `done` is called with what `work` returns, or `failed` with a FileProblem; neither once cancelled.

    It is cancelled with its `owner`. `work` uses no widgets, and calls `check` between its parts.
    """

    advanced = Signal(float)  # the share of it that is done, 0 to 1, where the work says so; not once cancelled
    _ended = Signal(object, object)  # the result, or an exception; from the thread
    _reported = Signal(float)  # from the thread

    def __init__(
        self, owner: QObject, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[FileProblem], None]
    ) -> None:
        super().__init__()
        self._work, self._done, self._failed = work, done, failed
        self._cancelled = threading.Event()
        self._ended.connect(self._deliver)
        self._reported.connect(self._advance)
        owner.destroyed.connect(self.cancel)
        self._thread = threading.Thread(target=self._run, name="background")
        _running.add(self)
        self._thread.start()

    def cancel(self) -> None:
        """Give it up: neither `done` nor `failed` is called from now on. Does not wait for the thread."""
        self._cancelled.set()

    def _run(self) -> None:
        """In the thread."""
        result: Any = None
        problem: BaseException | None = None
        try:
            with cancellable(self._cancelled.is_set), reporting(self._reported.emit), np.errstate(all="ignore"):
                result = self._work()
        except (Exception, Cancelled) as error:
            problem = error
        self._ended.emit(result, problem)

    def _advance(self, share: float) -> None:
        if not self._cancelled.is_set():
            self.advanced.emit(share)

    def _deliver(self, result: Any, problem: BaseException | None) -> None:
        _running.discard(self)
        if self._cancelled.is_set() or isinstance(problem, Cancelled):
            return
        if isinstance(problem, FileProblem):
            self._failed(problem)
        elif problem is not None:
            raise problem
        else:
            self._done(result)


def end_all() -> None:
    """Give up whatever still runs, and wait for its threads: the program ends."""
    for work in tuple(_running):
        work.cancel()
    for work in tuple(_running):
        work._thread.join()
