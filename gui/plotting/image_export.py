"""What a view shows as bytes of a file: PNG, SVG, CSV; or as an image for the clipboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from engine.core.arrays import Array
from engine.core.translation import _, english
from engine.files.file_problem import FileProblem
from gui.style import theme

PRINT_SCALE = 2.0  # pixels of a saved PNG per pixel of a 100 % screen, at least
EDGE, GAP = 12, 4  # pixels around the picture and between its parts

Parts = Sequence[QWidget]  # the widgets that make up the picture, from top to bottom; hidden ones are left out


def picture(parts: Parts) -> QImage:
    """The widgets as an image, at least twice as sharp as an ordinary screen."""
    scale = max(PRINT_SCALE, *(part.devicePixelRatioF() for part in parts))
    image = QImage(_size(parts) * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    _render(parts, QPainter(image))
    return image


def png(parts: Parts) -> bytes:
    """The widgets as a PNG file. Raises FileProblem when there is no memory for so large an image."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not picture(parts).save(buffer, "PNG"):  # type: ignore[call-overload]  # PySide's stubs forget this overload
        raise FileProblem(_("The picture could not be made: make the window smaller and try again."))
    return bytes(buffer.data().data())


def svg(parts: Parts, title: str) -> bytes:
    """The widgets as an SVG file: lines and text that stay sharp at any size."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(_size(parts))
    generator.setViewBox(QRect(QPoint(), _size(parts)))
    generator.setTitle(title)
    _render(parts, QPainter(generator))
    return bytes(data.data())


def _shown(parts: Parts) -> Parts:
    return [part for part in parts if not part.isHidden()]


def _size(parts: Parts) -> QSize:
    parts = _shown(parts)
    width, height = max(part.width() for part in parts), sum(part.height() for part in parts)
    return QSize(width + 2 * EDGE, height + 2 * EDGE + GAP * (len(parts) - 1))


def _render(parts: Parts, painter: QPainter) -> None:
    try:
        painter.fillRect(QRect(QPoint(), _size(parts)), QColor(theme.current().surface))
        top = EDGE
        for part in _shown(parts):
            # PlotArea.render is QGraphicsView's, which renders the scene only
            QWidget.render(part, painter, QPoint(EDGE, top), renderFlags=QWidget.RenderFlag.DrawChildren)
            top += part.height() + GAP
    finally:
        painter.end()  # a painter that is still open when it is destroyed aborts the program


def table_text(columns: Mapping[str, Array], delimiter: str = ",") -> bytes:
    """Columns of numbers as CSV: UTF-8, a header line in English, full precision, empty where there is no number."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(map(english, columns))
    for row in zip(*(np.asarray(column).tolist() for column in columns.values()), strict=True):
        writer.writerow("" if value != value else value for value in row)
    return text.getvalue().encode("utf-8")
