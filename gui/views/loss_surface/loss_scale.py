"""From losses to the bands of a contour picture: levels at round numbers, a colour for each band. No Qt in here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from gui.style.theme import Theme, mixed, packed, unpacked

MOST_BANDS = 14
TOP_SHARE = 0.97  # of the losses that a linear scale reaches; what is beyond has the last colour
SMALLEST = 1e-300  # what is smaller has no logarithm
MOST_PIXELS = 400_000  # of the picture; a larger one is drawn coarser
LINE = 0.35  # strength of a line between two bands
FARTHEST = 1e200


@dataclass(frozen=True)
class LossScale:
    """Bands of equal width in losses, or with `log` in their logarithms to base 10: `count` bands of `step` from `start` on."""

    log: bool
    start: float
    step: float
    count: int

    @property
    def levels(self) -> Array:
        """The losses between which the bands lie, (count + 1,)."""
        edges = self.start + self.step * np.arange(self.count + 1)
        levels: Array = 10.0**edges if self.log else edges
        return levels

    def place(self, losses: Array) -> Array:
        """In bands from the start."""
        with np.errstate(all="ignore"):
            clipped = np.clip(losses, SMALLEST if self.log else -FARTHEST, FARTHEST)
            placed: Array = ((np.log10(clipped) if self.log else clipped) - self.start) / self.step
        return placed

    def bands(self, losses: Array) -> Array:
        """(n,) indices of bands; what is below is in the first, what is above in the last."""
        placed = np.nan_to_num(np.floor(self.place(losses)), nan=self.count)
        bands: Array = np.clip(placed, 0, self.count - 1).astype(np.intp)
        return bands


def scale_of(values: Array, log: bool, last: LossScale | None = None) -> LossScale:
    """A scale for these losses; the last one as long as it fits, so that colours do not flicker while training."""
    finite = np.sort(values[np.isfinite(values)].ravel())
    if not finite.size:
        return LossScale(log, 0.0, 1.0, 1)
    low, high = float(finite[0]), float(finite[min(finite.size - 1, int(finite.size * TOP_SHARE))])
    log = log and high > 0
    if log:
        low, high = math.log10(max(low, high * 1e-12, SMALLEST)), math.log10(max(high, SMALLEST))
    low, high = max(low, -FARTHEST), min(high, FARTHEST)
    width = high - low
    if width <= 1e-9 * max(abs(low), abs(high), 1e-12):
        width = max(abs(low), 1.0) * 0.1
    raw = width / (MOST_BANDS - 2)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if raw <= m * power * (1 + 1e-9))
    start = math.floor(low / step) * step
    count = max(1, math.ceil((high - start) / step - 1e-9))
    if last is not None and last.log == log and math.isclose(last.step, step) and last.start == start:
        count = last.count if count <= last.count <= count + 1 else count
    return LossScale(log, start, step, count)


@lru_cache(maxsize=8)
def band_colours(theme: Theme, count: int) -> Array:
    """(count + 1,) uint32: the panel's own colour where the loss is least, then to the accent; the last for what is no number."""
    shares = np.linspace(0.04, 0.92, count) if count > 1 else np.array([0.3])
    names = [mixed(theme.surface, theme.accent, float(share)) for share in shares]
    return np.array([packed(name) for name in (*names, theme.line)], np.uint32)


@lru_cache(maxsize=8)
def picture_colours(theme: Theme, count: int) -> Array:
    """Those of the bands, and then of the lines at their edges, which are a little nearer to the colour of texts."""
    bands = band_colours(theme, count)
    lines = [packed(mixed(unpacked(int(colour)), theme.text, LINE)) for colour in bands]
    return np.concatenate([bands, np.array(lines, np.uint32)])


def contour_pixels(values: Array, scale: LossScale, theme: Theme, width: int, height: int) -> Array:
    """(height, width) uint32, the first row the largest y: bands, and a line between each two. Linear between grid points."""
    shrink = max(1.0, math.sqrt(width * height / MOST_PIXELS))
    width, height = max(2, round(width / shrink)), max(2, round(height / shrink))
    placed = scale.place(values)
    infinite = ~np.isfinite(values)
    placed = np.clip(np.nan_to_num(placed, nan=scale.count), -1.0, scale.count + 8.0).astype(np.float32)
    fine = _between(placed, height, width)
    bands = np.clip(fine, 0, scale.count - 1).astype(np.uint8)
    if infinite.any():
        bands[_between(infinite.astype(np.float32), height, width) > 0.5] = scale.count
    line = np.zeros(bands.shape, np.uint8)
    line[:, 1:] = bands[:, 1:] != bands[:, :-1]
    line[1:] |= bands[1:] != bands[:-1]
    bands += line * np.uint8(scale.count + 1)
    pixels: Array = picture_colours(theme, scale.count).take(bands[::-1])
    return pixels


def _between(values: Array, height: int, width: int) -> Array:
    """Linear between (rows, columns), at the middles of (height, width) pixels. Without products of matrices: BLAS would start
    threads for them beside those of training.
    """
    rows, columns = values.shape
    low, share = _places(rows, height)
    tall = values.take(low, 0)
    tall += (values.take(low + 1, 0) - tall) * share[:, np.newaxis]
    low, share = _places(columns, width)
    result: Array = tall.take(low, 1)
    result += (tall.take(low + 1, 1) - result) * share
    return result


def _places(points: int, pixels: int) -> tuple[Array, Array]:
    """(pixels,) each: the point before each pixel, and how far it is on the way to the next, from 0 to 1."""
    at = (np.arange(pixels) + 0.5) / pixels * (points - 1)
    low = np.minimum(at.astype(np.intp), points - 2)
    return low, (at - low).astype(np.float32)
