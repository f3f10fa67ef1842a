"""The values of an input over the plane of two columns, as numbers and as a small image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from engine.core.arrays import Array
from engine.data.features import Feature, compute
from engine.data.preprocessing import Data
from gui.plotting.surfaces.map_colours import map_colour_table, weights_between
from gui.style.theme import Theme

POINTS = 16  # of a map, along each axis


def plane(data: Data, axes: tuple[int, ...]) -> Array:
    """Raw inputs over a plane, (height, width, inputs); those on no axis have the training rows' mean.

    A curve over one column has height 1.
    """
    domains = [data.domain(axis) for axis in axes]
    raw = np.tile(data.means, (1 if len(axes) == 1 else POINTS, POINTS, 1))
    raw[..., axes[0]] = np.linspace(*domains[0], POINTS)
    if len(axes) > 1:
        raw[..., axes[1]] = np.linspace(*domains[1], POINTS)[:, np.newaxis]
    return raw


def maps(data: Data, axes: tuple[int, ...], most: int) -> Array:
    """(inputs, height, width), the first `most`: each as the first layer gets it, as a share of its largest, from -1 to 1."""
    raw = plane(data, axes)
    seen = data.transform(raw.reshape(-1, data.inputs))
    ends = data.transform(np.array([data.domain(column) for column in range(data.inputs)]).T)
    return _shares(np.concatenate([seen, ends, data.largest[np.newaxis]])[:, :most], len(seen), raw.shape[:2])


def map_of(feature: Feature, data: Data) -> Array:
    """(height, width) of any feature over the first two columns, unscaled, as a share of its largest."""
    raw = plane(data, tuple(range(min(2, data.inputs))))
    values = compute([feature], raw.reshape(-1, data.inputs))
    return _shares(values, len(values), raw.shape[:2])[0]


def _shares(values: Array, shown: int, shape: Sequence[int]) -> Array:
    """Of (rows, inputs): the first `shown` rows as shares of the largest of all that are finite, (inputs, height, width)."""
    known = np.where(np.isfinite(values), values, 0.0)
    largest = np.maximum(np.abs(known).max(0), 1e-30)
    shares: Array = np.nan_to_num(np.clip(values[:shown] / largest, -1, 1), nan=0.0).T
    return shares.reshape(-1, *shape).astype(np.float32)


def map_pixmap(values: Array, side: int, scale: float, theme: Theme) -> QPixmap:
    """A map, (height, width) from -1 to 1, as a square of `side` units; y grows upward."""
    pixels = round(side * scale)
    height, width = values.shape
    smooth = weights_between(height, pixels) @ values[::-1] @ weights_between(width, pixels).T
    colours = np.ascontiguousarray(map_colour_table(theme).take(np.clip(127.5 * smooth + 127.5, 0, 255).astype(np.uint8)))
    image = QImage(colours.data, pixels, pixels, 4 * pixels, QImage.Format.Format_RGB32)
    made = QPixmap.fromImage(image, Qt.ImageConversionFlag.AutoColor)
    made.setDevicePixelRatio(scale)
    return made
