"""Writes pictures that follow each other as one file, an animated PNG. What cannot play it shows the last one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from tests.screen.few_colours import in_few_colours

MOST_COLOURS = 128  # of a file, which has one palette
CLEAR = 0  # the entry of the palette that leaves what was there before
TURNS = 5  # then it rests, as what moves for ever disturbs reading
KEEP, OVER = 0, 1  # a picture stays; the next one lies over it


def write_moving_picture(path: Path, pictures: Sequence[QImage], milliseconds: Sequence[int]) -> None:
    """All of one size. The last one stays after `TURNS`, and is also the one that shows where nothing moves."""
    palette, places = in_few_colours(pictures, MOST_COLOURS - 1)
    frames = [place + 1 for place in places]
    height, width = frames[0].shape
    number = _Numbers()
    chunks = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"acTL", struct.pack(">II", len(frames), TURNS)),
        _chunk(b"PLTE", b"".join(int(colour).to_bytes(3) for colour in (0, *palette))),
        _chunk(b"tRNS", b"\0"),
        _chunk(b"IDAT", _packed(frames[-1])),  # outside the animation
    ]
    before: np.ndarray | None = None
    for frame, duration in zip(frames, milliseconds, strict=True):
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
