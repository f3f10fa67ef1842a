"""What one draws on, and what the network gets of it: two squares, painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.arrays import Array
from engine.core.translation import _
from gui.style import theme

PEN = 0.07  # of the pad's side


class DigitPad(QWidget):
    """`strokes` are points (n, 2) in shares of the side. `changed` comes with every piece; Delete clears."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.strokes: list[list[tuple[float, float]]] = []
        self.setAccessibleName(_("Pad to draw a digit on"))
        self.setToolTip(_("Draw a digit with the mouse. Delete clears the pad."))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def arrays(self) -> list[Array]:
        """The strokes as arrays of points."""
        return [np.array(stroke) for stroke in self.strokes]

    def clear(self) -> None:
        if self.strokes:
            self.strokes = []
            self.update()
            self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(140, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(70, 70)

    def _square(self) -> QRectF:
        return square_in(self)

    def _add(self, place: QPointF) -> None:
        square = self._square()
        x, y = (place.x() - square.left()) / square.width(), (place.y() - square.top()) / square.height()
        self.strokes[-1].append((min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))
        self.update()
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.strokes.append([])
            self._add(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.strokes:
            self._add(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, square = QPainter(self), theme.current(), self._square()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(now.accent if self.hasFocus() else now.outline), 1))
        painter.setBrush(QColor(now.surface))
        painter.drawRect(square)
        painter.setPen(
            QPen(
                QColor(now.text), PEN * square.width(), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            )
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self.strokes:
            places = [QPointF(square.left() + x * square.width(), square.top() + y * square.height()) for x, y in stroke]
            painter.drawPolyline(QPolygonF(places if len(places) > 1 else places * 2))
        painter.end()


class ImageSquare(QWidget):
    """The image that the network gets, pixel by pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.image: Array = np.zeros((8, 8))
        self.setAccessibleName(_("What the network gets"))
        self.setToolTip(_("The image as the network gets it: each pixel counts the black ones of 4 × 4 dots."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: Array) -> None:
        self.image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(70, 70)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, square = QPainter(self), theme.current(), square_in(self)
        rows, columns = self.image.shape
        wide, high = square.width() / columns, square.height() / rows
        largest = float(self.image.max()) or 1.0
        for (y, x), value in np.ndenumerate(self.image):
            colour = QColor(theme.mixed(now.surface, now.text, float(value) / largest))
            painter.fillRect(QRectF(square.left() + x * wide, square.top() + y * high, wide + 0.5, high + 0.5), colour)
        painter.setPen(QPen(QColor(now.outline), 1))
        painter.drawRect(square)
        painter.end()


def square_in(widget: QWidget) -> QRectF:
    """The largest square in the middle of a widget."""
    side = min(widget.width(), widget.height()) - 2
    return QRectF((widget.width() - side) / 2, (widget.height() - side) / 2, side, side)
