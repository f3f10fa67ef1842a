"""How long a search will take, as far as can be told from how fast it went."""

from __future__ import annotations

LEAST = 1.0  # trials and seconds, before which nothing is told


class TimeLeft:
    """`done` is measured in trials, those that are being trained by their share of the epochs."""

    def __init__(self, done: float, now: float) -> None:
        self._done, self._began = done, now

    def at(self, done: float, wanted: int, now: float) -> float | None:
        """Seconds, about; None while unknown."""
        gained, passed = done - self._done, now - self._began
        if gained < LEAST or passed < LEAST:
            return None
        return passed / gained * max(0.0, wanted - done)
