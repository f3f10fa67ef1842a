"""How far apart the rows of a history are: close together where a loss curve bends, further apart where it is straight.

Decided from the rows themselves, and so from the run alone, not from the clock: the same run has the same rows on every machine,
and one that is continued from a file goes on as it would have.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

import numpy as np

from engine.core.arrays import Array

STRAIGHT = 0.003  # of a curve's range: where leaving out each recent row would have moved it by less, rows go further apart
BENT = 0.006  # by more: closer together
RECENT = 6  # rows that count
MOST_SKIPPED = 16  # strides from one row to the next, at most
SHARE = 32  # rows are at most this part of the run so far apart

Losses = Sequence[float]


class RowSpacing:
    """Changes with each row: `strides` is how many strides the next one is away, a power of two."""

    def __init__(self, steps: Array, low: Array, high: Array, mean: Array, stride: int) -> None:
        """From the rows so far: their steps (n,), and low, high and mean of the losses, (n, losses)."""
        self.stride, self.strides = stride, 1
        self._low, self._high = [np.inf] * mean.shape[1], [-np.inf] * mean.shape[1]
        if len(steps) and mean.size:
            self._low = np.where(np.isnan(low), np.inf, low).min(0).tolist()
            self._high = np.where(np.isnan(high), -np.inf, high).max(0).tolist()
        self._last: deque[tuple[float, Losses]] = deque(maxlen=2)
        self._bends: deque[float] = deque(maxlen=RECENT)  # the largest bend of any loss at a recent row, in its range
        for step, losses in zip(steps[-RECENT - 2 :].tolist(), mean[-RECENT - 2 :].tolist(), strict=True):
            self.add(step, losses)

    def add(self, step: float, losses: Losses) -> None:
        """The losses measured at a step. NaN, those of another loss, do not count. At a step that is not later than the last ones
        it goes on from there: these do not count any more.
        """
        if not losses or math.isnan(sum(losses)):
            return
        while self._last and self._last[-1][0] >= step:
            self._last.pop()
        bend = self._bend_at_middle(step, losses)
        if bend is not None:
            self._bends.append(bend)
            self.strides = self._next(step, int((step - self._last[1][0]) // self.stride))
        self._last.append((step, losses))

    def _bend_at_middle(self, step: float, losses: Losses) -> float | None:
        """How far the row before lies from the straight line between its neighbours: of all losses the most, in their ranges."""
        low, high, most = self._low, self._high, 0.0
        for i, loss in enumerate(losses):
            low[i], high[i] = min(low[i], loss), max(high[i], loss)
        if len(self._last) < 2:
            return None
        (first, before), (middle, between) = self._last
        share = (middle - first) / (step - first)
        for i, loss in enumerate(losses):
            bend = abs(before[i] + share * (loss - before[i]) - between[i])
            if bend > most * (high[i] - low[i]):
                most = bend / (high[i] - low[i])
        return most

    def _next(self, step: float, now: int) -> int:
        most = min(MOST_SKIPPED, _power_of_two(int(step / (SHARE * self.stride))))
        now, bend = _power_of_two(now), max(self._bends)
        if len(self._bends) == RECENT and bend < STRAIGHT:
            now *= 2
        elif not bend < BENT:
            now //= 2
        return max(1, min(now, most))


def _power_of_two(number: int) -> int:
    """The largest that is not above the number; 1 for less than that."""
    return 1 << max(0, number.bit_length() - 1)
