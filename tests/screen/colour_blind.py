"""The main pictures as eyes without one kind of cone see them, beside the pictures as they are, for somebody to look at.

    python -m tests.screen.every_view PICTURES --only views panes ...
    python -m tests.screen.colour_blind PICTURES OUT_DIR [--only views_boundary ...]

The matrices are those of Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency,
IEEE TVCG 15 (6), 2009, at severity 1.0; they apply to linear RGB.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

MATRICES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def simulated(colours: np.ndarray, kind: str) -> np.ndarray:
    """What colours, (..., 3) bytes of red, green and blue, look like to eyes of a kind in `MATRICES`."""
    share = np.asarray(colours, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(MATRICES[kind]).T, 0, 1)
    encoded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.rint(255 * encoded).astype(np.uint8)


def four_in_one(image: QImage) -> QImage:
    """The picture as it is, and below and beside it as three kinds of eyes see it."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    parts = [pixels, *(simulated(pixels, kind) for kind in MATRICES)]
    whole = np.ascontiguousarray(np.vstack([np.hstack(parts[:2]), np.hstack(parts[2:])]))
    return QImage(whole.data, whole.shape[1], whole.shape[0], 3 * whole.shape[1], QImage.Format.Format_RGB888).copy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", default=())
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(asked.pictures.glob("*.png")):
        if not asked.only or path.stem in asked.only:
            four_in_one(QImage(str(path))).save(str(asked.out / path.name))


if __name__ == "__main__":
    main()
