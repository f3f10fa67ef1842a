"""Controls side by side that go on in further rows where one row does not hold them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """From left to right, row by row; every item has the size that it hints at."""

    def __init__(self, parent: QWidget, across: int, down: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.across, self._down = across, down
        self.setContentsMargins(0, 0, 0, 0)

    def _arrange(self, room: QRect, places: bool) -> int:
        """The height that the rows take in that width; with `places` the items are put there."""
        x, y, tall = room.left(), room.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > room.left() and x + size.width() > room.right() + 1:
                x, y, tall = room.left(), y + tall + self._down, 0
            if places:
                item.setGeometry(QRect(QPoint(x, y), QSize(min(size.width(), room.width()), size.height())))
            x, tall = x + size.width() + self.across, max(tall, size.height())
        return y + tall - room.top()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # Qt asks beyond the end
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # the same
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), places=False)

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        self._arrange(room, places=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0))


def flow_row(*controls: QWidget, across: int = 12, down: int = 4) -> QWidget:
    """A widget with these controls in as many rows as they need."""
    row = QWidget()
    layout = FlowLayout(row, across, down)
    for control in controls:
        layout.addWidget(control)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
