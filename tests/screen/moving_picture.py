"""Writes pictures that follow each other as one file, an animated PNG. What cannot play it shows the last one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

MOST_COLOURS = 128  # of a file, which has one palette
APART = 24  # by how much colours differ at least, where there are enough that do: sums of the differences of red, green and blue
CLEAR = 0  # the entry of the palette that leaves what was there before
KEEP, OVER = 0, 1  # a picture stays; the next one lies over it


def write_moving_picture(path: Path, pictures: Sequence[QImage], milliseconds: Sequence[int]) -> None:
    """All of one size. It begins anew after the last one, which is also the one that shows where nothing moves."""
    frames = [_pixels(picture) for picture in pictures]
    palette, indexed = _with_one_palette(frames)
    height, width = frames[0].shape
    number = _Numbers()
    chunks = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"acTL", struct.pack(">II", len(frames), 0)),
        _chunk(b"PLTE", b"".join(bytes((colour >> 16 & 255, colour >> 8 & 255, colour & 255)) for colour in palette)),
        _chunk(b"tRNS", b"\0"),
        _chunk(b"IDAT", _packed(indexed[-1])),  # outside the animation
    ]
    before: np.ndarray | None = None
    for frame, duration in zip(indexed, milliseconds, strict=True):
        top, left, part = (0, 0, frame) if before is None else _changed(before, frame)
        before = frame
        place = struct.pack(">IIIII", number.next(), part.shape[1], part.shape[0], left, top)
        chunks.append(_chunk(b"fcTL", place + struct.pack(">HHBB", duration, 1000, KEEP, OVER)))
        chunks.append(_chunk(b"fdAT", struct.pack(">I", number.next()) + _packed(part)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join([*chunks, _chunk(b"IEND", b"")]))


class _Numbers:
    """Chunks of an animation are numbered through."""

    def __init__(self) -> None:
        self.last = -1

    def next(self) -> int:
        self.last += 1
        return self.last


def _pixels(picture: QImage) -> np.ndarray:
    """As 0xRRGGBB."""
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()] & 0xFFFFFF


def _with_one_palette(frames: Sequence[np.ndarray]) -> tuple[list[int], list[np.ndarray]]:
    colours, counts = np.unique(np.concatenate([frame.ravel() for frame in frames]), return_counts=True)
    chosen = _chosen(colours, counts)
    nearest = np.concatenate([_nearest(part, chosen) for part in np.array_split(colours, 1 + len(colours) // 2000)])
    index = (nearest + 1).astype(np.uint8)  # the first is `CLEAR`
    return [0, *chosen.tolist()], [index[np.searchsorted(colours, frame)] for frame in frames]


def _chosen(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The most frequent ones, of which those that hardly differ count as one."""
    by_frequency = colours[np.argsort(counts, kind="stable")[::-1]]
    for apart in range(APART, -1, -2):
        kept = by_frequency[:1]
        for colour in by_frequency[1:]:
            if len(kept) == MOST_COLOURS - 1:
                return kept
            if _distance(kept, np.array([colour])).min() >= apart > 0 or not apart:
                kept = np.append(kept, colour)
    return kept


def _nearest(colours: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return _distance(colours, chosen).argmin(1)


def _distance(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.abs(_channels(some)[:, np.newaxis] - _channels(others)[np.newaxis]).sum(-1)


def _channels(colours: np.ndarray) -> np.ndarray:
    return np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=-1).astype(int)


def _changed(before: np.ndarray, frame: np.ndarray) -> tuple[int, int, np.ndarray]:
    """Top, left, and what lies in the smallest rectangle around all changes; in it `CLEAR` where nothing changed."""
    differs = before != frame
    rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    if not len(rows):
        return 0, 0, np.zeros((1, 1), np.uint8)
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return int(rows[0]), int(columns[0]), np.where(differs[part], frame[part], CLEAR).astype(np.uint8)


def _packed(indices: np.ndarray) -> bytes:
    """Rows without a filter, which pictures with a palette want."""
    return zlib.compress(np.pad(indices, ((0, 0), (1, 0))).tobytes(), 9)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
