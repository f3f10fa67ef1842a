"""The rows above a plot that name its curves or classes: a swatch of the colour, the name, and the current value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.translation import _
from gui.plotting.legend_layout import APART, END, LegendLayout, laid_out
from gui.style import theme
from gui.style.plain_text import show_tip
from gui.style.text_size import follow

SWATCH, GAP = 10.0, 5.0
MOST_ROWS = 3  # unless its owner has more room, or less
DIAMOND = 0.8  # width of a diamond, as a share of its height: as in the plots
SHARE = 0.34  # of a plot's height that its legend may take
WIDEST_VALUE = "8.8×10⁻⁸"  # a longer one may use the space between entries
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class LegendEntry:
    """A swatch in `colour`, a name, and a value if there is one.

    `mark` says what its swatch looks like: "line", "dashes", "ring" (as where a plot has one), "dot", "hollow",
    "diamond" (hollow, too) or "ringed" (a point in a ring).
    `ordered` entries belong to a sequence, first to last: many of them become a ramp of their colours.
    `short` is its name where there would be no room for values otherwise.
    """

    name: str
    colour: str
    value: str = ""
    mark: str = "line"
    ordered: bool = False
    short: str = ""


class Legend(QWidget):
    """Shows all entries: with their values where there is room, if need be with short names, else as names, else those that are
    ordered as a ramp.

    Each value has the width of `widest_value`, so that entries do not move when numbers change. `focus` is the entry that the
    mouse is at in the plot: its name stands out.
    """

    def __init__(self, widest_value: str = WIDEST_VALUE) -> None:
        super().__init__()
        self.entries: tuple[LegendEntry, ...] = ()
        self.focus: str = ""
        self._widest_value, self._height = widest_value, 0
        self._names: tuple[str, ...] = ()  # of the entries, as they are shown
        self._value_width, self._name_width = 0.0, 0.0
        self.layout_: LegendLayout = laid_out((), (), (), 0.0, 1)
        self.setAccessibleName(_("Legend"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # otherwise all that is behind it is painted each time
        follow(self, self._arrange)

    def show_entries(self, entries: Sequence[LegendEntry], focus: str = "") -> None:
        """Show these and no others; they are laid out again only when names have changed."""
        entries = tuple(entries)
        if (entries, focus) == (self.entries, self.focus):
            return
        same_names = [(e.name, e.short, e.ordered) for e in entries] == [(e.name, e.short, e.ordered) for e in self.entries]
        self.entries, self.focus = entries, focus
        if not same_names:
            self._arrange()
        self.update()

    def fit_height(self, height: int) -> None:
        """Take at most about a third of these pixels, which the legend and its plot have together."""
        if height != self._height:
            self._height = height
            self._arrange()

    def _most_rows(self) -> int:
        return max(2, int(SHARE * self._height / self._row_height())) if self._height else MOST_ROWS

    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 4

    def _arrange(self) -> None:
        figures = QFontMetricsF(theme.font("body", tabular=True))
        self._value_width = figures.horizontalAdvance(self._widest_value) if self._widest_value else 0.0
        self._names = tuple(entry.name for entry in self.entries)
        self.layout_ = self._laid_out(self._names)
        if not self.layout_.values:
            names = tuple(entry.short or entry.name for entry in self.entries)
            layout = self._laid_out(names)
            if layout.values and layout.ramp is None:
                self._names, self.layout_ = names, layout
        self._name_width = self._room_for_names()[0 if self.layout_.values else 1]
        self.setFixedHeight(round(self.layout_.rows * self._row_height()))

    def _room_for_names(self) -> tuple[float, float]:
        """The width of a name with its value beside it, and of one alone, at most."""
        alone = max(40.0, self.width() - SWATCH - GAP)
        return max(40.0, alone - (GAP + self._value_width if self._value_width else 0.0)), alone

    def _laid_out(self, shown: Sequence[str]) -> LegendLayout:
        """The entries with these names."""
        metrics, (beside, alone) = QFontMetricsF(self.font()), self._room_for_names()
        value = GAP + self._value_width if self._value_width else 0.0
        widths = [metrics.horizontalAdvance(name) for name in shown]
        full = [SWATCH + GAP + min(width, beside) + value for width in widths]
        names = [SWATCH + GAP + min(width, alone) for width in widths]
        return laid_out(full, names, [e.ordered for e in self.entries], self.width(), self._most_rows())

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layout_.ramp is not None:
            self._paint_ramp(painter, *self.layout_.ramp)
        for entry, name, place in zip(self.entries, self._names, self.layout_.places, strict=True):
            if place is not None:
                self._paint_entry(painter, entry, name, *place)
        painter.end()

    def _paint_entry(self, painter: QPainter, entry: LegendEntry, name: str, x: float, row: int) -> None:
        height, colours = self._row_height(), theme.current()
        top = row * height
        paint_swatch(painter, entry, QPointF(x, top + height / 2))
        name_width = self._paint_name(painter, name, entry.name == self.focus, x + SWATCH + GAP, top, self._name_width)
        if self.layout_.values:
            painter.setFont(theme.font("body", tabular=True))
            painter.setPen(QColor(colours.text))
            left = x + SWATCH + GAP + name_width + GAP
            painter.drawText(QRectF(left, top, self._value_width + APART, height), LEFT, entry.value)

    def _paint_name(self, painter: QPainter, name: str, in_focus: bool, x: float, top: float, widest: float) -> float:
        """The name, elided where it is longer than the legend is wide; its width."""
        text = QFontMetricsF(self.font()).elidedText(name, Qt.TextElideMode.ElideRight, widest)
        colours = theme.current()
        painter.setFont(self.font())
        painter.setPen(QColor(colours.text if in_focus else colours.muted))
        width = QFontMetricsF(self.font()).horizontalAdvance(text)
        painter.drawText(QRectF(x, top, width + 2, self._row_height()), LEFT, text)
        return width

    def _paint_ramp(self, painter: QPainter, left: float, right: float) -> None:
        """A segment for each ordered entry, between the first one's name and the last one's; the one in focus stands out."""
        steps, height = [e for e in self.entries if e.ordered], self._row_height()
        widest = END * self.width()
        self._paint_name(painter, steps[0].name, steps[0].name == self.focus, 0.0, 0.0, widest - APART)
        focus = next((e for e in steps if e.name == self.focus), None)
        end = steps[-1] if focus is None else focus
        x = right + GAP
        width = self._paint_name(painter, end.name, focus is not None, x, 0.0, widest)
        if focus is not None:
            painter.setFont(theme.font("body", tabular=True))
            painter.setPen(QColor(theme.current().text))
            painter.drawText(QRectF(x + width + GAP, 0, self._value_width + APART, height), LEFT, focus.value)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = (right - left) / len(steps)
        for i, entry in enumerate(steps):
            tall = 12.0 if entry is focus else 6.0
            painter.fillRect(
                QRectF(left + i * wide, (height - tall) / 2, max(1.0, wide - (wide > 4)), tall), QColor(entry.colour)
            )

    def entry_at(self, x: float, y: float) -> LegendEntry | None:
        """The entry whose segment of the ramp is at a point."""
        if self.layout_.ramp is None or not 0 <= y < self._row_height():
            return None
        left, right = self.layout_.ramp
        steps = [e for e in self.entries if e.ordered]
        at = int((x - left) / (right - left) * len(steps)) if left <= x < right else -1
        return steps[at] if 0 <= at < len(steps) else None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            one = self.entry_at(event.pos().x(), event.pos().y())
            show_tip(event.globalPos(), _as_text([one] if one is not None else self.entries), self)
            return True
        return super().event(event)


def paint_swatch(painter: QPainter, entry: LegendEntry, at: QPointF) -> None:
    """What stands for an entry in the plot, small, from `at` to the right."""
    colour, box = QColor(entry.colour), QRectF(at.x() + 1, at.y() - SWATCH / 2 + 1, SWATCH - 2, SWATCH - 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if entry.mark in ("ring", "hollow", "ringed"):
        painter.setPen(QPen(colour, 1.2 if entry.mark == "ringed" else 1.6))
        painter.drawEllipse(box.adjusted(-1, -1, 1, 1) if entry.mark == "ringed" else box)
    if entry.mark in ("dot", "ringed"):
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(box if entry.mark == "dot" else box.adjusted(2, 2, -2, -2))
    elif entry.mark == "diamond":
        painter.setPen(QPen(colour, 1.6))
        middle, reach = box.center(), box.width() / 2 + 0.6
        corners = ((0.0, -reach), (reach * DIAMOND, 0.0), (0.0, reach), (-reach * DIAMOND, 0.0))
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
    elif entry.mark == "dashes":
        painter.setBrush(colour)
        for left in (0.0, SWATCH / 2 + 1):
            painter.drawRect(QRectF(at.x() + left, at.y() - 1, SWATCH / 2 - 1, 2.4))
    elif entry.mark == "line":
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(at.x(), at.y() - 2, SWATCH, 4), 2, 2)


def _as_text(entries: Sequence[LegendEntry]) -> str:
    return "\n".join(f"{e.name}  {e.value}".rstrip() for e in entries)
