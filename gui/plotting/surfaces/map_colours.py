"""From a neuron's output over the plane of two inputs to colours: blue above zero, orange below. On the canvas, in the list of
inputs and in the large picture of a neuron the same value has the same colour.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor

from engine.core.arrays import Array
from gui.style.theme import Theme

STEPS = np.array([1, 1.5, 2, 3, 5, 7, 10])


def map_scales(values: Array) -> Array:
    """(units,): for each unit of (units, height, width) the value that is drawn in the full colour.

    1, or for larger outputs the next of 1.5, 2, 3, 5, 7, 10, 15 …: in steps, so that colours do not drift while training.
    """
    largest = np.abs(values).max(axis=(1, 2), initial=0.0).astype(np.float64)
    largest = np.where((largest > 1) & (largest < 1e30), largest, 1.0)
    power = 10.0 ** np.floor(np.log10(largest))
    scales: Array = power * STEPS[np.minimum(np.searchsorted(STEPS, largest / power), len(STEPS) - 1)]
    return scales


@lru_cache(maxsize=8)
def map_colour_table(theme: Theme) -> Array:
    """(256,) uint32 0xffRRGGBB: from the negative colour over the middle to the positive one."""
    ends = [QColor(name).getRgb()[:3] for name in (theme.negative, theme.middle, theme.positive)]
    share = np.linspace(-1, 1, 256)
    red, green, blue = (np.interp(share, (-1, 0, 1), channel).round().astype(np.uint32) for channel in zip(*ends, strict=True))
    return np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue


def map_colours(values: Array, scales: Array, theme: Theme) -> Array:
    """(units, height, width) outputs to uint32 colours of the same shape, flipped so that y grows upward on the screen."""
    factor = (127.5 / scales).astype(np.float32)[:, np.newaxis, np.newaxis]
    with np.errstate(all="ignore"):  # outputs near the largest number there is
        at = np.nan_to_num(values[:, ::-1] * factor + np.float32(127.5), copy=False, nan=127.5)
    return map_colour_table(theme).take(np.clip(at, 0, 255, out=at).astype(np.uint8))


@lru_cache(maxsize=64)
def weights_between(points: int, pixels: int) -> Array:
    """(pixels, points) float32: the weight of each of some evenly spaced points at each pixel, for linear interpolation."""
    at = np.linspace(0, points - 1, pixels)
    low = np.minimum(at.astype(int), max(points - 2, 0))
    weights = np.zeros((pixels, points), np.float32)
    weights[np.arange(pixels), np.minimum(low + 1, points - 1)] = at - low
    weights[np.arange(pixels), low] += 1 - (at - low)
    return weights
