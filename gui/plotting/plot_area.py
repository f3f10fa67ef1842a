"""The surface that views draw on: pyqtgraph's plot without zoom, pan, menu or automatic ranges, painted in two layers.

Axes, titles and points change seldom: pyqtgraph draws them into a picture that is kept. What changes with each frame is painted
straight onto it, or under it, by the owner: a scene of many items takes Python and Qt several times as long to paint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPaintEngine, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView

from gui.plotting.axis import Axis
from gui.style import theme

AIR = 6  # pixels above the plotted area
Range = tuple[float, float]
Paint = Callable[[QPainter], None]
VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)


class PlotArea(pg.PlotWidget):
    """`over` and `under` paint what changes with each frame, over and under axes and items; coordinates are the viewport's.

    Whoever changes what they paint calls `refresh`; changes of axes and items are noticed.
    """

    pointed = Signal(object)  # where in the viewport the mouse is, a QPointF; None when it has left
    resized = Signal()

    def __init__(self, x_axis: Axis, y_axis: Axis, right: int = 8, over: Paint | None = None, under: Paint | None = None) -> None:
        super().__init__(axisItems={"bottom": x_axis, "left": y_axis}, enableMenu=False, background=None)
        self.axes, self._over, self._under = (x_axis, y_axis), over, under
        self._layer: QImage | None = None
        self._place: tuple[Range, Range, QRectF] | None = None
        plot = self.getPlotItem()
        plot.ctrlMenu.setParent(self, plot.ctrlMenu.windowFlags())  # never shown; without a parent it outlives the plot
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setContentsMargins(0, AIR, right, 0)
        self.box = plot.getViewBox()
        self.box.disableAutoRange()
        self.box.setBorder(None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.scene().changed.connect(self.repaint_all)

    def set_ranges(self, x: Range, y: Range) -> None:
        self.box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
        self.repaint_all()

    def refresh(self) -> None:
        """Paint what is over and under the axes again."""
        self.viewport().update()

    def repaint_all(self, _changed: Any = None) -> None:
        """Paint the axes and items again as well."""
        self._layer = self._place = None
        self.viewport().update()

    def retheme(self) -> None:
        for axis in self.axes:
            axis.retheme()
        self.repaint_all()

    def area(self) -> tuple[Range, Range, QRectF]:
        """The ranges along x and y, and the rectangle of the viewport that shows them."""
        if self._place is None:
            (x0, x1), (y0, y1) = self.box.viewRange()
            self._place = (x0, x1), (y0, y1), QRectF(self.box.mapRectToScene(self.box.boundingRect()))
        return self._place

    def point_at(self, x: float, y: float) -> QPointF:
        """Where a point of the axes stands in the viewport."""
        (x0, x1), (y0, y1), place = self.area()
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return QPointF(place.left() + across * place.width(), place.bottom() - up * place.height())

    def value_at(self, at: QPointF) -> tuple[float, float] | None:
        """The x and y of a point of the viewport, None outside the plotted area."""
        (x0, x1), (y0, y1), place = self.area()
        if not place.contains(at):
            return None
        across, up = (at.x() - place.left()) / place.width(), (place.bottom() - at.y()) / place.height()
        return x0 + across * (x1 - x0), y0 + up * (y1 - y0)

    # -- Qt
    def viewportEvent(self, event: QEvent) -> bool:
        done = super().viewportEvent(event)
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self.pointed.emit(event.position())
        elif event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_layer"):  # pyqtgraph resizes while it is being made
            self.repaint_all()
            self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(theme.current().surface))
        self._paint_live(painter, self._under)
        if painter.paintEngine().type() in VECTORS:
            self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
        else:
            painter.drawImage(0, 0, self._static(painter.device().devicePixelRatio()))
        self._paint_live(painter, self._over)
        painter.end()

    def _paint_live(self, painter: QPainter, paint: Paint | None) -> None:
        if paint is not None:
            painter.save()
            painter.setClipRect(self.area()[2])
            paint(painter)
            painter.restore()

    def _static(self, ratio: float) -> QImage:
        """The axes and items as a picture with transparent ground."""
        if self._layer is None or self._layer.devicePixelRatio() != ratio:
            layer = QImage(self.viewport().size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            layer.setDevicePixelRatio(ratio)
            layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(layer)
            self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
            painter.end()
            self._layer = layer
        return self._layer
