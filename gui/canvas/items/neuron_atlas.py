"""From a neuron's outputs over the plane to colours: blue above zero, orange below, as an image of all of a block's maps."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from engine.core.arrays import Array
from gui.plotting.surfaces.map_colours import map_colours, map_scales, weights_between
from gui.style.theme import Theme


class Atlas:
    """Holds the maps of one block, under one another in one image: one image is 25 times cheaper than one per neuron.

    The colours are computed when the image is needed, so blocks out of view cost nothing; and at the size in which it is drawn,
    because Qt's own smooth scaling is many times slower.
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
        return float(map_scales(self._values[unit : unit + 1])[0])

    def is_positive(self, unit: int) -> bool:
        """Whether the unit gives nothing below 0."""
        assert self._values is not None
        return bool(self._values[unit].min() >= 0)

    def image(self, theme: Theme, side: int) -> QImage | None:
        """The maps as squares of `side` pixels; None when there are none."""
        if self._values is None:
            return None
        if self._image is None or theme is not self._theme or side != self._side:
            units, height, width = self._values.shape
            with np.errstate(all="ignore"):  # outputs near the largest number there is, and none at all
                smooth = weights_between(height, side) @ self._values @ weights_between(width, side).T
            pixels = map_colours(smooth, map_scales(self._values), theme).reshape(units * side, side)
            self._image = QImage(pixels.data, side, len(pixels), 4 * side, QImage.Format.Format_RGB32)
            self._pixels, self._theme, self._side = pixels, theme, side
        return self._image

    def part(self, unit: int) -> QRectF:
        """Where in the image one unit's map is."""
        return QRectF(0, unit * self._side, self._side, self._side)
