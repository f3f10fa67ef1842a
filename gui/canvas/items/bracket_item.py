"""The bracket above selected layers, whose handle is dragged over their neighbours to make one residual block of them all."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.core.translation import N_, _
from gui.canvas.diagram.geometry import Box
from gui.canvas.items.painting import CENTRE, mix, rect, text_width, write
from gui.style.theme import current

ABOVE, FOOT = 11.0, 7.0  # of the line over the blocks; of its ends
HANDLE_HEIGHT, AROUND = 20.0, 10.0  # of the handle, and the room on both sides of its text
HANDLE = N_("↔ Skip connection")


class BracketItem(QGraphicsItem):
    """`span` shows it over neighbouring blocks, or hides it."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(6)
        self._run: QRectF | None = None
        self._dragged = self._refused = self.hovered = False
        self.hide()

    def span(self, run: Box | None, dragged: bool = False, refused: bool = False) -> None:
        """`run` is the rectangle around the blocks. While it is `dragged` it tints them: as a warning when `refused`."""
        wanted = None if run is None else rect(run)
        if (wanted, dragged, refused) == (self._run, self._dragged, self._refused):
            return
        self.prepareGeometryChange()
        self._run, self._dragged, self._refused = wanted, dragged, refused
        self.setVisible(run is not None)
        self.update()

    def hover(self, over: bool) -> None:
        if over != self.hovered:
            self.hovered = over
            self.update()

    def handle(self) -> QRectF:
        """Where it can be dragged; empty while it is hidden."""
        if self._run is None:
            return QRectF()
        middle = QPointF(self._run.center().x(), self._run.top() - ABOVE)
        width = text_width(_(HANDLE)) + 2 * AROUND
        return QRectF(middle.x() - width / 2, middle.y() - HANDLE_HEIGHT / 2, width, HANDLE_HEIGHT)

    def boundingRect(self) -> QRectF:
        return QRectF() if self._run is None else self._run.adjusted(-8, -ABOVE - HANDLE_HEIGHT, 8, 6).united(self.handle())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._run is None:
            return
        theme, run, active = current(), self._run, self._dragged or self.hovered
        name = "warning" if self._refused else "accent" if active else "muted"
        colour = getattr(theme, name)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._dragged:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(colour, colour, 0, alpha=0.12))
            painter.drawRoundedRect(run.adjusted(-5, -5, 5, 5), 10, 10)
        painter.setPen(QPen(QColor(colour), 2 if active else 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_bracket(run))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self.handle(), HANDLE_HEIGHT / 2, HANDLE_HEIGHT / 2)
        handle = self.handle()
        write(painter, Box(handle.x(), handle.y(), handle.width(), handle.height()), _(HANDLE), colour, align=CENTRE)


def _bracket(run: QRectF) -> QPainterPath:
    left, right, top = run.left() + 2, run.right() - 2, run.top() - ABOVE
    path = QPainterPath(QPointF(left, top + FOOT))
    path.lineTo(left, top + 4)
    path.quadTo(left, top, left + 4, top)
    path.lineTo(right - 4, top)
    path.quadTo(right, top, right, top + 4)
    path.lineTo(right, top + FOOT)
    return path
