"""Python's search for garbage, in the window's thread alone.

Python searches in whichever thread happens to allocate. Widgets that refer to each other in a circle would then be freed by the
training thread, and Qt's objects must not be freed by a thread that is not theirs: the program would crash.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 100


class GarbageCollection(QObject):
    """Changes: whether Python searches by itself. It does again after `end`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Search the oldest generation that is due by Python's own thresholds."""
        due = [count > threshold > 0 for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        for generation in (2, 1, 0):
            if due[generation]:
                gc.collect(generation)
                return

    def end(self) -> None:
        self._timer.stop()
        gc.enable()
