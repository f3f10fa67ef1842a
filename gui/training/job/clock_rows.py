"""Rows of the history by the clock, so that charts grow where the next row that is due is far away: at a slow speed, or in a
network whose steps take long. They change nothing in the run."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.training.session import Session, measure_now

SECONDS = 0.25  # without a row, after which one is taken
SHARE = 0.05  # of the time that measuring may take


class ClockRows:
    """Changes with each turn. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._next, self._rows = -math.inf, -1

    def after_steps(self, session: Session) -> None:
        """Take a row if there was none for long enough."""
        now, rows = self._clock(), session.history.appended
        if rows != self._rows:
            self._rows, self._next = rows, now + SECONDS
        elif now >= self._next:
            measure_now(session)
            after = self._clock()
            self._next = after + max(SECONDS, (after - now) / SHARE)
