"""A widget along the bottom edge of a window: it comes and goes, and nothing else moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

CHANGED = (QEvent.Type.Show, QEvent.Type.LayoutRequest)  # what `over` needs
MOVED = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move)  # where there is room for it


class Overlay(QObject):
    """`over`, while it is shown, covers as much of the bottom of `window` as it needs, but nothing of the `bars` there."""

    def __init__(self, window: QWidget, over: QWidget, bars: tuple[QWidget, ...] = ()) -> None:
        super().__init__(window)
        self.window, self.over, self.bars = window, over, bars
        over.setParent(window)
        for watched in (window, over, *bars):
            watched.installEventFilter(self)

    def _place(self) -> None:
        over, width = self.over, self.window.width()
        bottom = min([self.window.height(), *(bar.y() for bar in self.bars if bar.isVisible())])
        height = over.heightForWidth(width) if over.hasHeightForWidth() else over.sizeHint().height()
        height = min(max(height, over.minimumHeight()), bottom)
        over.setGeometry(0, bottom - height, width, height)
        over.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (CHANGED if watched is self.over else MOVED) and not self.over.isHidden():
            self._place()
        return False
