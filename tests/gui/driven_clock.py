"""A clock that stands still until a test moves it, in the place of Qt's stopwatches."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QElapsedTimer


class DrivenClock:
    """Changes: `now`, in milliseconds, as a test advances it."""

    def __init__(self) -> None:
        self.now = 0

    def advance(self, milliseconds: int) -> None:
        self.now += milliseconds

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every module of the window that measures with QElapsedTimer measures with this clock."""
        for name, module in list(sys.modules.items()):
            if name.startswith("gui.") and getattr(module, "QElapsedTimer", None) is QElapsedTimer:
                monkeypatch.setattr(module, "QElapsedTimer", lambda: Stopwatch(self))


class Stopwatch:
    """What the window uses of a QElapsedTimer."""

    def __init__(self, clock: DrivenClock) -> None:
        self._clock = clock
        self._since: int | None = None

    def start(self) -> None:
        self._since = self._clock.now

    def restart(self) -> int:
        before = self.elapsed() if self.isValid() else 0
        self.start()
        return before

    def isValid(self) -> bool:
        return self._since is not None

    def invalidate(self) -> None:
        self._since = None

    def elapsed(self) -> int:
        assert self._since is not None, "Qt's would return nonsense"
        return self._clock.now - self._since
