"""A drop-down whose list shows previews of its entries."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from engine.core.registry import Entry
from gui.widgets.forms.choice import Choice
from gui.widgets.previews.preview_list import PreviewList


class PreviewCombo(Choice):
    """Its values are kinds; `item` returns the entry of a kind, whose preview the list shows."""

    def __init__(self, name: str, item: Callable[[str], Entry], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.item = item
        self.popup: PreviewList | None = None  # while it is open

    def open_list(self, place: QRect) -> None:
        """Show the list below a rectangle of the screen."""
        self.hidePopup()
        popup = self.popup = PreviewList(self.window(), self.item)  # as a child of the combo, the style sheet would not apply
        self.destroyed.connect(popup.deleteLater)
        popup.list.setModel(self.model())
        popup.list.setAccessibleName(self.accessibleName())
        popup.chosen.connect(self._on_chosen)
        popup.closed.connect(self.hidePopup)
        popup.open(place, self.currentIndex())

    def showPopup(self) -> None:
        self.open_list(QRect(self.mapToGlobal(QPoint(0, 0)), self.size()))

    def hidePopup(self) -> None:
        popup, self.popup = self.popup, None
        if popup is not None:
            popup.hide()
            popup.deleteLater()

    def _on_chosen(self, index: int) -> None:
        self.setCurrentIndex(index)
        self.activated.emit(index)
