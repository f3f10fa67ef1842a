"""The scale of an axis, linear or logarithmic, and the range that it shows. No Qt in here."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array

INNER_SHARE, REACH = 0.99, 8.0  # a range reaches from percentile 1 to 99, and this many times their distance beyond at most
CLOSE_SHARE, CLOSE_REACH = 0.98, 0.35  # the same for a range that leaves outliers out: from percentile 2 to 98
LARGEST, DECADES = 1e300, 300.0  # what is larger, or on a log axis smaller, is drawn there


@dataclass(frozen=True)
class Scale:
    """Linear, or the logarithm to base 10 with one lane at the bottom for zeros, which have no logarithm (`lane`, in decades).

    `limits`, when given, fixes the range (in the values' own units). `close`: a few outliers do not widen the range of a
    logarithmic axis; they are marked at its rim.
    """

    log: bool = False
    lane: float = 0.0
    limits: tuple[float, float] | None = None
    close: bool = False

    def place(self, y: Array) -> Array:
        """Positions of values on the axis. On a log axis zero, and what is below, lie in the lane."""
        if not self.log:
            return np.clip(y, -LARGEST, LARGEST)
        positive = y > 0
        return np.where(positive, decades(np.where(positive, y, 1.0)), np.where(np.isnan(y), np.nan, self.lane))


def decades(positive: Array) -> Array:
    """Logarithm to base 10, kept to what axes can be labelled with."""
    return np.clip(np.log10(positive), -DECADES, DECADES)


def robust_range(values: Array, close: bool = False) -> tuple[float, float] | None:
    """Lowest and highest of the values, without outliers; None when there are no finite ones. Constant values: no width.

    `close` leaves out more of them: the range is that of percentiles 2 to 98 and a little beyond.
    """
    inner_share, most_reach = (CLOSE_SHARE, CLOSE_REACH) if close else (INNER_SHARE, REACH)
    numbers = np.sort(values[np.isfinite(values)])
    if not numbers.size:
        return None
    left_out = int((1 - inner_share) * (numbers.size - 1))  # sorting and counting is 5 times as fast as np.percentile
    low, bottom, top, high = (float(numbers[i]) for i in (0, left_out, -1 - left_out, -1))
    reach = most_reach * (top - bottom)
    if not math.isfinite(reach) or reach <= 0:
        return low, high
    return max(low, bottom - reach), min(high, top + reach)


def padded(low: float, high: float, share: float = 0.05) -> tuple[float, float]:
    """The range with a margin of `share` at each end. A range without width gets one; numbers too large to draw are cut."""
    low, high = max(low, -LARGEST), min(high, LARGEST)
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-290):
        half = 0.5 * abs(low) if low else 0.5
        return low - half, high + half
    return low - share * (high - low), high + share * (high - low)


def steady_range(old: tuple[float, float] | None, new: tuple[float, float]) -> tuple[float, float]:
    """The old range as long as the new one lies in it and fills at least nine tenths of it, so that axes do not jitter."""
    if old is not None:
        width, slack = new[1] - new[0], 0.05 * (new[1] - new[0])
        inside = old[0] <= new[0] + slack and old[1] >= new[1] - slack
        if inside and old[1] - old[0] <= width + 2 * slack:
            return old
    return new


def with_equal_units(
    x: tuple[float, float], y: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of axes `width` and `height` pixels long, one widened about its middle: a unit of both has as many pixels."""
    unit = max((x[1] - x[0]) / max(width, 1.0), (y[1] - y[0]) / max(height, 1.0))

    def widened(ends: tuple[float, float], pixels: float) -> tuple[float, float]:
        middle, half = (ends[0] + ends[1]) / 2, unit * pixels / 2
        return min(ends[0], middle - half), max(ends[1], middle + half)

    return widened(x, width), widened(y, height)
