"""Controls side by side that go on in further rows where one row does not hold them."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class RowsLayout(QLayout):
    """The items of a layout in rows, whose height depends on the width. A layout says which row an item is in, and where."""

    def __init__(self, parent: QWidget, across: int, down: int) -> None:
        """across, down: pixels between two items of a row, and between two rows."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.across, self.down = across, down
        self.setContentsMargins(0, 0, 0, 0)

    @abstractmethod
    def rows(self, width: int) -> list[list[QLayoutItem]]:
        """The shown items, row by row."""

    def shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

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
        rows = self.rows(width)
        return sum(height_of(row) for row in rows) + self.down * max(0, len(rows) - 1)


def height_of(row: list[QLayoutItem]) -> int:
    """Of the tallest item; 0 without any."""
    return max((item.sizeHint().height() for item in row), default=0)


class FlowLayout(RowsLayout):
    """From left to right, row by row; every item has the size that it hints at."""

    def rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        x = 0
        for item in self.shown():
            if not rows or x + item.sizeHint().width() > width:
                rows.append([])
                x = 0
            rows[-1].append(item)
            x += item.sizeHint().width() + self.across
        return rows

    def setGeometry(self, room: QRect) -> None:
        """Each item in the middle of its row."""
        super().setGeometry(room)
        y = room.top()
        for row in self.rows(room.width()):
            x, tall = room.left(), height_of(row)
            for item in row:
                size = item.sizeHint()
                corner = QPoint(x, y + (tall - size.height()) // 2)
                item.setGeometry(QRect(corner, QSize(min(size.width(), room.width()), size.height())))
                x += size.width() + self.across
            y += tall + self.down

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
