"""A window of its own for one slot: for a second screen, or to watch a plot large. Closing it puts the view back."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.translation import _
from gui.window.file_drop import FileDrop
from gui.window.slots.slot import Slot

WIDTH, HEIGHT = 640, 480


class OwnWindow(QWidget):
    """Has the main window's shortcuts and takes dropped files like it; it ends with the main window."""

    closed = Signal()

    def __init__(self, main: QWidget, slot: Slot, file_drop: FileDrop) -> None:
        super().__init__(main, Qt.WindowType.Window)
        self.slot, self._file_drop = slot, file_drop
        self.setWindowTitle(_("{view} – Network Playground").format(view=_(slot.view.title)))
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(slot)
        self.addActions(main.actions())
        self.resize(WIDTH, HEIGHT)

    def stand_at(self, box: tuple[int, int, int, int] | None) -> None:
        """At this place, if a screen still shows it."""
        if box is not None and QGuiApplication.screenAt(QRect(*box).center()) is not None:
            self.setGeometry(*box)

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.geometry().getRect()

    # -- Qt
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._file_drop.enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._file_drop.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()
