"""A moving picture, read back by the rules of the format: frames lie over each other; what cannot play them sees the last one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from tests.screen.few_colours import in_few_colours
from tests.screen.moving_picture import write_moving_picture

WHITE, RED, BLUE = 0xFFFFFF, 0xD02010, 0x1060B0
SIZE = 12, 8  # width, height


def picture(*dots: tuple[int, int, int]) -> QImage:
    """Dots of x, y and a colour on white."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(WHITE))
    for x, y, colour in dots:
        image.setPixelColor(x, y, QColor(colour))
    return image


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + body)
        yield kind, body
        place += 12 + length


def played(path: Path) -> tuple[list[np.ndarray], list[int]]:
    """What a browser shows, as 0xRRGGBB, and for how many milliseconds."""
    shown, frames, durations, control, numbers = np.zeros(SIZE[::-1], int), [], [], b"", []
    palette = np.zeros(0)
    for kind, body in chunks(path.read_bytes()):
        if kind == b"PLTE":
            palette = np.array([int.from_bytes(body[place : place + 3]) for place in range(0, len(body), 3)])
        elif kind == b"fcTL":
            control = body
            numbers.append(struct.unpack(">I", body[:4])[0])
        elif kind == b"fdAT":
            numbers.append(struct.unpack(">I", body[:4])[0])
            width, height, left, top, duration, of = struct.unpack(">IIIIHH", control[4:24])
            places = np.frombuffer(zlib.decompress(body[4:]), np.uint8).reshape(height, width + 1)[:, 1:]
            shown = shown.copy()
            part = shown[top : top + height, left : left + width]
            part[places != 0] = palette[places[places != 0]]
            frames.append(shown)
            durations.append(1000 * duration // of)
    assert numbers == list(range(len(numbers)))
    return frames, durations


def test_each_picture_is_seen_as_it_was_for_its_time(tmp_path: Path) -> None:
    path = tmp_path / "moves.png"
    dots = [(2, 3, RED)], [(2, 3, RED), (9, 6, BLUE)], [(2, 3, RED), (9, 6, BLUE)], [(9, 6, RED)]
    write_moving_picture(path, [picture(*some) for some in dots], [100, 110, 120, 3000])
    frames, durations = played(path)
    assert durations == [100, 110, 120, 3000]
    for frame, some in zip(frames, dots, strict=True):
        wanted = np.full(SIZE[::-1], WHITE)
        for x, y, colour in some:
            wanted[y, x] = colour
        assert (frame == wanted).all()


def test_what_cannot_play_it_sees_the_last_picture(tmp_path: Path) -> None:
    path = tmp_path / "moves.png"
    write_moving_picture(path, [picture(), picture((5, 5, BLUE))], [100, 100])
    still = QImage(str(path))
    assert (still.width(), still.height()) == SIZE
    assert still.pixelColor(5, 5).rgb() & 0xFFFFFF == BLUE
    assert still.pixelColor(4, 5).rgb() & 0xFFFFFF == WHITE


@pytest.mark.parametrize(("most", "kept"), [(2, {WHITE, RED}), (3, {WHITE, RED, BLUE})])
def test_a_rare_colour_is_kept_before_shades_of_a_frequent_one(most: int, kept: set[int]) -> None:
    shades = [(x, 0, RED + shade) for x, shade in enumerate((0, 0, 0, 0, 1, 1, 1, 2, 2))]
    palette, [places] = in_few_colours([picture(*shades, (7, 7, BLUE))], most)
    assert set(palette.tolist()) == kept
    assert palette[places[0, 8]] == RED, "the nearest one"
