"""Points at controls in the window: the one under the mouse is outlined, a click picks it, Esc or the right button ends."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from gui.style import theme


class ControlPicker(QWidget):
    """Lies over the window while it is open. `picked` gives the name of a control that was clicked, again and again."""

    picked = Signal(str)
    ended = Signal()

    def __init__(self, window: QWidget, find: Callable[[QWidget], tuple[str, QWidget] | None]) -> None:
        super().__init__(window)
        self._window, self._find = window, find
        self._name, self._place = "", QRect()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(QCursor(Qt.CursorShape.CrossCursor))
        self.setAccessibleName(_("Point at a control and click it. Esc ends."))
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus()

    def end(self) -> None:
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self.ended.emit()

    def _look(self, event: QMouseEvent) -> None:
        """What is under the mouse, below this sheet."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        below = self._window.childAt(event.position().toPoint())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        found = None if below is None else self._find(below)
        self._name, self._place = "", QRect()
        if found is not None:
            self._name, widget = found
            self._place = QRect(widget.mapTo(self._window, widget.rect().topLeft()), widget.size())
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._look(event)
        if event.button() != Qt.MouseButton.LeftButton:
            self.end()
        elif self._name:
            self.picked.emit(self._name)
            self.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor(theme.current().surface)
        veil.setAlpha(40)
        painter.fillRect(self.rect(), veil)
        if not self._place.isNull():
            painter.setPen(QPen(QColor(theme.current().accent), 3))
            painter.drawRect(self._place.adjusted(1, 1, -2, -2))
