"""A text of one or two lines that is cut where it does not fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.plain_text import plain
from gui.style.text_size import follow

LEGIBLE = 8  # letters of a line, with its ellipsis, below which nobody can guess the rest


class ElidedLabel(QWidget):
    """A muted text that wraps to at most `most` lines, and ends in '…' where these do not hold it; the tooltip has all of it.

    Once it has needed a second line it keeps it as long as its width stays the same, so that what is below does not jump.
    """

    def __init__(self, text: str = "", most: int = 2) -> None:
        super().__init__()
        self.text = self._tip = ""
        self._tone = "muted"
        self._most, self._lines = most, 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        follow(self, self.updateGeometry)

    def set_text(self, text: str, tip: str = "", tone: str = "muted") -> None:
        """Show this text in a colour of the theme; the tooltip adds the sentence `tip` to it."""
        if (text, tip, tone) != (self.text, self._tip, self._tone):
            self.text, self._tip, self._tone = text, tip, tone
            self.setToolTip(plain(_("{text}. {tip}").format(text=text, tip=tip) if tip else text))
            self._grow()
            self.update()

    def set_most(self, most: int) -> None:
        """So many lines at most from now on."""
        if most != self._most:
            self._most = most
            self._lines = max(1, len(self.lines()))
            self.updateGeometry()
            self.update()

    def lines(self) -> list[str]:
        """The text as it is shown: of a sentence no line at all where only fragments of it would fit."""
        metrics = QFontMetrics(self.font())
        found = wrapped(self.text, self.width(), self._most, metrics.horizontalAdvance, metrics.elidedText)
        fragments = any(not line or (line.endswith("…") and len(line) < LEGIBLE) for line in found)
        return [] if self._most > 1 and fragments and found != [self.text] else found

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(80, metrics.height() + 4 + (self._lines - 1) * metrics.lineSpacing())

    def _grow(self) -> None:
        lines = max(self._lines, len(self.lines()))
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            lines, self._lines = self._lines, max(1, len(self.lines()))
            if lines != self._lines:
                self.updateGeometry()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(getattr(theme.current(), self._tone)))
        lines, step = self.lines(), QFontMetrics(self.font()).lineSpacing()
        top = (self.height() - step * len(lines)) // 2
        for i, line in enumerate(lines):
            place = QRect(0, top + i * step, self.width(), step)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
        painter.end()


Elide = Callable[[str, Qt.TextElideMode, int], str]


def wrapped(text: str, width: int, most: int, measure: Callable[[str], int], elide: Elide) -> list[str]:
    """The text in at most `most` lines of `width` pixels, broken between words; the last one elided."""
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most - 1:
        fits = next((n for n in range(len(words), 1, -1) if measure(" ".join(words[:n])) <= width), 1)
        lines.append(" ".join(words[:fits]))
        words = words[fits:]
    if words:
        lines.append(" ".join(words))
    return [line if measure(line) <= width else elide(line, Qt.TextElideMode.ElideRight, width) for line in lines]
