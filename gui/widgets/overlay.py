"""One widget along the top edge of another: it comes and goes, and nothing below it moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

MOVED_BY = (QEvent.Type.Show, QEvent.Type.LayoutRequest)


class Overlay(QWidget):
    """`under` has all the room; `over`, while it is shown, covers as much of its top as it needs."""

    def __init__(self, under: QWidget, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.over = over
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(under)
        over.setParent(self)
        over.installEventFilter(self)

    def _place(self) -> None:
        over, width = self.over, self.width()
        height = over.heightForWidth(width) if over.hasHeightForWidth() else over.sizeHint().height()
        over.setGeometry(0, 0, width, min(max(height, over.minimumHeight()), self.height()))
        over.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.over and event.type() in MOVED_BY:
            self._place()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
