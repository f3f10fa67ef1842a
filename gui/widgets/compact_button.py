"""A button with an icon that shows its text while there is room for it, and only the icon in a narrow row."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

PADDING = 22  # pixels at the sides of the icon, edges included


class CompactButton(QPushButton):
    """`name` is its text where there is room, and what a screen reader says in any case."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """With the text, whether it is shown or not."""
        hint = super().sizeHint()
        if self.text():
            return hint
        return QSize(self._least() + 4 + self.fontMetrics().horizontalAdvance(self.name), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least(), super().sizeHint().height())

    def _least(self) -> int:
        return self.iconSize().width() + PADDING

    def rename(self, name: str) -> None:
        """Show another text from now on."""
        self.name = name
        self.setAccessibleName(name)
        self._show_what_fits()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        shown = self.name if self.width() >= self._least() + self.fontMetrics().horizontalAdvance(self.name) else ""
        if shown != self.text():
            self.setText(shown)
