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
COLUMNS, LEVELS = 7, 9  # places that are tried for the name, across and up
LEAST_ROOM = 0.8  # of the height of its name: a lower band has none


class BandItem:
    """The shaded area and the name of one band in a plot; hidden while the band is out of the range shown."""

    def __init__(self, plot: pg.PlotItem, band: Band) -> None:
        self.band = band
        self._plot = plot
        self.area = pg.QtWidgets.QGraphicsRectItem()
        self.label = pg.TextItem(_(band.name))
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
        shade = QColor(colours.outline if self.band.harmless else colours.warning)
        shade.setAlphaF(0.10)
        self.area.setBrush(shade)
        self.area.setPen(pg.mkPen(None))
        self.label.setColor(colours.muted)

    def place(self, scale: Scale, y: tuple[float, float], drawn_x: Array, drawn_y: Array) -> None:
        """Show the part of the band that lies in the range y (in coordinates of the scale), its name clear of what is drawn."""
        low = y[0] if self.band.low <= 0 and scale.log else float(scale.place(_one(self.band.low))[0])
        high = float(scale.place(_one(self.band.high))[0])
        bottom, top = max(low, y[0]), min(high, y[1])
        visible = top - bottom > 0.02 * (y[1] - y[0])
        self.area.setVisible(visible)
        self.label.setVisible(False)
        if visible:
            self.area.setRect(QRectF(-WIDE, bottom, 2 * WIDE, top - bottom))
            self._place_label(bottom, top, y, drawn_x, drawn_y)

    def _place_label(self, bottom: float, top: float, y: tuple[float, float], drawn_x: Array, drawn_y: Array) -> None:
        """Where no curve is, in a corner of the band if there is room; else only what stands before the name's colon, where the
        fewest points are. Nowhere in a band too low for it.
        """
        box, name = self._plot.getViewBox(), _(self.band.name)
        if box.width() < 1 or box.height() < 1:
            return
        left, right = box.viewRange()[0]
        for text in (name, name.partition(":")[0]):
            self.label.setText(text)
            size = self.label.textItem.boundingRect().size()
            wide, high = size.width() / box.width() * (right - left), size.height() / box.height() * (y[1] - y[0])
            if top - bottom < LEAST_ROOM * high:
                return
            high = min(high, top - bottom)
            spots = []
            levels = ((bottom + top + high) / 2, top, bottom + high, *np.linspace(bottom + high, top, LEVELS))
            for x in (right - wide, left, *np.linspace(left, right - wide, COLUMNS)[1:-1]):
                over = (drawn_x >= x) & (drawn_x <= x + wide)
                spots += [(int((over & (drawn_y >= level - high) & (drawn_y <= level)).sum()), x, level) for level in levels]
            touched, x, level = min(spots, key=lambda spot: spot[0])
            self.label.setPos(x, level)
            self.label.setVisible(True)
            if not touched:
                return


def _one(value: float) -> Array:
    return np.array([value])
