"""The colour scale of the loss surface: its bands, with the losses between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.translation import _
from gui.plotting.live_numbers import format_apart
from gui.plotting.tick_labels import tick_texts
from gui.style import theme
from gui.views.loss_surface.loss_scale import LossScale, band_colours

BAR = 10.0  # height in pixels
GAP = 10.0  # pixels between two numbers, at least


class LossKey(QWidget):
    """`name` is what is measured, for screen readers and the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._scale: LossScale | None = None
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_scale(self, scale: LossScale, name: str) -> None:
        if (scale, name) != (self._scale, self._name):
            self._scale, self._name = scale, name
            tip = _("The colours of {loss}: a line stands between two bands; what is beyond the ends has the colour of the end.")
            self.setToolTip(tip.format(loss=name))
            self.setAccessibleName(name)
            self.update()

    def texts(self) -> list[str]:
        """The numbers between the bands, and at the ends."""
        if self._scale is None:
            return []
        levels = [float(level) for level in self._scale.levels]
        return format_apart(levels) if self._scale.log else tick_texts(levels)

    # -- Qt
    def sizeHint(self) -> QSize:
        return QSize(200, round(QFontMetricsF(theme.font("small", tabular=True)).height() + BAR + 3))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scale is None:
            return
        painter, colours = QPainter(self), theme.current()
        font = theme.font("small", tabular=True)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        texts = self.texts()
        margin = metrics.horizontalAdvance(texts[0]) / 2 + 2, metrics.horizontalAdvance(texts[-1]) / 2 + 2
        width = max(1.0, self.width() - sum(margin)) / self._scale.count
        for band, colour in enumerate(band_colours(colours, self._scale.count)[:-1]):
            painter.fillRect(QRectF(margin[0] + band * width, 1, width + 0.5, BAR), QColor(int(colour)))
        painter.setPen(QColor(colours.line))
        painter.drawRect(QRectF(margin[0], 0.5, width * self._scale.count, BAR))
        painter.setPen(QColor(colours.muted))
        taken = -GAP
        last = margin[0] + width * self._scale.count - metrics.horizontalAdvance(texts[-1]) / 2
        for i, text in enumerate(texts):
            half = metrics.horizontalAdvance(text) / 2
            x = margin[0] + i * width - half
            is_last = i == len(texts) - 1
            if x >= taken + GAP and (is_last or x + 2 * half + GAP <= last):
                painter.drawText(QPointF(x, BAR + 2 + metrics.ascent()), text)
                taken = x + 2 * half
        painter.end()
