"""Keeps the pace of a training thread: how many steps are due by the clock, and how long it may rest until the next."""

from __future__ import annotations

import math
from collections.abc import Callable

from gui.model.speeds import FULL, Speed

GRAIN = 0.008  # seconds between two turns at least: a fast pace takes several steps at a turn
BACKLOG = 0.25  # seconds of steps that are made up for: what a slow machine cannot do in time is not done all at once later


class Pace:
    """Changes as steps are taken. `clock` is in seconds. At full speed there is nothing to keep, and nobody asks."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.speed = FULL
        self.keeps_up = True  # whether the machine is fast enough for the speed
        self._last = self._rested = -math.inf  # when the last step was due; when the last turn ended

    def restart(self) -> None:
        """A step is due now."""
        self._last, self._rested, self.keeps_up = -math.inf, self._clock(), True

    def set_speed(self, speed: Speed, steps_per_epoch: int) -> None:
        """From now on; what the speed before would have made due by now is forgotten."""
        if speed != self.speed:
            self.speed, self.keeps_up, self._rested = speed, True, self._clock()
            self._last = max(self._last, self._rested - self._interval(steps_per_epoch))

    def due(self, steps_per_epoch: int) -> int:
        """How many steps are due now."""
        if self._last == -math.inf:
            return 1
        interval = self._interval(steps_per_epoch)
        return math.floor(min(self._clock() - self._last, max(BACKLOG, interval)) / interval + 1e-6)

    def take(self, steps: int, steps_per_epoch: int) -> float:
        """So many of the due steps have been done; returns the seconds that the thread had rested before."""
        now, interval = self._clock(), self._interval(steps_per_epoch)
        most = max(BACKLOG, interval)
        rested = min(max(now - self._rested, 0.0), most + interval)
        self._rested = now
        self._last = now if self._last == -math.inf else self._last + steps * interval
        self.keeps_up = now - self._last <= most
        if not self.keeps_up:
            self._last = now - most
        return rested

    def rest(self, steps_per_epoch: int) -> float:
        """Seconds until there are steps to do; 0 when there are now."""
        if self.due(steps_per_epoch) >= 1:
            return 0.0
        return max(GRAIN, self._last + self._interval(steps_per_epoch) - self._clock())

    def _interval(self, steps_per_epoch: int) -> float:
        """Seconds between two steps."""
        return 1.0 / self.speed.steps_per_second(steps_per_epoch)
