"""A sentence above a block, or at its foot: why it cannot be trained, with the remedy as a button, or what a bracket will do."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.diagram.geometry import Box
from gui.canvas.items.painting import CENTRE, font, rect, text_width
from gui.style.theme import current

WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
WIDTH, EDGE = 220.0, 10.0
BUTTON_HEIGHT, SPACE, PADDING = 24.0, 8.0, 6.0


class Callout(QGraphicsItem):
    """Changes by `set` and `hover`. Its coordinates are the scene's."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self.text, self.action, self._tone, self._scale = "", "", "warning", 1.0
        self._box = self._button = QRectF()
        self._text_width = 0
        self._hovered = False
        self.hide()

    def set(
        self,
        text: str,
        block: Box | None = None,
        within: Box | None = None,
        tone: str = "warning",
        action: str = "",
        scale: float = 1.0,
        above: bool = False,
    ) -> None:
        """Over the block's lower edge, or `above` it, in view wherever the block is; an empty text hides it. `tone`: a colour of
        the theme; `action`: what the button says, if there is one: it stands beside the text; `scale`: of the layout.
        """
        self.prepareGeometryChange()
        self.text, self.action, self._tone, self._button, self._scale = text, action, tone, QRectF(), scale
        self.setVisible(block is not None and bool(text))
        if block is None or not text:
            return
        button, high = (text_width(action, scale=scale) + 24, BUTTON_HEIGHT * scale) if action else (0.0, 0.0)
        widest = WIDTH * scale
        if action and within is not None:  # wide and low: what is above the network takes its height
            widest = max(widest, within.w - button - SPACE - 2 * EDGE)
        room = QFontMetricsF(font(scale=scale)).boundingRect(QRectF(0, 0, widest, 4000), int(WRAP), text)
        self._text_width = math.ceil(room.width()) + 1
        wide = self._text_width + (SPACE + button if action else 0.0)
        tall = max(room.height(), high)
        left = block.x + block.w / 2 - wide / 2
        if within is not None:
            left = max(min(left, within.right - wide - EDGE), within.x + EDGE)
        self._box = QRectF(left, block.y - tall - PADDING - 3 if above else block.bottom - tall, wide, tall)
        if action:
            self._button = rect(Box(self._box.right() - button, self._box.center().y() - high / 2, button, high))

    def hover(self, over: bool) -> None:
        if over != self._hovered:
            self._hovered = over
            self.update()

    def button(self) -> QRectF:
        """Where the remedy is clicked; empty while there is none."""
        return self._button if self.isVisible() else QRectF()

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-EDGE - 2, -8, EDGE + 2, 8)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        colour = QColor(getattr(theme, self._tone))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(self._box.adjusted(-EDGE, -PADDING, EDGE, PADDING), 6, 6)
        painter.setPen(colour)
        painter.setFont(font(scale=self._scale))
        place = QRectF(self._box.left(), self._box.top(), self._text_width, self._box.height())
        painter.drawText(place, int(WRAP | Qt.AlignmentFlag.AlignVCenter), self.text)
        if self.action:
            painter.setPen(QPen(QColor(theme.accent if self._hovered else theme.outline), 1.2))
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(self._button, 5, 5)
            painter.setPen(QColor(theme.accent if self._hovered else theme.text))
            painter.drawText(self._button, CENTRE, self.action)
