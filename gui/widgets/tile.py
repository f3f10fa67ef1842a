"""A checkable picture with a name below it, one of several to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from gui.style import theme
from gui.style.text_size import set_font

PICTURE = 48
NARROW = 72  # a tile's width in the narrowest panel: names that do not fit in it get two lines
LEAST = 62  # the same at a text size of 100 %, of a tile that grows with its text
_TEXT = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class Tile(QAbstractButton):
    """Put several into an exclusive QButtonGroup. The picture may be set later, by `set_picture`."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.setText(name)
        self.setToolTip(help)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help)
        self.setCheckable(True)
        set_font(self, "small")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._picture: QPixmap | None = None

    def set_picture(self, picture: QPixmap) -> None:
        """Show this picture, at most `PICTURE` units wide and high; a smaller one is centred."""
        self._picture = picture
        self.update()

    def _frame(self) -> QRect:
        left = (self.width() - PICTURE - 8) // 2
        return QRect(left, 2, PICTURE + 8, PICTURE + 8)

    def sizeHint(self) -> QSize:
        name = self.fontMetrics().boundingRect(QRect(0, 0, max(NARROW, theme.px(LEAST)), 200), _TEXT, self.text())
        return QSize(PICTURE + 24, PICTURE + 14 + name.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(max(NARROW, theme.px(LEAST)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        if self.isChecked():
            edge, width = now.accent, 2.0
        else:
            edge, width = (now.outline if self.underMouse() else now.line), 1.0
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(now.surface))
        painter.drawRoundedRect(QRectF(frame).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        if self._picture is not None:
            size = self._picture.deviceIndependentSize().toSize()
            painter.drawPixmap(frame.center() - QPoint(size.width() // 2 - 1, size.height() // 2 - 1), self._picture)
        below = QRect(0, frame.bottom() + 2, self.width(), self.height() - frame.bottom() - 2)
        painter.setPen(QColor(now.text if self.isChecked() or self.underMouse() else now.muted))
        painter.drawText(below, _TEXT, self.text())
        if self.hasFocus():
            text = QRectF(self.fontMetrics().boundingRect(below, _TEXT, self.text())).adjusted(-3, -1, 3, 1)
            painter.setPen(QPen(QColor(now.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(text, 3, 3)
        painter.end()
