"""Pictures in few colours: a tenth of the bytes, and nothing to be seen of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QImage

APART = 24  # by how much colours differ at least, where there are enough that do: sums of the differences of red, green and blue
AT_ONCE = 2000  # colours whose nearest ones are looked for together


def in_few_colours(pictures: Sequence[QImage], most: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """One palette of all pictures, as 0xRRGGBB, and of each picture the places in it."""
    frames = [_pixels(picture) for picture in pictures]
    colours, counts = np.unique(np.concatenate([frame.ravel() for frame in frames]), return_counts=True)
    palette = _chosen(colours, counts, most)
    parts = np.array_split(colours, 1 + len(colours) // AT_ONCE)
    nearest = np.concatenate([_distance(part, palette).argmin(1) for part in parts]).astype(np.uint8)
    return palette, [nearest[np.searchsorted(colours, frame)] for frame in frames]


def _pixels(picture: QImage) -> np.ndarray:
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()] & 0xFFFFFF


def _chosen(colours: np.ndarray, counts: np.ndarray, most: int) -> np.ndarray:
    """The most frequent ones, of which those that hardly differ count as one."""
    by_frequency = colours[np.argsort(counts, kind="stable")[::-1]]
    for apart in range(APART, 0, -2):
        kept = by_frequency[:1]
        for colour in by_frequency[1:]:
            if _distance(kept, np.array([colour])).min() >= apart:
                kept = np.append(kept, colour)
            if len(kept) == most:
                return kept
    return by_frequency[:most]


def _distance(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.abs(_channels(some)[:, np.newaxis] - _channels(others)[np.newaxis]).sum(-1)


def _channels(colours: np.ndarray) -> np.ndarray:
    """Red, green and blue."""
    return np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=-1).astype(int)
