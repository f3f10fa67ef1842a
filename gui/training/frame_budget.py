"""How much of the training thread's time pictures may take: large networks get coarser pictures, then fewer, while they train."""

from __future__ import annotations

import time

EXPENSIVE, CHEAP = 0.008, 0.003  # seconds for a picture: above it gets coarser, below finer again
REST = 1.0  # times a picture's cost that goes into training before the next one


class FrameBudget:
    """Changes with every picture. `detail`: the share of the resolution that is asked for that there is time for."""

    def __init__(self) -> None:
        self.detail = 1.0
        self._next = 0.0

    @property
    def is_due(self) -> bool:
        return time.perf_counter() >= self._next

    def spend(self, seconds: float) -> None:
        """Count what the last picture cost."""
        if seconds > EXPENSIVE:
            self.detail = max(0.1, self.detail * 0.7)
        elif seconds < CHEAP:
            self.detail = min(1.0, self.detail * 1.1)
        self._next = time.perf_counter() + REST * seconds
