"""One part of the window alone: it fills the window until the same button, or Esc, brings the others back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from gui.window.slots.stage import Stage


class Filler(QObject):
    """`filled` is the part of the stage that is alone; None: all are there."""

    changed = Signal()

    def __init__(self, window: QWidget, stage: Stage) -> None:
        super().__init__(window)
        self.stage = stage
        self.filled: QWidget | None = None
        self._hidden: list[QWidget] = []
        self._before: Mapping[str, tuple[int, ...]] = {}
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window, activated=self.unfill, enabled=False)

    def toggle(self, widget: QWidget) -> None:
        """Hide everything beside the widget; or show all, if that has been done."""
        before = self.filled
        self.unfill()
        if before is not widget:
            self._before, self.filled = self.stage.sizes(), widget
            child = widget
            while child is not self.stage:
                kept = (child, *self.stage.stays)
                beside = [part for part in _parts(child.parentWidget()) if part not in kept and not part.isHidden()]
                self._hidden += beside
                for part in beside:
                    part.hide()
                child = child.parentWidget()
            self._escape.setEnabled(True)
            self.changed.emit()

    def unfill(self) -> None:
        """Show again what is hidden."""
        if self.filled is None:
            return
        self.filled = None
        self._escape.setEnabled(False)
        for part in self._hidden:
            part.show()
        self._hidden = []
        self.stage.set_sizes(self._before)
        self.changed.emit()


def _parts(parent: QWidget) -> list[QWidget]:
    """What shares the room of a splitter, or of the stage."""
    if isinstance(parent, QSplitter):
        return [parent.widget(index) for index in range(parent.count())]
    return parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
