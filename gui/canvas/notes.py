"""Passing things: where a block would land, the hint of an empty network, a problem's sentence at the foot of a block."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.ink import CENTRE, font, mix, rect
from gui.canvas.layout import Box, Layout
from gui.theme import current
from gui.training.frame import Frame

EMPTY = "Drag a layer here,\nor press Enter on one"
WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


class Note(QGraphicsItem):
    """A text in a rounded, dashed frame. `set` gives it text and place; an empty text hides it."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self.text, self._box, self._strong = "", QRectF(), False
        self.hide()

    def set(self, text: str, box: Box | None = None, strong: bool = False) -> None:
        """`strong` draws it in the accent colour, as the place where something would land."""
        self.prepareGeometryChange()
        self.text, self._strong = text, strong
        self._box = QRectF() if box is None else rect(box)
        self.setVisible(box is not None)

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.accent if self._strong else theme.muted), 1.6 if self._strong else 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(mix(theme.surface, theme.accent, 0.12) if self._strong else QColor(theme.surface))
        painter.drawRoundedRect(self._box, 8, 8)
        painter.setPen(QColor(theme.accent if self._strong else theme.muted))
        painter.setFont(font(heading=self._strong))
        painter.drawText(self._box, CENTRE, self.text)


class ProblemNote(QGraphicsItem):
    """Why a block cannot be trained, in the warning colour at its foot."""

    WIDTH = 220.0

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(5)
        self.text, self._box = "", QRectF()
        self.hide()

    def set(self, text: str, block: Box | None = None, within: Box | None = None) -> None:
        """Over the block's lower edge, so that it is in sight wherever the block is; an empty text hides it."""
        self.prepareGeometryChange()
        self.text = text
        self.setVisible(block is not None and bool(text))
        if block is not None:
            room = QFontMetricsF(font()).boundingRect(QRectF(0, 0, self.WIDTH, 400), int(WRAP), text)
            left = block.x + block.w / 2 - room.width() / 2
            if within is not None:
                left = max(min(left, within.right - room.width() - 10), within.x + 10)
            self._box = QRectF(left, block.bottom - room.height(), room.width(), room.height())

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-12, -8, 12, 8)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.warning), 1.4))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self._box.adjusted(-10, -6, 10, 6), 6, 6)
        painter.setPen(QColor(theme.warning))
        painter.setFont(font())
        painter.drawText(self._box, int(WRAP), self.text)


class Notes:
    """The notes of one scene."""

    def __init__(self) -> None:
        self.hint, self.ghost, self.trouble = Note(2), Note(3), ProblemNote()

    def place(self, layout: Layout, landing: str) -> None:
        """`landing` is what stands in the opening, where there is one."""
        self.ghost.set(landing, layout.opening, strong=True)
        if len(layout.places) == 2 and layout.opening is None:
            left, right = layout.places[0].box.right, layout.places[1].x
            self.hint.set(EMPTY, Box((left + right) / 2 - 84, -28, 168, 56))
        else:
            self.hint.set("")

    def complain(self, layout: Layout, frame: Frame | None) -> None:
        """Show the problem of a frame on its block, if that is in the row."""
        place = next((place for place in layout.places[1:] if frame is not None and place.id == frame.problem_block), None)
        if frame is None or place is None:
            self.trouble.set("")
        else:
            self.trouble.set(frame.problem, place.box, layout.bounds)
