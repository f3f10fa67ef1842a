"""How much of the training thread's time pictures may take: large networks get coarser pictures, then fewer, while they train."""

from __future__ import annotations

import time
from dataclasses import replace

from engine.inspection.snapshot import Look

DEAR, CHEAP = 0.008, 0.003  # seconds for a picture: above it gets coarser, below finer again
COARSEST = 24  # points along an axis
REST = 1.0  # times a picture's cost that goes into training before the next one


class FrameBudget:
    """Changes with every picture."""

    def __init__(self) -> None:
        self._share = 1.0  # of the resolution that is asked for
        self._next = 0.0

    @property
    def is_due(self) -> bool:
        return time.perf_counter() >= self._next

    def coarser(self, look: Look) -> Look:
        """The look at the resolution that there is time for."""
        resolution, maps = (
            max(min(wanted, COARSEST), round(wanted * self._share)) if wanted else 0
            for wanted in (look.resolution, look.map_resolution)
        )
        return replace(look, resolution=resolution, map_resolution=min(maps, look.map_resolution))

    def took(self, seconds: float) -> None:
        """Say what the last picture cost."""
        if seconds > DEAR:
            self._share = max(0.1, self._share * 0.7)
        elif seconds < CHEAP:
            self._share = min(1.0, self._share * 1.1)
        self._next = time.perf_counter() + REST * seconds
