"""How fast it trains, in steps per second."""

from __future__ import annotations

import time

SECONDS = 0.5  # that it is measured over, about


class StepRate:
    """Changes as it is asked."""

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, step: int) -> None:
        """Begin to measure at this step, now."""
        self._since, self._step, self._value = time.perf_counter(), step, 0.0

    def at(self, step: int) -> float:
        """Steps per second when `step` is reached now, over about the last half second."""
        now = time.perf_counter()
        if now - self._since >= SECONDS or not self._value:
            self._value = max(0, step - self._step) / max(now - self._since, 1e-6)
            if now - self._since >= SECONDS:
                self._since, self._step = now, step
        return self._value
