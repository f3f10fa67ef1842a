"""Filled contours of a function of two variables, as pixels: the lower, the paler, and a thin line between two levels.

Levels lie close together near the minimum and far apart on the slopes, as many functions are very steep there.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.experiments.descent.example_functions import ExampleFunction
from gui.style.theme import Theme, mixed, packed

SHADES_BITS = 3  # a line is drawn in two to the power of this many shades, so that it has no steps
HALF_LINE = 0.8  # pixels, at most half of it in full strength
MOST_LEVELS, LEAST_LEVELS, HIGH_LEVEL = 14, 6, 26  # levels, and pixels of the picture's height for each
GRID = 64  # points along each side of the domain, from which the levels are chosen
LOW_SHARE, HIGH_SHARE = 0.08, 0.97  # of the domain lie below the first level, and below the last
DARKEST, LINE = 0.22, 0.36  # shares of the text's colour in the highest level, and in a line
MOST_PIXELS = 300_000  # that are computed; a larger picture is enlarged from them


def contour_levels(function: ExampleFunction, count: int) -> Array:
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
    ends = contour_levels(function, levels)
    ends = np.concatenate([[2 * ends[0] - ends[1]], ends, [2 * ends[-1] - ends[-2]]])
    at = np.interp(values, ends, np.arange(levels + 2.0)).astype(np.float32)
    at[np.isnan(at)] = levels + 1
    lines = np.where((at > 0.5) & (at < levels + 0.5), _line_shades(at), 0)
    return _colours(levels, theme).take((np.minimum(at, levels).astype(np.intp) << SHADES_BITS) + lines)


def _line_shades(at: Array) -> Array:
    """(height, width) intp: how much of each pixel the line between two bands covers, from 0 to all but one of the shades."""
    steepness = np.zeros_like(at)  # levels per pixel
    across, down = np.abs(np.diff(at, axis=1)), np.abs(np.diff(at, axis=0))
    np.maximum(steepness[:, 1:], across, out=steepness[:, 1:])
    np.maximum(steepness[1:], down, out=steepness[1:])
    away = np.abs(at - np.rint(at))
    covered = np.clip(HALF_LINE - away / np.maximum(steepness, 1e-9), 0, 1)
    covered[steepness == 0] = 0
    shades: Array = (covered * ((1 << SHADES_BITS) - 1)).astype(np.intp)
    return shades


def _colours(levels: int, theme: Theme) -> Array:
    """(bands · shades,) uint32: of each band, from its own colour to that of a line."""
    shades = np.linspace(0, 1, 1 << SHADES_BITS)
    bands = [mixed(theme.surface, theme.text, DARKEST * k / levels) for k in range(levels + 1)]
    line = mixed(theme.surface, theme.text, LINE)
    return np.array([packed(mixed(band, line, float(share))) for band in bands for share in shades], np.uint32)
