"""A line of text that is cut where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme


class ElidedLabel(QWidget):
    """A muted line that ends in '…' where it does not fit; the tooltip has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = self._tip = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str, tip: str = "") -> None:
        """Show this text; the tooltip adds the sentence `tip` to it."""
        if (text, tip) != (self.text, self._tip):
            self.text, self._tip = text, tip
            self.setToolTip(f"{text}. {tip}" if tip else text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().muted))
        text = QFontMetrics(self.font()).elidedText(self.text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
