"""Controls side by side that shrink where there is little room, and go on in further rows where even that is not enough."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QSizePolicy, QWidget

from gui.style import theme
from gui.widgets.flow_row import RowsLayout, height_of

ACROSS = 4  # pixels between two controls


class ShrinkingRow(RowsLayout):
    """In one row every item has a width between its least and the one that it hints at; a row takes what fits at the least.

    `first_grows`: the first item has what the others leave, as a sentence before controls. `alone_below`: so narrow (in pixels at
    a text size of 100 %) it would rather have a row of its own.
    """

    def __init__(self, parent: QWidget, across: int, down: int, first_grows: bool = False, alone_below: int = 0) -> None:
        super().__init__(parent, across, down)
        self._first_grows, self._alone_below = first_grows, alone_below

    def rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self.shown():
            least = item.minimumSize().width()
            if not rows or used + self.across + least > width:
                used = least if rows else max(least, theme.px(self._alone_below))
                rows.append([item])
            else:
                rows[-1].append(item)
                used += self.across + least
        return rows

    def _widths(self, row: list[QLayoutItem], room: int) -> list[int]:
        """What there is beyond the least widths goes to all alike, to each no more than it would like to have."""
        least = [min(item.minimumSize().width(), room) for item in row]
        wants = [max(0, item.sizeHint().width() - low) for item, low in zip(row, least, strict=True)]
        free = max(0, room - sum(least) - self.across * (len(row) - 1))
        widths = [low + more for low, more in zip(least, _shares(free, wants), strict=True)]
        if self._first_grows and row[0] is self.shown()[0]:
            widths[0] += max(0, free - sum(wants))
        return widths

    def heightForWidth(self, width: int) -> int:
        rows = self.rows(width)
        return sum(self._height(row, width) for row in rows) + self.down * max(0, len(rows) - 1)

    def _height(self, row: list[QLayoutItem], room: int) -> int:
        """Of the tallest item, each with its width."""
        return max(map(_height_at, row, self._widths(row, room)), default=0)

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        y, rows = room.top(), self.rows(room.width())
        for row in rows:
            high = room.height() if len(rows) == 1 else self._height(row, room.width())
            x = room.left()
            for item, width in zip(row, self._widths(row, room.width()), strict=True):
                height = _height_at(item, width)
                item.setGeometry(QRect(x, y + (high - height) // 2, width, height))
                x += width + self.across
            y += high + self.down

    def sizeHint(self) -> QSize:
        shown = self.shown()
        return QSize(sum(item.sizeHint().width() for item in shown) + self.across * max(0, len(shown) - 1), height_of(shown))

    def minimumSize(self) -> QSize:
        """Of the widest item: the others may stand below it."""
        shown = self.shown()
        return QSize(max((item.minimumSize().width() for item in shown), default=0), height_of(shown))


def _shares(free: int, wants: list[int]) -> list[int]:
    """`free` in equal shares; what one does not want is left to those that want more."""
    shares, left = [0] * len(wants), free
    for done, k in enumerate(sorted(range(len(wants)), key=wants.__getitem__)):
        shares[k] = min(wants[k], left // (len(wants) - done))
        left -= shares[k]
    return shares


def _height_at(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def shrinking_row(
    *controls: QWidget,
    across: int = ACROSS,
    down: int = 2,
    row: QWidget | None = None,
    first_grows: bool = False,
    alone_below: int = 0,
) -> QWidget:
    """A widget, a new one or `row`, with these controls."""
    row = row or QWidget()
    layout = ShrinkingRow(row, across, down, first_grows, alone_below)
    for control in controls:
        layout.addWidget(control)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    return row
