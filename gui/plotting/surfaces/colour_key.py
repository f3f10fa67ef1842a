"""What the colours of a surface mean: the classes with their counts, or a bar with numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_percent
from engine.core.translation import _
from engine.data.preprocessing import Data
from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.live_numbers import format_in_range
from gui.plotting.surfaces.surface_colours import LEVELS, ColourRange
from gui.style import theme
from gui.style.colour_schemes import class_colours

BAR = 10.0  # height in pixels


class ColourBar(QWidget):
    """The colours of a range of numbers, with its ends, and between them the name of what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.span, self.name = ColourRange(-1, 1), ""
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_range(self, span: ColourRange, table: Array, name: str) -> None:
        """Show the first `LEVELS` colours of a table (see `colour_table`) over `span`; `name` is what they measure."""
        self.span, self.name = span, name
        strip = np.ascontiguousarray(table[:LEVELS])[np.newaxis]
        self._image = QImage(strip.data, LEVELS, 1, 4 * LEVELS, QImage.Format.Format_RGB32).copy()
        self.setToolTip(_("Colours of {name}; what is beyond the ends has the colour of the end.").format(name=name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(QFontMetricsF(self.font()).height() + BAR + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        font = theme.font("small", tabular=True)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        left, width = 0.0, float(self.width())
        painter.drawImage(QRectF(left, 1, width, BAR), self._image)
        low, high = self.span.low, self.span.high
        metrics = QFontMetricsF(font)
        name = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, width * 0.5)
        for text, share in ((format_in_range(low, low, high), 0.0), (name, 0.5), (format_in_range(high, low, high), 1.0)):
            x = left + share * (width - metrics.horizontalAdvance(text))
            painter.drawText(QPointF(x, BAR + 2 + metrics.ascent()), text)  # all on one line, whatever face their letters are in
        painter.end()


class ColourKey(QWidget):
    """A legend of the classes, or for numbers a colour bar."""

    def __init__(self) -> None:
        super().__init__()
        self.legend, self.bar = Legend(widest_value="8,888"), ColourBar()
        self._counts: list[LegendEntry] = []
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.legend)
        self._stack.addWidget(self.bar)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_data(self, data: Data, span: ColourRange, table: Array, rows: Array) -> None:
        """The classes with how many of `rows` belong to each; for regression the range of the target."""
        if data.task.is_regression:
            self.bar.show_range(span, table, data.table.target_name)
            self._stack.setCurrentWidget(self.bar)
        else:
            counts = np.bincount(data.table.target[rows], minlength=data.task.classes)
            colours = class_colours(data.task.classes)
            named = zip(data.table.classes, colours, counts, strict=True)
            self._counts = [
                LegendEntry(name, colour, format_count(int(count)), "dot", ordered=True) for name, colour, count in named
            ]
            self.legend.show_entries(self._counts)
            self._stack.setCurrentWidget(self.legend)
        self.updateGeometry()

    def show_shares(self, shares: Array | None) -> None:
        """The probability of each class, (classes,), instead of its count; the counts again with None."""
        if shares is None or len(shares) != len(self._counts):
            self.legend.show_entries(self._counts)
        else:
            pairs = zip(self._counts, shares, strict=True)
            self.legend.show_entries([replace(entry, value=format_percent(float(share), 0)) for entry, share in pairs])

    def show_numbers(self, span: ColourRange, table: Array, name: str) -> None:
        """A bar of numbers for any data, titled `name`."""
        self.bar.show_range(span, table, name)
        self._stack.setCurrentWidget(self.bar)

    def sizeHint(self) -> QSize:
        shown = self.legend if self._stack.currentWidget() is self.legend else self.bar
        return QSize(200, shown.sizeHint().height())
