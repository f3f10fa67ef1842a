"""Controls side by side that shrink where there is little room, and go on in further rows where even that is not enough."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QSizePolicy, QWidget

from gui.widgets.flow_row import RowsLayout, height_of


class ShrinkingRow(RowsLayout):
    """In one row every item has a width between its least and the one that it hints at; a row takes what fits at the least."""

    def rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self.shown():
            least = item.minimumSize().width()
            if not rows or used + self.across + least > width:
                rows.append([item])
                used = least
            else:
                rows[-1].append(item)
                used += self.across + least
        return rows

    def _place(self, row: list[QLayoutItem], room: QRect) -> None:
        """What there is beyond the least widths is shared out by what each would like to have."""
        least = [min(item.minimumSize().width(), room.width()) for item in row]
        wants = [max(0, item.sizeHint().width() - low) for item, low in zip(row, least, strict=True)]
        free = room.width() - sum(least) - self.across * (len(row) - 1)
        share = min(1.0, max(0, free) / max(1, sum(wants)))
        x = room.left()
        for item, low, more in zip(row, least, wants, strict=True):
            width, height = low + int(share * more), item.sizeHint().height()
            item.setGeometry(QRect(x, room.top() + (room.height() - height) // 2, width, height))
            x += width + self.across

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        y, rows = room.top(), self.rows(room.width())
        for row in rows:
            high = room.height() if len(rows) == 1 else height_of(row)
            self._place(row, QRect(room.left(), y, room.width(), high))
            y += high + self.down

    def sizeHint(self) -> QSize:
        shown = self.shown()
        return QSize(sum(item.sizeHint().width() for item in shown) + self.across * max(0, len(shown) - 1), height_of(shown))

    def minimumSize(self) -> QSize:
        """Of the widest item: the others may stand below it."""
        shown = self.shown()
        return QSize(max((item.minimumSize().width() for item in shown), default=0), height_of(shown))


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
