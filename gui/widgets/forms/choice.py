"""Drop-downs of values with a label and a tip each; in forms, one that ignores the wheel unless it has the focus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from engine.core.translation import _


def add_choices(box: QComboBox, choices: Iterable[tuple[str, str, str]]) -> None:
    """Offer values, each with its label and its tip as they are marked by `N_`."""
    for value, label, tip in choices:
        box.addItem(_(label), value)
        box.setItemData(box.count() - 1, _(tip), Qt.ItemDataRole.ToolTipRole)


def drop_down(name: str, help: str, choices: Iterable[tuple[str, str, str]]) -> QComboBox:
    """A new one with these choices, for the header of a view. `name` is for screen readers."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(help)
    add_choices(box, choices)
    return box


class Choice(QComboBox):
    """For forms, which scroll: without the focus it ignores the wheel. A value can be disabled, with the reason as its tip."""

    chosen = Signal(object)  # by the user, not by `set_value`

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))

    def add(self, value: Any, label: str, help: str = "") -> None:
        """Offer one more value."""
        self.addItem(label, value)
        self.setItemData(self.count() - 1, help, Qt.ItemDataRole.ToolTipRole)

    def value(self) -> Any:
        """The value that is shown; None when there is none."""
        return self.currentData()

    def set_value(self, value: Any) -> None:
        """Show this value without emitting `chosen`; nothing is shown when it is not among those offered."""
        index = next((i for i in range(self.count()) if self.itemData(i) == value), -1)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def disable(self, value: Any, reason: str, help: str = "") -> None:
        """Disable a value with `reason` as its tooltip, or enable it, with `help`, when `reason` is empty."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for index in range(self.count()):
            if self.itemData(index) == value:
                model.item(index).setEnabled(not reason)
                self.setItemData(index, reason or help, Qt.ItemDataRole.ToolTipRole)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
