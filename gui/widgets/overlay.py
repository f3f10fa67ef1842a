"""A widget that covers the bottom edge of a window while it is shown, so that nothing else has to move."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

CHANGED = (QEvent.Type.Show, QEvent.Type.LayoutRequest)  # after which `over` may need another height
MOVED = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move)  # after which its place may be another


class Overlay(QObject):
    """Keeps `over`, while it is shown, at the bottom of `window` in the height it needs, above the visible `bars` there."""

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
