"""The row above a plot that names its curves or classes: a swatch of the colour, the name, and the current value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import follow

SWATCH, GAP, APART = 10.0, 5.0, 14.0
MOST_ROWS = 2
WIDEST_VALUE = "8.8×10⁻⁸"  # a longer one may use the space between entries


@dataclass(frozen=True)
class LegendEntry:
    """A swatch in `colour`, a name, and a value if there is one."""

    name: str
    colour: str
    value: str = ""
    ring: bool = False  # its swatch: a ring where the plot has one, else a line


class Legend(QWidget):
    """Shows entries in at most two rows. Where there is no room for all, the first ones and the last are shown and the rest
    counted; the tooltip lists all.

    Each value has the width of `widest_value`, so that entries do not move when numbers change.
    """

    def __init__(self, parent: QWidget | None = None, widest_value: str = WIDEST_VALUE) -> None:
        super().__init__(parent)
        self.entries: tuple[LegendEntry, ...] = ()
        self._widest_value = widest_value
        self._places: list[tuple[float, int]] = []  # left edge and row of each entry that is shown
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # otherwise all that is behind it is painted each time
        follow(self, self._arrange)

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these and no others; they are laid out again only when names have changed."""
        entries = tuple(entries)
        if entries == self.entries:
            return
        same_names = [e.name for e in entries] == [e.name for e in self.entries]
        self.entries = entries
        if not same_names:
            self._arrange()
        self.update()

    def _value_width(self) -> float:
        return QFontMetricsF(theme.font("body", tabular=True)).horizontalAdvance(self._widest_value)

    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 4

    def _arrange(self) -> None:
        """Place the entries from left to right; a second row when they need it."""
        metrics = QFontMetricsF(self.font())
        value = self._value_width()
        widths = [SWATCH + GAP + metrics.horizontalAdvance(e.name) + GAP + value for e in self.entries]
        self._places = _flow(widths, self.width())
        if len(self._places) < len(widths):  # as many of the first as leave room for the count and the last
            more = metrics.horizontalAdvance(_("+{n} more").format(n=99))
            first = max(0, len(self._places) - 2)
            while first and len(_flow([*widths[:first], more, widths[-1]], self.width())) < first + 2:
                first -= 1
            self._places = _flow([*widths[:first], more, widths[-1]], self.width())
        rows = 1 + max((row for _left, row in self._places), default=0)
        self.setFixedHeight(round(rows * self._row_height()))

    def _placed(self) -> list[tuple[LegendEntry, float, int]]:
        """What is shown, with its left edge and row; the entry without a colour is the count of those left out."""
        shown = len(self._places)
        entries = list(self.entries)
        if shown < len(entries):
            count = LegendEntry(_("+{n} more").format(n=len(entries) - shown + 1), "")
            entries = [*entries[: shown - 2], count, *entries[len(entries) - 1 :]]
        return [(entry, x, row) for entry, (x, row) in zip(entries, self._places, strict=False)]

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names, values = self.font(), theme.font("body", tabular=True)
        metrics, value_width, height = QFontMetricsF(names), self._value_width(), self._row_height()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for entry, x, row in self._placed():
            top, name_width = row * height, metrics.horizontalAdvance(entry.name)
            if entry.colour:
                painter.setPen(QPen(QColor(entry.colour), 1.6) if entry.ring else Qt.PenStyle.NoPen)
                painter.setBrush(Qt.BrushStyle.NoBrush if entry.ring else QColor(entry.colour))
                if entry.ring:
                    painter.drawEllipse(QRectF(x + 1, top + (height - SWATCH) / 2 + 1, SWATCH - 2, SWATCH - 2))
                else:
                    painter.drawRoundedRect(QRectF(x, top + height / 2 - 2, SWATCH, 4), 2, 2)
                x += SWATCH + GAP
            painter.setFont(names)
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(x, top, name_width + 2, height), left, entry.name)
            painter.setFont(values)
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(x + name_width + GAP, top, value_width + APART, height), left, entry.value)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = "\n".join(f"{e.name}  {e.value}".rstrip() for e in self.entries)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


def _flow(widths: Sequence[float], room: float) -> list[tuple[float, int]]:
    """Left edge and row of each width, from left to right in at most `MOST_ROWS` rows; shorter where they do not all fit."""
    places: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for width in widths:
        if x and x + width > room:
            x, row = 0.0, row + 1
        if row == MOST_ROWS:
            break
        places.append((x, row))
        x += width + APART
    return places
