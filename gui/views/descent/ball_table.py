"""What each ball does now: its name and how it fares, and below them its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.translation import _, joined
from engine.experiments.descent.ball import Ball, Outcome
from engine.optim.optimizers import OPTIMIZERS
from gui.plotting.legend import LegendEntry, paint_swatch
from gui.style import theme
from gui.style.text_size import follow
from gui.views.descent.ball_style import ball_style
from gui.views.descent.ball_words import numbers_of, outcome_in_short, outcome_in_words

INDENT = 16.0  # of what stands below a name: a swatch and a gap
SPACE = 4.0  # between a symbol and its number
GAP, APART = 6.0, 3.0  # between two numbers, and between two balls
WIDEST = "−8.8×10⁻⁸", "−8.8×10⁻⁸⁸", "−8.8×10⁻⁸⁸⁸"  # all numbers have the width of the first that none of them exceeds
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Row:
    """One ball: `numbers` are pairs of a symbol and its number; `outcome` is what is painted, `sentence` all of it."""

    name: str
    kind: str
    outcome: str
    sentence: str
    failed: bool
    numbers: tuple[tuple[str, str], ...]


class BallTable(QWidget):
    """Painted, so that new numbers move nothing. Each number has the width of the widest; they wrap where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.setAccessibleName(_("Where the balls are"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        follow(self, self._fit)

    def show_balls(self, balls: Sequence[Ball]) -> None:
        rows = tuple(
            Row(
                _(OPTIMIZERS[ball.kind].label),
                ball.kind,
                outcome_in_short(ball),
                outcome_in_words(ball),
                ball.outcome is Outcome.DIVERGED,
                numbers_of(ball),
            )
            for ball in balls
        )
        if rows == self.rows:
            return
        before = [self._lines(row) for row in self.rows]
        self.rows = rows
        if before != [self._lines(row) for row in rows]:
            self._fit()
        self.setAccessibleDescription(self.text())
        self.setToolTip(self.text())
        self.update()

    def text(self) -> str:
        """All that it says, for screen readers and the tooltip."""
        lines = []
        for row in self.rows:
            numbers = ", ".join(f"{symbol} = {number}" for symbol, number in row.numbers)
            lines.append(joined((_("{ball}: {outcome}").format(ball=row.name, outcome=row.sentence), numbers)))
        return "\n".join(lines)

    def widest(self) -> str:
        """A number as wide as the room that each number has."""
        longest = max((len(number) for row in self.rows for _symbol, number in row.numbers), default=0)
        return next((text for text in WIDEST if len(text) >= longest), WIDEST[-1])

    def _places(self, row: Row) -> list[tuple[float, int]]:
        """Of each number with its symbol: the left edge, and the line it stands on."""
        small, figures = QFontMetricsF(self._small), QFontMetricsF(self._figures)
        number, left, line, found = figures.horizontalAdvance(self.widest()), INDENT, 0, []
        for symbol, _number in row.numbers:
            wide = small.horizontalAdvance(symbol) + SPACE + number
            if left > INDENT and left + wide > self.width():
                left, line = INDENT, line + 1
            found.append((left, line))
            left += wide + GAP
        return found

    def _sentence(self, row: Row) -> tuple[bool, int]:
        """Whether what is said of it stands beside its name, else below it, and in how many lines."""
        small, body = QFontMetricsF(self._small), QFontMetricsF(self._body)
        beside = self.width() - INDENT - body.horizontalAdvance(row.name) - 2 * GAP
        if small.horizontalAdvance(row.outcome) <= beside:
            return True, 0
        box = QRectF(0, 0, max(40.0, self.width() - INDENT), 1000)
        high = small.boundingRect(box, int(Qt.TextFlag.TextWordWrap), row.outcome).height()
        return False, max(1, round(high / small.lineSpacing()))

    def _lines(self, row: Row) -> int:
        """Of small text, below the line of the name."""
        return self._places(row)[-1][1] + 1 + self._sentence(row)[1]

    def _fit(self) -> None:
        self._body, self._small = theme.font("body"), theme.font("small")
        self._figures = theme.font("small", tabular=True)
        body, small = QFontMetricsF(self._body).height(), QFontMetricsF(self._small).lineSpacing()
        high = sum(body + small * self._lines(row) + APART for row in self.rows)
        self.setFixedHeight(round(high))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(180, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for row in self.rows:
            top = self._paint_row(painter, row, top) + APART
        painter.end()

    def _paint_row(self, painter: QPainter, row: Row, top: float) -> float:
        """Returns where it ends."""
        now, style = theme.current(), ball_style(row.kind)
        body, small = QFontMetricsF(self._body), QFontMetricsF(self._small)
        paint_swatch(painter, LegendEntry(row.name, style.colour, mark=style.mark), QPointF(0, top + body.height() / 2))
        painter.setFont(self._body)
        painter.setPen(QColor(now.text))
        painter.drawText(QRectF(INDENT, top, self.width() - INDENT, body.height()), LEFT, row.name)
        beside, lines = self._sentence(row)
        painter.setFont(self._small)
        painter.setPen(QColor(now.error if row.failed else now.muted))
        bottom = top + body.height()
        if beside:
            left = INDENT + body.horizontalAdvance(row.name) + 2 * GAP
            painter.drawText(QRectF(left, top, self.width() - left, body.height()), LEFT, row.outcome)
        else:
            box = QRectF(INDENT, bottom, self.width() - INDENT, lines * small.lineSpacing())
            painter.drawText(box, LEFT | Qt.TextFlag.TextWordWrap, row.outcome)
            bottom = box.bottom()
        return self._paint_numbers(painter, row, bottom)

    def _paint_numbers(self, painter: QPainter, row: Row, top: float) -> float:
        now, high = theme.current(), QFontMetricsF(self._small).lineSpacing()
        places = self._places(row)
        for (symbol, number), (left, line) in zip(row.numbers, places, strict=True):
            down, cell = top + line * high, self.width() - left
            painter.setFont(self._small)
            painter.setPen(QColor(now.muted))
            painter.drawText(QRectF(left, down, cell, high), LEFT, symbol)
            wide = painter.fontMetrics().horizontalAdvance(symbol) + SPACE
            painter.setFont(self._figures)
            painter.setPen(QColor(now.text))
            painter.drawText(QRectF(left + wide, down, cell, high), LEFT, number)
        return top + high * (places[-1][1] + 1)
