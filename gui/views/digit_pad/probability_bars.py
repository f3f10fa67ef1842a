"""The probability of each class as a bar, which moves while training goes on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.number_format import format_percent
from engine.core.translation import _
from gui.style import theme


class ProbabilityBars(QWidget):
    """Painted, so that a new number moves nothing. Empty while nothing is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.probabilities: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(_("How likely each class is, as the network says."))
        self.setAccessibleName(_("Probability of each class"))

    def show_probabilities(self, names: tuple[str, ...], probabilities: tuple[float, ...]) -> None:
        if (names, probabilities) != (self.names, self.probabilities):
            self.names, self.probabilities = names, probabilities
            said = (f"{name}: {format_percent(probability)}" for name, probability in zip(names, probabilities, strict=False))
            self.setAccessibleDescription("; ".join(said))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(110, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.names:
            return
        painter, now = QPainter(self), theme.current()
        painter.setFont(theme.font("small", tabular=True))
        metrics = QFontMetricsF(painter.font())
        high = self.height() / len(self.names)
        left = max(metrics.horizontalAdvance(name) for name in self.names) + 8
        room = self.width() - left - metrics.horizontalAdvance("100 %") - 12
        best = max(self.probabilities, default=0.0)
        middle = Qt.AlignmentFlag.AlignVCenter
        for at, name in enumerate(self.names):
            probability, top = (self.probabilities[at] if self.probabilities else 0.0), at * high
            painter.setPen(QColor(now.text if self.probabilities and probability == best else now.muted))
            painter.drawText(QRectF(0, top, left, high), Qt.AlignmentFlag.AlignLeft | middle, name)
            painter.fillRect(QRectF(left, top + 0.2 * high, room, 0.6 * high), QColor(now.line))
            if self.probabilities:
                colour = now.accent if probability == best else now.muted
                painter.fillRect(QRectF(left, top + 0.2 * high, room * probability, 0.6 * high), QColor(colour))
                place = QRectF(left + room, top, self.width() - left - room, high)
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | middle, format_percent(probability))
        painter.end()
