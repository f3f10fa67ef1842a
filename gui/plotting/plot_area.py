"""The area with axes that every plot draws on: pyqtgraph's plot without zoom, pan, menu or automatic ranges, in two layers.

Axes, titles and points change rarely: pyqtgraph draws them into an image that is cached. What changes with each frame is painted
directly over or under that image by the owner: a scene of many items takes Python and Qt several times as long to paint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPaintEngine, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView

from engine.core.arrays import Array
from gui.plotting.axis import Axis
from gui.style import theme

TOP_MARGIN = 6  # pixels above the plotted area
Range = tuple[float, float]
Paint = Callable[[QPainter], None]
VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)


class PlotArea(pg.PlotWidget):
    """`over` and `under` paint what changes with each frame, over and under axes and items, in viewport coordinates.

    Call `refresh` after what they paint has changed; changes of axes and items are noticed.
    """

    pointed = Signal(object)  # the position of the mouse in the viewport, a QPointF; None when it has left
    resized = Signal()

    def __init__(self, x_axis: Axis, y_axis: Axis, right: int = 8, over: Paint | None = None, under: Paint | None = None) -> None:
        super().__init__(axisItems={"bottom": x_axis, "left": y_axis}, enableMenu=False, background=None)
        self.axes, self.over, self._under = (x_axis, y_axis), over, under
        self._layer: QImage | None = None
        self._live: tuple[object, QImage] | None = None  # what is over them, and where and in what size it was painted
        self._place: tuple[Range, Range, QRectF] | None = None
        plot = self.getPlotItem()
        plot.ctrlMenu.setParent(self, plot.ctrlMenu.windowFlags())  # never shown; without a parent it outlives the plot
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setContentsMargins(0, TOP_MARGIN, right, 0)
        self.box = plot.getViewBox()
        self.box.disableAutoRange()
        self.box.setBorder(None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the view around it has the keyboard
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.scene().changed.connect(self.repaint_all)

    def set_ranges(self, x: Range, y: Range) -> None:
        """Show exactly these ranges, in axis coordinates."""
        self.box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
        self.repaint_all()

    def refresh(self) -> None:
        """Repaint what is over and under the axes."""
        self._live = None
        self.viewport().update()

    def repaint_all(self, _changed: Any = None) -> None:
        """Repaint the axes and items as well."""
        self._layer = self._place = None
        self.viewport().update()

    def retheme(self) -> None:
        for axis in self.axes:
            axis.retheme()
        self._live = None
        self.repaint_all()

    def area(self) -> tuple[Range, Range, QRectF]:
        """The ranges along x and y, and the rectangle of the viewport that shows them."""
        if self._place is None:
            (x0, x1), (y0, y1) = self.box.viewRange()
            self._place = (x0, x1), (y0, y1), QRectF(self.box.mapRectToScene(self.box.boundingRect()))
        return self._place

    def point_at(self, x: float, y: float) -> QPointF:
        """Viewport position of a point given in axis coordinates."""
        (x0, x1), (y0, y1), place = self.area()
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return QPointF(place.left() + across * place.width(), place.bottom() - up * place.height())

    def points_at(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Viewport positions, x and y, of many points given in axis coordinates; all arrays have one shape."""
        (x0, x1), (y0, y1), place = self.area()
        across = place.left() + (x - x0) / (x1 - x0) * place.width()
        return across, place.bottom() - (y - y0) / (y1 - y0) * place.height()

    def value_at(self, at: QPointF) -> tuple[float, float] | None:
        """Axis coordinates of a viewport position; None outside the plotted area."""
        return self.value_beyond(at) if self.area()[2].contains(at) else None

    def value_beyond(self, at: QPointF) -> tuple[float, float]:
        """Axis coordinates of a viewport position, also outside the plotted area."""
        (x0, x1), (y0, y1), place = self.area()
        across, up = (at.x() - place.left()) / max(1.0, place.width()), (place.bottom() - at.y()) / max(1.0, place.height())
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
            self._paint_live(painter, self.over)
        else:
            ratio = painter.device().devicePixelRatio()
            painter.drawImage(0, 0, self._static(ratio))
            if self.over is not None:
                painter.drawImage(0, 0, self._painted_over(ratio))
        painter.end()

    def _paint_live(self, painter: QPainter, paint: Paint | None) -> None:
        if paint is not None:
            painter.save()
            painter.setClipRect(self.area()[2])
            paint(painter)
            painter.restore()

    def _static(self, ratio: float) -> QImage:
        """The axes and items as an image with a transparent background, `ratio` device pixels to a pixel."""
        if self._layer is None or self._layer.devicePixelRatio() != ratio:
            self._layer = transparent_image(self.viewport().size(), ratio)
            painter = QPainter(self._layer)
            self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())
            painter.end()
        return self._layer

    def _painted_over(self, ratio: float) -> QImage:
        """What is over the axes as an image: when only they change, pyqtgraph asks for another picture a moment later."""
        at = self.area(), ratio, self.viewport().size()
        if self._live is None or self._live[0] != at:
            layer = transparent_image(self.viewport().size(), ratio)
            painter = QPainter(layer)
            self._paint_live(painter, self.over)
            painter.end()
            self._live = at, layer
        return self._live[1]


def transparent_image(size: QSize, ratio: float) -> QImage:
    """An empty image to paint on, `size` in pixels of the window, `ratio` device pixels to each."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image
