"""Which values arrow keys step through: presets, a 1-3-10 scale, or a linear one. No Qt in here."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

# Presets: what arrow keys step through and menus offer.
LEARNING_RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
STRENGTHS = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH_SIZES = (1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 512)


def stepped(value: float, count: int, low: float | None, high: float | None, log: bool, presets: tuple[float, ...] = ()) -> float:
    """`value` moved by `count` steps (down when negative) and clamped to the range.

    With presets they are the steps. With `log` 1, 3, 10, 30 …, and 0 below the smallest if it is in the range; otherwise steps
    of a twentieth of the range, rounded to 1, 2 or 5 times a power of ten.
    """
    smallest = smallest_on_log(low, high)
    if log and not presets and low == 0 and value <= smallest * (1 + 1e-9):
        if count < 0 or (count == 0 and value == 0):
            return 0.0
        value, count = (smallest, count - 1) if value == 0 else (value, count)
    if presets:
        value = _step_through(presets, value, count)
    elif log and value > 0:
        value = _on_log(value, count)
    else:
        size = linear_step(low, high)
        value = round(value / size + count) * size  # the multiple, not the sum: no 0.30000000000000004
        value = float(f"{value:.12g}")
    if low is not None:
        value = max(value, low)
    return value if high is None else min(value, high)


def smallest_on_log(low: float | None, high: float | None) -> float:
    """Where a logarithmic scale begins: at `low`, or, when that is 0, at a millionth of the other end."""
    return low if low else (high or 1.0) * 1e-6


def linear_step(low: float | None, high: float | None) -> float:
    """1, 2 or 5 times a power of ten, near a twentieth of the range; 0.1 without a range."""
    if low is None or high is None or high <= low:
        return 0.1
    rough = (high - low) / 20
    power = 10.0 ** math.floor(math.log10(rough))
    return float(f"{max(m for m in (1, 2, 5) if m * power <= rough * (1 + 1e-9)) * power:.12g}")


def _step_through(presets: tuple[float, ...], value: float, count: int) -> float:
    """The preset `count` away; from between two presets the first step goes to the nearer end."""
    at = bisect_right(presets, value) - 1 + count if count > 0 else bisect_left(presets, value) + count
    if 0 <= at < len(presets):
        return presets[at]
    return max(value, presets[-1]) if count > 0 else min(value, presets[0])


def _on_log(value: float, count: int) -> float:
    tens = math.floor(math.log10(value) + 1e-9)
    steps = [m * 10.0**e for e in range(tens - abs(count) - 1, tens + abs(count) + 2) for m in (1, 3)]
    exact = tuple(value if math.isclose(step, value, rel_tol=1e-9) else step for step in steps)
    return float(f"{_step_through(exact, value, count):.12g}")
