"""From a neuron's outputs over the plane to colours: blue above zero, orange below, as an image of all of a block's maps."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from engine.core.arrays import Array
from gui.style.theme import Theme
from gui.widgets.colour_scale import scales_of


@lru_cache(maxsize=8)
def colour_table(theme: Theme) -> Array:
    """(256,) uint32 0xffRRGGBB: from the negative colour over the middle to the positive one."""
    ends = [QColor(name).getRgb()[:3] for name in (theme.negative, theme.middle, theme.positive)]
    share = np.linspace(-1, 1, 256)
    red, green, blue = (np.interp(share, (-1, 0, 1), channel).round().astype(np.uint32) for channel in zip(*ends, strict=True))
    return np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue


def colours(values: Array, scales: Array, theme: Theme) -> Array:
    """(units, height, width) outputs to uint32 colours of the same shape, turned so that y grows upward on the screen."""
    factor = (127.5 / scales).astype(np.float32)[:, np.newaxis, np.newaxis]
    with np.errstate(all="ignore"):  # outputs near the largest number there is
        at = np.nan_to_num(values[:, ::-1] * factor + np.float32(127.5), copy=False, nan=127.5)
    return colour_table(theme).take(np.clip(at, 0, 255, out=at).astype(np.uint8))


@lru_cache(maxsize=64)
def weights_between(points: int, pixels: int) -> Array:
    """(pixels, points) float32: how much each of some evenly spaced points counts at each pixel, by linear interpolation."""
    at = np.linspace(0, points - 1, pixels)
    low = np.minimum(at.astype(int), max(points - 2, 0))
    weights = np.zeros((pixels, points), np.float32)
    weights[np.arange(pixels), np.minimum(low + 1, points - 1)] = at - low
    weights[np.arange(pixels), low] += 1 - (at - low)
    return weights


class Atlas:
    """Holds the maps of one block, under one another in one image: one image is 25 times cheaper than one per neuron.

    The colours are worked out when the image is asked for, so blocks out of sight cost nothing; and at the size in which it is
    drawn, because Qt's own smooth scaling is many times slower.
    """

    def __init__(self) -> None:
        self._values: Array | None = None
        self._theme: Theme | None = None  # of the image
        self._side = 0
        self._image: QImage | None = None
        self._pixels: Array | None = None  # the image reads this memory

    def fill(self, values: Array | None) -> None:
        """Show these outputs, (units, height, width), or nothing."""
        self._values, self._image = values, None

    @property
    def is_empty(self) -> bool:
        return self._values is None

    def scale(self, unit: int) -> float:
        """The value of a unit that gets the full colour."""
        assert self._values is not None
        return float(scales_of(self._values[unit : unit + 1])[0])

    def image(self, theme: Theme, side: int) -> QImage | None:
        """The maps as squares of `side` pixels; None when there are none."""
        if self._values is None:
            return None
        if self._image is None or theme is not self._theme or side != self._side:
            units, height, width = self._values.shape
            smooth = weights_between(height, side) @ self._values @ weights_between(width, side).T
            pixels = colours(smooth, scales_of(self._values), theme).reshape(units * side, side)
            self._image = QImage(pixels.data, side, len(pixels), 4 * side, QImage.Format.Format_RGB32)
            self._pixels, self._theme, self._side = pixels, theme, side
        return self._image

    def part(self, unit: int) -> QRectF:
        """Where in the image one unit's map is."""
        return QRectF(0, unit * self._side, self._side, self._side)
