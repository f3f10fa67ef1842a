"""Which part of a plane is shown when nobody has zoomed: the present point and the path, with room around them."""

from __future__ import annotations

import math

import numpy as np

from engine.core.arrays import Array
from engine.inspection.loss_surface.picture_grid import Range

ROOM = 1.6  # times what the path needs
LEAST = 0.35  # of the last range that the path must fill, or another one is chosen
RIM = 0.04  # of the range along an edge, where no dot should stand
LARGEST = 1e30  # numbers beyond it are not centred on
FINEST = 1e-3  # of the size of the present numbers: in a smaller range they could hardly be told apart
FAR = 10.0  # times the size of the present numbers, and 1: dots farther away are left out of sight


class ShownRange:
    """Changes when the path leaves the last range, or fills little of it: otherwise ranges stay, so that pictures do not jump."""

    def __init__(self) -> None:
        self._last: tuple[float, tuple[Range, ...]] | None = None

    def around(self, places: Array, least: float, aspect: float) -> tuple[Range, ...]:
        """For places (n, dimensions), the last one the present. A unit is as long along both axes of a plane whose picture is
        `aspect` times as wide as high; `least`: half the height, at least.
        """
        now = np.clip(np.nan_to_num(places[-1].astype(np.float64)), -LARGEST, LARGEST)
        near = np.vstack([places[:-1], now])
        near = near[np.isfinite(near).all(1)]
        near = near[np.abs(near - now).max(1) <= FAR * (1 + float(np.abs(now).max()))]
        low, high = near.min(0), near.max(0)
        wide = np.array([aspect, 1.0])[: len(now)] if len(now) > 1 else np.ones(1)
        half = max(least, FINEST * float(np.abs(now).max()), ROOM * float(((high - low) / 2 / wide).max()))
        if self._last is not None and self._last[0] == aspect and _holds(self._last[1], near, half / wide[-1]):
            return self._last[1]
        half = _round_up(half)
        middle = (low + high) / 2
        ranges = tuple((float(m - half * w), float(m + half * w)) for m, w in zip(middle, wide, strict=True))
        self._last = aspect, ranges
        return ranges


def _holds(ranges: tuple[Range, ...], places: Array, half: float) -> bool:
    low, high = np.array(ranges).T
    rim = RIM * (high - low)
    inside = (places >= low + rim).all() and (places <= high - rim).all()
    return bool(inside) and half >= LEAST * float(high[-1] - low[-1]) / 2


def _round_up(half: float) -> float:
    """To one and a half or two figures, so that the ranges of one picture and the next are often the same."""
    power = 10.0 ** math.floor(math.log10(half))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if half <= step * power * (1 + 1e-9))
