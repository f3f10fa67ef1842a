"""Draws the program's icon in every form that desktops want, from its one SVG: `python -m tests.bundle.icons`."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from engine.core.resources import resource
from engine.core.version import APPLICATION_ID, INSTALLED_COMMAND

FOLDER = resource("packaging")
PNG_SIZES = (48, 128, 256)
ICO_SIZES = (16, 24, 32, 48, 256)
ICNS_KINDS = {b"ic07": 128, b"ic08": 256, b"ic09": 512}


def png(size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(FOLDER / f"{APPLICATION_ID}.svg")).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows bytes only
    return bytes(buffer.data().data())


def ico() -> bytes:
    """For Windows: a head, an entry for each picture, then the pictures."""
    pictures = [png(size) for size in ICO_SIZES]
    place, entries = 6 + 16 * len(pictures), b""
    for size, picture in zip(ICO_SIZES, pictures, strict=True):
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures)


def icns() -> bytes:
    """For macOS: a head, then each picture with its kind and length."""
    parts = b"".join(kind + struct.pack(">I", len(data := png(size)) + 8) + data for kind, size in ICNS_KINDS.items())
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QGuiApplication(sys.argv[:1])
    files: dict[Path, bytes] = {FOLDER / f"{APPLICATION_ID}-{size}.png": png(size) for size in PNG_SIZES}
    files |= {FOLDER / f"{INSTALLED_COMMAND}.ico": ico(), FOLDER / f"{INSTALLED_COMMAND}.icns": icns()}
    for path, data in files.items():
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
