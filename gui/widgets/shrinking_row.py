"""Controls side by side that shrink where there is little room, and go on in further rows where even that is not enough."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class ShrinkingRow(QLayout):
    """In one row every item has a width between its least and the one that it hints at; a row takes what fits at the least."""

    def __init__(self, parent: QWidget, across: int, down: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._across, self._down = across, down
        self.setContentsMargins(0, 0, 0, 0)

    def rows(self, width: int) -> list[list[QLayoutItem]]:
        """The shown items, row by row."""
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            least = item.minimumSize().width()
            if not rows or used + self._across + least > width:
                rows.append([item])
                used = least
            else:
                rows[-1].append(item)
                used += self._across + least
        return rows

    def _place(self, row: list[QLayoutItem], room: QRect) -> None:
        """What there is beyond the least widths is shared out by what each would like to have."""
        least = [min(item.minimumSize().width(), room.width()) for item in row]
        wants = [max(0, item.sizeHint().width() - low) for item, low in zip(row, least, strict=True)]
        free = room.width() - sum(least) - self._across * (len(row) - 1)
        share = min(1.0, max(0, free) / max(1, sum(wants)))
        x = room.left()
        for item, low, more in zip(row, least, wants, strict=True):
            width, height = low + int(share * more), item.sizeHint().height()
            item.setGeometry(QRect(x, room.top() + (room.height() - height) // 2, width, height))
            x += width + self._across

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
        return sum(_height(row) for row in rows) + self._down * max(0, len(rows) - 1)

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        y, rows = room.top(), self.rows(room.width())
        for row in rows:
            high = room.height() if len(rows) == 1 else _height(row)
            self._place(row, QRect(room.left(), y, room.width(), high))
            y += high + self._down

    def sizeHint(self) -> QSize:
        shown = [item for item in self._items if not item.isEmpty()]
        return QSize(sum(item.sizeHint().width() for item in shown) + self._across * max(0, len(shown) - 1), _height(shown))

    def minimumSize(self) -> QSize:
        """Of the widest item: the others may stand below it."""
        shown = [item for item in self._items if not item.isEmpty()]
        return QSize(max((item.minimumSize().width() for item in shown), default=0), _height(shown))


def _height(row: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in row), default=0)


def shrinking_row(*controls: QWidget, across: int = 4, down: int = 2, row: QWidget | None = None) -> QWidget:
    """A widget, a new one or `row`, with these controls."""
    row = row or QWidget()
    layout = ShrinkingRow(row, across, down)
    for control in controls:
        layout.addWidget(control)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
