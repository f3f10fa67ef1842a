"""A drawing as the digits' data have it: strokes become 32 × 32 black or white dots, and these 8 × 8 counts from 0 to 16.

As NIST's programs did with the digits of the data (Garris and others 1994, NISTIR 5469): made upright (here by a shear that puts
the leftmost points of the top and of the bottom below each other), scaled to a box of 20 × 32 dots, the pen as thick as makes
about as many dots black as in the data, the ink in the middle. Worth of it: `python -m tests.bench.drawn_digits`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.core.arrays import Array

DOTS, BLOCK = 32, 4  # dots of the image in each direction, and of one input
WIDE = 20  # dots of the box in the middle
INK = 312  # black dots of a digit of the data, on average
THINNEST, THICKEST = 4.5, 11.0  # pens, in dots
TRIES = 5  # halvings of the range of pens
STRETCH = 1.6  # at most as many times is one direction scaled as the other: a 1 stays narrow
TOP = 1 / 32  # of the height: what counts as the top and as the bottom of a drawing
STEEPEST = 1.0  # shear, in widths per height
FARTHEST = 2  # dots that a drawing is moved to have its ink in the middle
MOST_POINTS = 80  # of a drawing: of one with twice as many every second is kept


def counts_of(strokes: Sequence[Array]) -> Array:
    """(rows, columns) counts of black dots, of strokes of points (n, 2) that run to the right and down. All 0 for no points."""
    black = dots_of(strokes)
    blocks: Array = black.reshape(DOTS // BLOCK, BLOCK, DOTS // BLOCK, BLOCK).sum(axis=(1, 3)).astype(np.float64)
    return blocks


def dots_of(strokes: Sequence[Array]) -> Array:
    """Which dots are black, (DOTS, DOTS) bool."""
    starts, ends = _segments(_upright(strokes))
    black: Array = np.zeros((DOTS, DOTS), bool)
    if not len(starts):
        return black
    thin, thick = THINNEST, THICKEST
    for _try in range(TRIES):
        pen = (thin + thick) / 2
        black = _distances(*_placed(starts, ends, pen)) <= pen / 2
        thin, thick = (pen, thick) if black.sum() < INK else (thin, pen)
    middle = float(black.sum(0) @ (np.arange(DOTS) + 0.5) / black.sum())
    moved: Array = np.roll(black, int(np.clip(round(DOTS / 2 - middle), -FARTHEST, FARTHEST)), axis=1)
    return moved


def _upright(strokes: Sequence[Array]) -> list[Array]:
    """The strokes sheared until the leftmost points of the top and of the bottom are below each other."""
    kept = [one for one in strokes if len(one)]
    if not kept:
        return []
    x, y = np.concatenate(kept).astype(np.float64).T
    low, high = y.min(), y.max()
    height = max(high - low, 1e-9)
    top, bottom = x[y <= low + TOP * height].min(), x[y >= high - TOP * height].min()
    shear = np.clip((top - bottom) / height, -STEEPEST, STEEPEST)
    return [np.stack([one[:, 0] + shear * (one[:, 1] - low), one[:, 1]], axis=1) for one in kept]


def _segments(strokes: Sequence[Array]) -> tuple[Array, Array]:
    """Both ends of every piece of the strokes, each (pieces, 2); a single point is a piece without length."""
    every = max(1, sum(map(len, strokes)) // MOST_POINTS)
    kept = [np.concatenate([one[:-1:every], one[-1:]]).astype(np.float64) for one in strokes if len(one)]
    if not kept:
        return np.empty((0, 2)), np.empty((0, 2))
    starts = np.concatenate([one[:-1] if len(one) > 1 else one for one in kept])
    return starts, np.concatenate([one[1:] if len(one) > 1 else one for one in kept])


def _placed(starts: Array, ends: Array, pen: float) -> tuple[Array, Array]:
    """The pieces scaled and moved so that, with the pen, they fill the box in the middle."""
    both = np.concatenate([starts, ends])
    low, high = both.min(0), both.max(0)
    size = np.maximum(high - low, 1e-9)
    room = np.array([WIDE, DOTS]) - pen
    scale = room / size
    scale = np.minimum(scale, STRETCH * scale.min())
    middle = (low + high) / 2
    return (starts - middle) * scale + DOTS / 2, (ends - middle) * scale + DOTS / 2


def _distances(starts: Array, ends: Array) -> Array:
    """From the middle of each dot to the nearest piece, (DOTS, DOTS)."""
    y, x = np.indices((DOTS, DOTS)) + 0.5
    point = np.stack([x, y], axis=-1)[:, :, np.newaxis]
    along = ends - starts
    length = np.maximum((along**2).sum(1), 1e-12)
    share = np.clip(((point - starts) * along).sum(-1) / length, 0, 1)
    nearest: Array = np.linalg.norm(point - starts - share[..., np.newaxis] * along, axis=-1).min(-1)
    return nearest
