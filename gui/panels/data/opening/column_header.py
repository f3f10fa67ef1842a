"""The header above the first rows: each column's name, what becomes of it, how its values are spread, and what is missing."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from engine.core.translation import _
from engine.data.csv_files.sketch import ColumnSketch
from gui.panels.data.opening.column_words import extent, missing_share, role_and_kind
from gui.panels.data.opening.preview_model import PreviewModel
from gui.style import theme
from gui.style.text_size import follow
from gui.style.theme import Theme

BARS = 26  # pixels of height at a text size of 100 %
MOST_BARS = 24
EDGE = 8
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ColumnHeader(QHeaderView):
    """Paints the columns of a `PreviewModel` that are seen."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = model
        self._height = 0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName(_("Columns"))
        follow(self, self._measure, "height")

    def _measure(self) -> None:
        lines = [QFontMetrics(theme.font("body", bold=True)).height()]
        lines += [QFontMetrics(theme.font("small")).height()] * 3
        self._height = sum(lines) + theme.px(BARS) + 4 * 2 + 10
        self.setFixedHeight(self._height)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(0, self._height)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        column = self._columns.column(logicalIndex)
        if column is None or not rect.isValid():
            return
        now, is_chosen = theme.current(), self.selectionModel().isColumnSelected(logicalIndex)
        painter.save()
        ground = theme.mixed(now.surface, now.accent, 0.14) if is_chosen else now.raised
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QColor(now.line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if column.role == "target":
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width() - 1, 3), QColor(now.accent))
        self._paint_column(painter, rect.adjusted(EDGE, 5, -EDGE, -5), column, now)
        painter.restore()

    def _paint_column(self, painter: QPainter, room: QRect, column: ColumnSketch, now: Theme) -> None:
        is_out = column.role == "out"
        faint = theme.mixed(now.muted, now.raised, 0.25)
        small, top = theme.font("small"), room.top()
        role = now.accent if column.role == "target" else now.muted
        for text, font, colour in (
            (column.name, theme.font("body", bold=not is_out), faint if is_out else now.text),
            (role_and_kind(column), small, faint if is_out else role),
        ):
            top = _line(painter, room, top, text, font, colour)
        bars = QRect(room.left(), top + 2, room.width(), theme.px(BARS))
        _bars(
            painter,
            bars,
            column,
            theme.mixed(now.raised, now.accent if column.role == "target" else now.text, 0.2 if is_out else 0.5),
        )
        top = bars.bottom() + 3
        top = _line(painter, room, top, extent(column), small, faint if is_out else now.muted)
        _line(painter, room, top, missing_share(column), small, faint if is_out else now.warning)


def _line(painter: QPainter, room: QRect, top: int, text: str, font: object, colour: str) -> int:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetrics(font)
    place = QRect(room.left(), top, room.width(), metrics.height())
    painter.drawText(place, LEFT, metrics.elidedText(text[:500], Qt.TextElideMode.ElideRight, room.width()))
    return top + metrics.height() + 2


def _bars(painter: QPainter, room: QRect, column: ColumnSketch, colour: str) -> None:
    """A bar for each part of the range, or each level; never lower than a pixel where there is anything."""
    counts = column.bars[:MOST_BARS]
    highest = max(counts, default=0)
    if not highest:
        return
    step = room.width() / max(len(counts), 4)
    gap = 1 if step > 3 else 0
    for place, count in enumerate(counts):
        if count:
            height = max(1.0, room.height() * count / highest)
            bar = QRectF(room.left() + place * step, room.bottom() + 1 - height, max(1.0, step - gap), height)
            painter.fillRect(bar, QColor(colour))
