"""When a run is examined: often enough to watch it, seldom enough not to slow it down."""

from __future__ import annotations

import time

import numpy as np

from engine.core.arrays import Array
from engine.diagnosis.health_report import HealthReport, health_report
from engine.recipe.recipe import Recipe
from engine.training.session import Session

SECONDS = 0.5  # between two examinations while it trains, at least
SHARE = 0.05  # of the thread's time that they may take


class HealthSchedule:
    """Changes: remembers the last check-up and what it was of."""

    def __init__(self) -> None:
        self._last: HealthReport | None = None
        self._of: tuple[Recipe, Array] | None = None
        self._next = 0.0

    def see(self, session: Session, playing: bool) -> HealthReport:
        """A check-up of this very state; while it trains, one that may be half a second old, or older where they are dear."""
        began = time.perf_counter()
        if self._last is not None and self._of is not None and session.recipe is self._of[0] and session.step >= self._last.step:
            resting = playing and began < self._next
            if resting or (session.step == self._last.step and np.array_equal(session.network.theta, self._of[1])):
                return self._last
        self._last, self._of = health_report(session), (session.recipe, session.network.theta.copy())
        now = time.perf_counter()
        self._next = now + max(SECONDS, (now - began) / SHARE)
        return self._last
