"""The graphics of a range of the y axis that has a meaning, such as "gradient vanishes": faintly shaded and named."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from engine.core.arrays import Array
from engine.core.translation import _
from gui.plotting.curves.curves import Band
from gui.plotting.scale import Scale
from gui.style import theme

WIDE = 1e12  # steps: further than any run


class BandItem:
    """The shaded area and the name of one band in a plot; hidden while the band is out of the range shown."""

    def __init__(self, plot: pg.PlotItem, band: Band) -> None:
        self.band = band
        self._plot = plot
        self.area = pg.QtWidgets.QGraphicsRectItem()
        self.label = pg.TextItem(_(band.name), anchor=(1, 0.5))
        for z, item in ((-20, self.area), (-19, self.label)):
            item.setZValue(z)
            plot.addItem(item, ignoreBounds=True)
            item.hide()
        self.retheme()

    def remove(self) -> None:
        for item in (self.area, self.label):
            self._plot.removeItem(item)

    def retheme(self) -> None:
        colours = theme.current()
        shade = QColor(colours.warning)
        shade.setAlphaF(0.10)
        self.area.setBrush(shade)
        self.area.setPen(pg.mkPen(None))
        self.label.setColor(colours.muted)

    def place(self, scale: Scale, y: tuple[float, float]) -> None:
        """Show the part of the band that lies in the range y (in coordinates of the scale)."""
        low = y[0] if self.band.low <= 0 and scale.log else float(scale.place(_one(self.band.low))[0])
        high = float(scale.place(_one(self.band.high))[0])
        bottom, top = max(low, y[0]), min(high, y[1])
        visible = top - bottom > 0.02 * (y[1] - y[0])
        self.area.setVisible(visible)
        self.label.setVisible(visible)
        if visible:
            x = self._plot.getViewBox().viewRange()[0]
            self.area.setRect(QRectF(-WIDE, bottom, 2 * WIDE, top - bottom))
            self.label.setPos(x[1], (bottom + top) / 2)


def _one(value: float) -> Array:
    return np.array([value])
