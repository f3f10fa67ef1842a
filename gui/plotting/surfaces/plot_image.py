"""An image under the axes of a plot: a surface, a heat map, contours."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from engine.core.arrays import Array
from gui.plotting.plot_area import PlotArea, Range


class PlotImage:
    """An image that fills a rectangle of a plot. Its first row is at the top."""

    def __init__(self) -> None:
        self.image, self._pixels, self._rect = QImage(), np.empty((0, 0), np.uint32), QRectF(0, 0, 1, 1)

    def show_pixels(self, pixels: Array, x: Range, y: Range) -> None:
        """Show (height, width) uint32 0xAARRGGBB; the centres of the outermost pixels lie on the ends of the ranges."""
        self._pixels = np.ascontiguousarray(pixels, np.uint32)  # the image uses this memory
        height, width = self._pixels.shape
        self.image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        half_x, half_y = (x[1] - x[0]) / max(1, width - 1) / 2, (y[1] - y[0]) / max(1, height - 1) / 2
        self._rect = QRectF(x[0] - half_x, y[0] - half_y, x[1] - x[0] + 2 * half_x, y[1] - y[0] + 2 * half_y)

    def clear(self) -> None:
        self.image = QImage()

    def paint(self, painter: QPainter, plot_area: PlotArea, smooth: bool = True) -> None:
        if self.image.isNull():
            return
        rect = self._rect
        corners = plot_area.point_at(rect.left(), rect.bottom()), plot_area.point_at(rect.right(), rect.top())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # would smooth the edges only, at many times the cost
        painter.drawImage(QRectF(*corners), self.image)
