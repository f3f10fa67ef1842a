"""The window goes first: while it shows a frame, training waits.

Most Qt calls release the GIL and must get it back from a loop of NumPy calls, up to 2 ms each time, and a frame makes
hundreds of them: with both threads at it a frame takes two to three times as long, and training gains nothing by it.
"""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, QTimer

LONGEST_WAIT = 0.03  # seconds: a window that never finishes painting must not stop training altogether

NEW = 0.3  # weight of the newest frame in the mean of what frames cost


class PaintPriority(QObject):
    """Made in the window's thread, which calls `hold`; `wait` is called from the training thread.

    seconds: of the window's thread that a frame costs, until it is painted.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._free = threading.Event()
        self._free.set()
        self._painted = QTimer(self)  # of 0 ms: it fires when what the frame caused has been painted
        self._painted.setSingleShot(True)
        self._painted.timeout.connect(self._end)
        self.seconds = self._began = 0.0

    def hold(self) -> None:
        """From now until the window has been painted training waits."""
        self._free.clear()
        self._began = time.thread_time()
        self._painted.start(0)

    def release(self) -> None:
        """Training need not wait any more."""
        self._painted.stop()
        self._free.set()

    def _end(self) -> None:
        self._free.set()
        self.seconds += NEW * (time.thread_time() - self._began - self.seconds)

    def wait(self) -> None:
        """Return when the window has been painted, at the latest after 30 ms."""
        self._free.wait(LONGEST_WAIT)
