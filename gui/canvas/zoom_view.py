"""A graphics view that zooms within limits, pans, and keeps the whole content in view until the user zooms or pans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from gui.canvas.diagram.fitting import MARGIN
from gui.canvas.popups.canvas_overlays import ScrollArrow

SMALLEST, LARGEST = 0.08, 4.0


@dataclass(frozen=True, eq=False)
class Fit:
    """What fitting shows: where the content is, the zoom that shows all of it, and the least one at which texts are readable.

    `spare` is the height at the top of the content that is mostly empty, and is given up first.
    """

    content: QRectF
    zoom: float
    readable: float
    spare: float = 0.0


class ZoomView(QGraphicsView):
    """`set_content` says what fitting shows; `fitted` lays it out anew for the room there is, and is asked at each fit."""

    zoomed = Signal(float)

    def __init__(self, scene: QGraphicsScene, fitted: Callable[[QSize], Fit]) -> None:
        super().__init__(scene)
        self._fitted = fitted
        self.follows = True  # whether the view fits its content by itself
        self._content = QRectF(0, 0, 1, 1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self._left, self._right = ScrollArrow(self, right=False), ScrollArrow(self, right=True)
        self._left.clicked.connect(lambda: self.pan(QPoint(-self.viewport().width() // 2, 0)))
        self._right.clicked.connect(lambda: self.pan(QPoint(self.viewport().width() // 2, 0)))
        self.horizontalScrollBar().valueChanged.connect(self._show_arrows)

    @property
    def zoom(self) -> float:
        return self.transform().m11()

    def set_content(self, content: QRectF) -> None:
        """Where the content is now; the view follows it if the user has not chosen a view of their own."""
        self._content = content
        self._give_room()
        if self.follows:
            self.fit(keep_readable=True)

    def fit(self, keep_readable: bool = False) -> None:
        """All of the content, centred; or, when that would make texts unreadable, its left part at a readable size."""
        room = self.viewport().rect()
        fit = self._fitted(room.size())
        self._content = fit.content
        wanted = self._content.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        tight = keep_readable and fit.zoom < fit.readable
        self._set_zoom(fit.readable if tight else fit.zoom)
        centre = wanted.center()
        if tight and wanted.width() * self.zoom > room.width():
            centre.setX(wanted.left() + room.width() / self.zoom / 2)
        beyond = wanted.height() - room.height() / self.zoom
        if tight and beyond > 0:  # the names at the top of the blocks matter most, and what is above these least
            centre.setY(wanted.top() + min(beyond, fit.spare) + room.height() / self.zoom / 2)
        self.centerOn(centre)
        self._show_arrows()
        self.follows = True

    def zoom_by(self, factor: float, at: QPoint | None = None) -> None:
        """Zoom, keeping the point `at` of the viewport (its middle by default) in place."""
        at = self.viewport().rect().center() if at is None else at
        held = self.mapToScene(at)
        self._set_zoom(self.zoom * factor)
        self.pan(self.mapFromScene(held) - at)
        self.follows = False

    def pan(self, by: QPoint) -> None:
        """Move what the view shows, in pixels."""
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + by.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by.y())
        self.follows = False

    def reveal(self, rect: QRectF) -> None:
        """Pan just so far that a part of the scene is in view."""
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if not seen.contains(rect):
            self.ensureVisible(rect, 12, 12)

    def _set_zoom(self, zoom: float) -> None:
        zoom = min(max(zoom, SMALLEST), LARGEST)
        self.resetTransform()
        self.scale(zoom, zoom)
        self._give_room()
        self.zoomed.emit(zoom)

    def _give_room(self) -> None:
        """Half a view's room on all sides of the content, so that zooming can keep any point in place and the content in view."""
        width, height = self.viewport().width() / self.zoom / 2, self.viewport().height() / self.zoom / 2
        self.setSceneRect(self._content.adjusted(-width, -height, width, height))

    def _show_arrows(self) -> None:
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        self._left.show_if(self._content.left() < seen.left() - 4)
        self._right.show_if(self._content.right() > seen.right() + 4)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.2 ** (turn.y() / 120), event.position().toPoint())
        else:
            low = self._content.height() * self.zoom <= self.viewport().height()
            by = event.pixelDelta() if not event.pixelDelta().isNull() else turn / 2
            self.pan(QPoint(-by.x() - by.y(), 0) if low else -by)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()
        if self.follows:
            self.fit(keep_readable=True)
        self._show_arrows()
