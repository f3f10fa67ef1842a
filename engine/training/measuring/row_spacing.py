"""How far apart the rows of a history are: close together where a loss curve bends, further apart where it is straight.

Decided from the rows themselves, and so from the run alone, not from the clock: the same run has the same rows on every machine,
and one that is continued from a file goes on as it would have.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence

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
        """The losses measured at a step later than the others. NaN, those of another loss, do not count."""
        if not losses or any(map(math.isnan, losses)):
            return
        self._low = [min(low, loss) for low, loss in zip(self._low, losses, strict=True)]
        self._high = [max(high, loss) for high, loss in zip(self._high, losses, strict=True)]
        if len(self._last) == 2:
            (first, before), (middle, between) = self._last
            share = (middle - first) / (step - first)
            bends = (abs(b + share * (c - b) - m) for b, m, c in zip(before, between, losses, strict=True))
            self._bends.append(max(self._relative(bends)))
            self.strides = self._next(step, int((step - middle) // self.stride))
        self._last.append((step, losses))

    def _relative(self, bends: Iterator[float]) -> Iterator[float]:
        for bend, low, high in zip(bends, self._low, self._high, strict=True):
            yield bend / (high - low) if high > low else 0.0

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
