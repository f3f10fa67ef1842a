"""The window's side of a search: its thread while an order is carried out, and the frames that come from it."""

from __future__ import annotations

import atexit
import dataclasses

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal

from gui.search.search_frame import NOTHING, PAUSING, SearchFrame, SearchOrder
from gui.search.search_job import SearchJob

STACK_BYTES = 16 * 2**20  # OpenBLAS overflows the default of some systems


class SearchThread(QThread):
    """Carries out one order."""

    failed = Signal(object)  # an exception that was not foreseen

    def __init__(self, job: SearchJob, order: SearchOrder) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setStackSize(STACK_BYTES)
        self._job, self._order = job, order

    def run(self) -> None:
        with np.errstate(all="ignore"):
            try:
                self._job.carry_out(self._order)
            except Exception as error:
                self.failed.emit(error)


class SearchClient(QObject):
    """Changes: `frame` is the newest. The study stays open between two orders, until `stop`."""

    framed = Signal(object)  # SearchFrame
    failed = Signal(object)  # an exception from the thread
    ended = Signal()  # no thread runs any more
    _published = Signal(object)  # from the thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = SearchFrame()
        self.job = SearchJob(self._published.emit)
        self._thread: SearchThread | None = None
        self._next: SearchOrder | None = None  # to be carried out when the present one has ended
        self._closes = False
        self._published.connect(self._show)

    @property
    def has_ended(self) -> bool:
        """Whether no thread runs."""
        return self._thread is None

    def send(self, order: SearchOrder) -> None:
        """Carry it out; one that is being carried out is paused first."""
        self._closes = False
        if self._thread is not None:
            self._next = order
            self.pause()
            return
        self.job.expect()
        self._thread = SearchThread(self.job, order)
        self._thread.failed.connect(self.failed)
        self._thread.finished.connect(self._on_finished)
        atexit.register(self.shutdown)
        self._thread.start()

    def pause(self) -> None:
        """Let the search end as soon as can be; nothing that is finished is lost."""
        if self._thread is not None and self.frame.phase != PAUSING:
            self.job.pause()
            self._show(dataclasses.replace(self.frame, phase=PAUSING))

    def stop(self) -> None:
        """Pause, and let go of the file as soon as the thread has ended; do not wait for it."""
        self._closes, self._next = True, None
        if self._thread is None:
            self.job.close()
        else:
            self.pause()

    def shutdown(self) -> None:
        """Stop, and wait for the thread. May be called more than once."""
        atexit.unregister(self.shutdown)
        self.stop()
        if self._thread is not None:
            self._thread.wait()
            self._on_finished()

    def _show(self, frame: SearchFrame) -> None:
        """A pause that has been asked for is shown until the thread has ended."""
        pausing = self.frame.phase == PAUSING and frame.is_busy and self._thread is not None
        self.frame = dataclasses.replace(frame, phase=PAUSING) if pausing else frame
        self.framed.emit(self.frame)

    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        atexit.unregister(self.shutdown)
        thread.deleteLater()
        following, self._next = self._next, None
        if self._closes:
            self.job.close()
        if self.frame.is_busy:  # it failed before its last frame
            self._show(dataclasses.replace(self.frame, phase=NOTHING))
        self.ended.emit()
        if following is not None:
            self.send(following)
