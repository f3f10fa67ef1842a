"""View ▸ Presentation (F11): large texts, what stands at the side away, the whole screen; and back exactly."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QMainWindow

from gui.style import text_size


class Sides(Protocol):
    """What stands where in the window."""

    def hide_sides(self) -> None:
        """Put away what a room does not look at."""

    def show_sides(self) -> None:
        """Put everything back as it was. Called a second time when the window has its former size."""


class Presentation(QObject):
    """Changes as it begins and ends. `sides` is asked to hide what is away meanwhile."""

    changed = Signal(bool)  # whether the window is presented now

    def __init__(self, window: QMainWindow, sides: Sides) -> None:
        super().__init__(window)
        self._window, self._sides = window, sides
        self._before: tuple[Qt.WindowState, QSize] | None = None
        self._awaited: QSize | None = None  # the former size, while the window has not got it back

    @property
    def is_on(self) -> bool:
        return self._before is not None

    def toggle(self) -> None:
        if self.is_on:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        if self._before is None:
            self._forget()
            self._before = self._window.windowState(), self._window.size()
            self._sides.hide_sides()
            text_size.present(True, self._window.screen().size().height())
            self._window.showFullScreen()
            self.changed.emit(True)

    def end(self) -> None:
        if self._before is not None:
            state, size = self._before
            self._before = None
            text_size.present(False)
            self._window.setWindowState(state)
            self._sides.show_sides()
            if self._window.size() != size:  # a window manager gives it back some time later
                self._awaited = size
                self._window.installEventFilter(self)
            self.changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._window.size() == self._awaited:
            self._forget()
            self._sides.show_sides()
        return False

    def _forget(self) -> None:
        self._awaited = None
        self._window.removeEventFilter(self)
