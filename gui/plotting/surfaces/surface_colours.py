"""From predictions to colours: pure functions of arrays, without Qt. Colours are 0xAARRGGBB as QImage wants them.

One output (two classes, or a number): orange through the middle colour to blue. One output per class: the colour of the most
likely class, the stronger the more certain. Predictions that are not finite have a colour of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.nn.losses import CrossEntropy, Loss
from gui.style.colour_schemes import class_colours
from gui.style.theme import Theme, mixed, packed, unpacked

LEVELS = 256
BANDS = 8  # of a discretised number
SURFACE_STRENGTH = 0.6  # a surface is paler than the points, or a filled point would look hollow on it
TARGET_SHARE = 2.0  # per cent of the targets that may lie beyond the colours, at each end


@dataclass(frozen=True)
class ColourRange:
    """The predictions that have the first colour, `low`, and the last, `high`; what is beyond has the colour of the end."""

    low: float
    high: float


def colour_range(data: Data, loss: Loss) -> ColourRange:
    """Probabilities range from 0 to 1, scores of classes from -1 to 1, numbers over the targets without outliers."""
    if data.task.is_regression:
        target = data.table.target[data.train]
        low, high = (float(p) for p in np.percentile(target, (TARGET_SHARE, 100 - TARGET_SHARE)))
        return ColourRange(low, high) if high > low else ColourRange(low - 1, high + 1)
    return ColourRange(0.0, 1.0) if isinstance(loss, CrossEntropy) else ColourRange(-1.0, 1.0)


def colour_table(theme: Theme, outputs: int, discrete: bool, strength: float = SURFACE_STRENGTH) -> Array:
    """All colours that a surface may have, (outputs * LEVELS + 1,) uint32; the last is for what is not finite.

    `discrete`: only the full colours. `strength`: the share of the full colour at the ends, the rest is the middle colour.
    """
    middle = _rgb(theme.middle)
    if outputs == 1:
        at = np.linspace(-1, 1, LEVELS)
        if discrete:
            at = np.where(at < 0, -1.0, 1.0)
        ends = np.where((at < 0)[:, np.newaxis], _rgb(theme.negative), _rgb(theme.positive))
        colours = middle + (np.abs(at) * strength)[:, np.newaxis] * (ends - middle)
    else:
        share = np.ones(LEVELS) if discrete else np.linspace(0, 1, LEVELS)
        classes = np.stack([_rgb(colour) for colour in class_colours(outputs, theme)])
        colours = (middle + (share * strength)[np.newaxis, :, np.newaxis] * (classes[:, np.newaxis] - middle)).reshape(-1, 3)
    return _packed(np.concatenate([colours, _rgb(theme.line)[np.newaxis]]))


@lru_cache(maxsize=4)
def shade_table(theme: Theme) -> Array:
    """Colours for amounts, from none (the panel's own colour) to all (the accent), (LEVELS + 1,) uint32.

    The last is for what is not a number. Small amounts are set off clearly from none.
    """
    steps = [mixed(theme.surface, theme.accent, float(share)) for share in np.linspace(0, 1, LEVELS) ** 0.6]
    return np.array([packed(colour) for colour in (*steps, theme.line)], np.uint32)


def banded(table: Array) -> Array:
    """The table of one output in `BANDS` steps instead of 256 shades: the middle colour of each step."""
    step = LEVELS // BANDS
    return np.append(np.repeat(table[:-1][step // 2 :: step], step), table[-1])


def upper_half(table: Array) -> Array:
    """The table of one output for numbers that are never below 0: from the middle colour on, in as many levels."""
    return np.append(np.repeat(table[LEVELS // 2 : LEVELS], 2), table[-1])


def indices(values: Array, span: ColourRange) -> Array:
    """The index of each prediction's colour in the colour table: (height, width) intp from (outputs, height, width)."""
    with np.errstate(all="ignore"):
        finite = bool(np.isfinite(values.sum(dtype=np.float64)))
        if len(values) == 1:
            value, offset = values[0], None
        else:
            value, offset = values.max(0), values.argmax(0) * LEVELS
        scale = (LEVELS - 1e-3) / (span.high - span.low)
        levels = np.clip((value - span.low) * scale, 0, LEVELS - 1)
        if finite:
            levels = levels.astype(np.intp)
            return levels if offset is None else levels + offset
        broken = ~np.isfinite(values).all(0)
        levels = np.where(broken, 0, levels).astype(np.intp)
        return np.where(broken, len(values) * LEVELS, levels if offset is None else levels + offset)


def paint(values: Array, span: ColourRange, table: Array) -> Array:
    """The image, (height, width) uint32, its first row the largest y: images grow downwards, axes upwards."""
    pixels: Array = np.take(table, indices(values, span)[::-1], mode="clip")
    return pixels


def target_colours(data: Data, span: ColourRange, theme: Theme, rows: Array) -> list[str]:
    """The colour of each row's target, '#rrggbb': its class's, or its number's at full strength."""
    target = data.table.target[rows]
    if not data.task.is_regression:
        colours = class_colours(data.task.classes, theme)
        return [colours[int(k)] for k in target]
    table = colour_table(theme, 1, False, 1.0)
    steps = indices(target[np.newaxis, np.newaxis].astype(np.float64), span)[0] // 8 * 8 + 4  # 32 colours: a brush for each
    return [unpacked(int(pixel)) for pixel in table[steps]]


def _rgb(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float64)


def _packed(rgb: Array) -> Array:
    whole = np.rint(rgb).astype(np.uint32)
    return (np.uint32(0xFF000000) | whole[:, 0] << np.uint32(16) | whole[:, 1] << np.uint32(8) | whole[:, 2]).astype(np.uint32)
