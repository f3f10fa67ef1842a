"""What an arrow key does to a number: a step on a ladder, on a 1-3-10 scale, or on a linear one. No Qt in here."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

# what arrow keys step through and menus offer
LEARNING_RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH_SIZES = (1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 512)


def stepped(value: float, count: int, low: float | None, high: float | None, log: bool, ladder: tuple[float, ...] = ()) -> float:
    """`value` moved by `count` steps (down when negative) and kept within the range.

    ladder: the values to step through. log: 1, 3, 10, 30 …, and 0 below the smallest where the range has it; otherwise steps of
    a twentieth of the range, rounded to 1, 2 or 5.
    """
    smallest = smallest_on_log(low, high)
    if log and not ladder and low == 0 and value <= smallest * (1 + 1e-9):
        if count < 0 or (count == 0 and value == 0):
            return 0.0
        value, count = (smallest, count - 1) if value == 0 else (value, count)
    if ladder:
        value = _on_ladder(value, count, ladder)
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


def _on_ladder(value: float, count: int, ladder: tuple[float, ...]) -> float:
    """The rung `count` away; between two rungs, the first step goes to the next one."""
    at = bisect_right(ladder, value) - 1 + count if count > 0 else bisect_left(ladder, value) + count
    if 0 <= at < len(ladder):
        return ladder[at]
    return max(value, ladder[-1]) if count > 0 else min(value, ladder[0])


def _on_log(value: float, count: int) -> float:
    tens = math.floor(math.log10(value) + 1e-9)
    rungs = [m * 10.0**e for e in range(tens - abs(count) - 1, tens + abs(count) + 2) for m in (1, 3)]
    near = [rung if not math.isclose(rung, value, rel_tol=1e-9) else value for rung in rungs]
    return float(f"{_on_ladder(value, count, tuple(near)):.12g}")
