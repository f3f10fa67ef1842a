"""Filled contours of a function of two variables, as pixels: the lower, the paler, and a thin line between two levels.

Levels lie close together near the minimum and far apart on the slopes, as many functions are very steep there.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.experiments.descent.example_functions import ExampleFunction
from gui.style.theme import Theme, mixed

MOST_LEVELS, LEAST_LEVELS, HIGH_LEVEL = 14, 6, 26  # levels, and pixels of the picture's height for each
GRID = 64  # points along each side of the domain, from which the levels are chosen
LOW_SHARE, HIGH_SHARE = 0.08, 0.97  # of the domain lie below the first level, and below the last
DARKEST, LINE = 0.22, 0.36  # shares of the text's colour in the highest level, and in a line
MOST_PIXELS = 240_000  # that are computed; a larger picture is enlarged from them


def contour_levels(function: ExampleFunction, count: int = MOST_LEVELS) -> Array:
    """(count,): rising values between which the bands of the picture lie."""
    axes = (np.linspace(low, high, GRID) for low, high in function.domain)
    values = function.value(np.array(np.meshgrid(*axes)))
    lowest = min(float(values.min()), *(minimum.value for minimum in function.minima))
    first, last = np.quantile(values - lowest, (LOW_SHARE, HIGH_SHARE))
    scale = max(first, 1e-12)
    levels: Array = lowest + scale * np.expm1(np.linspace(np.log1p(0.25), np.log1p(last / scale), count))
    return levels


def contour_pixels(
    function: ExampleFunction, x: tuple[float, float], y: tuple[float, float], width: int, height: int, theme: Theme
) -> Array:
    """(height, width) uint32 0xffRRGGBB, its first row the largest y."""
    shrink = max(1.0, (width * height / MOST_PIXELS) ** 0.5)
    columns, rows = max(2, round(width / shrink)), max(2, round(height / shrink))
    with np.errstate(all="ignore"):
        values = function.value(np.array(np.meshgrid(np.linspace(*x, columns), np.linspace(y[1], y[0], rows))))
    levels = min(max(LEAST_LEVELS, height // HIGH_LEVEL), MOST_LEVELS)
    bands = np.searchsorted(contour_levels(function, levels), values)
    shades = [mixed(theme.surface, theme.text, DARKEST * k / levels) for k in range(levels + 1)]
    table = np.array([_packed(shade) for shade in shades], np.uint32)
    pixels: Array = table[bands]
    pixels[:, 1:][bands[:, 1:] != bands[:, :-1]] = _packed(mixed(theme.surface, theme.text, LINE))
    pixels[1:][bands[1:] != bands[:-1]] = _packed(mixed(theme.surface, theme.text, LINE))
    return pixels


def _packed(colour: str) -> int:
    return 0xFF000000 | int(colour[1:], 16)
