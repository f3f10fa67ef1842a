"""Small pictures of datasets, drawn from a few of their rows."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.data.datasets import Dataset
from engine.data.feature_ranking import most_informative_inputs
from engine.data.table import Table
from gui.style.colour_schemes import class_colours
from gui.style.theme import Theme, mixed

ROWS = 220  # enough to show the shape, few enough to be seen as points
SHEET = 3  # images in each direction, of a set of images
LARGER = 3.0  # at most as many times as large are the points of a set that has only few


@lru_cache(maxsize=64)
def thumbnail(cls: type[Dataset], size: int, scale: float, theme: Theme) -> QPixmap:
    """A square picture, `size` units wide, of the dataset with its default settings. Raises FileProblem if it needs a file."""
    about = params_of(cls)
    few = {"rows": ROWS} if "rows" in about else {}
    table = dataclasses.replace(cls(), **few).make(np.random.default_rng(1))
    if cls.image != (0, 0):
        return _sheet(table.inputs[: SHEET**2].reshape(-1, *cls.image), size, scale, theme)
    pixmap = QPixmap(round(size * scale), round(size * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(QColor(theme.surface))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = size / 48 * min(LARGER, max(1.0, (ROWS / len(table.target)) ** 0.5))
    for (x, y), colour in zip(_places(table), _colours(table, theme), strict=True):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(size * (0.06 + 0.88 * x), size * (0.94 - 0.88 * y)), radius, radius)
    painter.end()
    return pixmap


def _sheet(images: Array, size: int, scale: float, theme: Theme) -> QPixmap:
    """The first few rows of a set of images, side by side."""
    rows = [np.concatenate([np.pad(one, 1) for one in images[at : at + SHEET]], axis=1) for at in range(0, SHEET**2, SHEET)]
    sheet = np.concatenate(rows) / (images.max() or 1)
    levels = [QColor(mixed(theme.surface, theme.text, level / 16)).rgb() for level in range(17)]
    image = QImage(sheet.shape[1], sheet.shape[0], QImage.Format.Format_RGB32)
    for y, x in np.ndindex(*sheet.shape):
        image.setPixel(x, y, levels[round(16 * float(sheet[y, x]))])
    wide = round(size * scale)
    pixmap = QPixmap.fromImage(
        image.scaled(wide, wide, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _places(table: Table) -> Array:
    """The position of each row, (rows, 2) from 0 to 1: by the two inputs of its plot, or by the only one and the target."""
    inputs = table.inputs[:, list(most_informative_inputs(table))]
    if table.inputs.shape[1] == 1:
        inputs = np.column_stack([table.inputs[:, 0], table.target])
    low, high = inputs.min(0), inputs.max(0)
    places: Array = (inputs - low) / np.where(high > low, high - low, 1)
    return places


def _colours(table: Table, theme: Theme) -> list[str]:
    if table.classes:
        palette = class_colours(len(table.classes), theme)
        return [palette[c] for c in table.target]
    largest = float(np.abs(table.target).max()) or 1.0
    signs = table.target / largest
    zero = mixed(theme.middle, theme.muted, 0.3)  # a little stronger than in a surface: a single dot is harder to see
    return [mixed(zero, theme.positive if s > 0 else theme.negative, abs(float(s))) for s in signs]
