"""A plot's axis: round numbers or names at its ticks, a steady width, the colours of the theme."""

from __future__ import annotations

import math
from html import escape
from typing import Any

import pyqtgraph as pg

from gui.plotting.scale import Scale
from gui.plotting.tick_labels import log_ticks, nice_ticks, percent_texts, tick_texts
from gui.style import theme

LEGIBLE = 6  # letters of a title, with its ellipsis, below which nobody can guess the rest
LEGIBLE_NAME = 3  # the same of a name among others
MARGIN = 8.0  # pixels to the right of every plot
TICK_ROOM = 10  # pixels between a tick's label and the plotted area, and between label and title


class Axis(pg.AxisItem):
    """`y_scale` turns positions into numbers. `percent` shows shares as percentages. `names`, when there are any, are the labels
    at 0, 1, 2 … in place of numbers; an empty name has no label.

    `orientation` is "left" or "bottom", `room` the pixels that the axis takes at a text size of 100 %, title included; on the
    left it takes more while the labels of `fit_labels` are wider.
    """

    title = short = ""  # pyqtgraph resizes an axis while it is being made

    def __init__(self, orientation: str, title: str, room: int) -> None:
        super().__init__(orientation)
        self.y_scale, self.percent, self.title, self.room = Scale(), False, title, room
        self.names: tuple[str, ...] = ()
        self._texts: dict[float, str] = {}  # of the ticks that are drawn next
        self._fitted: tuple[float, float] | None = None  # the range whose labels the width has room for
        self.setStyle(tickLength=-4, autoExpandTextSpace=False, autoReduceTextSpace=False, hideOverlappingLabels=False)
        self.enableAutoSIPrefix(False)
        self.retheme()

    def set_title(self, title: str, short: str = "") -> None:
        """`short` is shown where the title has no room."""
        if (title, short) != (self.title, self.short):
            self.title, self.short = title, short
            self.retheme()

    def set_names(self, names: tuple[str, ...]) -> None:
        """Labels at 0, 1, 2 … in place of numbers; none for numbers again."""
        if names != self.names:
            self.names = names
            self.picture = None
            self.update()

    def set_scale(self, scale: Scale, percent: bool = False) -> None:
        """Label the axis by this scale from now on."""
        if (scale, percent) != (self.y_scale, self.percent):
            self.y_scale, self.percent = scale, percent
            self.picture = None
            self.update()

    def retheme(self) -> None:
        colours = theme.current()
        font = theme.font("small", tabular=True)
        self.setStyle(tickFont=font)
        if self.orientation == "left":
            self._set_room()
        else:
            self.setHeight(theme.px(self.room))
        self.setPen(pg.mkPen(colours.line))
        self.setTickPen(pg.mkPen(colours.line))
        self.setTextPen(pg.mkPen(colours.muted))
        self.setLabel(self.title or None, **{"color": colours.muted, "font-size": f"{font.pointSizeF():.1f}pt"})
        self.showLabel(bool(self.title))
        self.resizeEvent()  # pyqtgraph puts a title into the middle of its axis only when the size changes

    def ticks(self, low: float, high: float, size: float) -> list[tuple[float, str]]:
        """Positions and labels of the ticks for an axis `size` pixels long."""
        most = max(2, int(size / theme.px(24 if self.orientation == "left" else 48)))
        if self.names:
            places = range(max(0, math.ceil(low)), min(len(self.names) - 1, math.floor(high)) + 1)
            inside = [i for i in places if self.names[i]]
            room = size / max(1, len(inside))
            every = 1 if self._can_read_all(inside, room) else max(1, -(-len(inside) // most))
            return [(float(i), self._fitting(self.names[i], room * every)) for i in inside[::every]]
        if not self.y_scale.log:
            values = nice_ticks(low, min(high, 1.0) if self.percent and low < 1 else high, most)  # no share is above 100 %
            texts = percent_texts(values) if self.percent else tick_texts(values)
            metrics = pg.QtGui.QFontMetricsF(self.style["tickFont"])
            needed = metrics.ascent() if self.orientation == "left" else max(map(metrics.horizontalAdvance, texts), default=0.0)
            apart = size / (high - low) * (values[1] - values[0]) if len(values) > 1 else size
            every = math.ceil(needed / apart) if apart > 0 else len(values)  # of few pixels, so that no label covers the next
            return list(zip(values, texts, strict=True))[:: max(1, every)]
        lane = self.y_scale.lane
        found = log_ticks(max(low, lane) if lane > low else low, high, most)
        if lane > low + 1e-9:
            found = [(lane, "0"), *((p, t) for p, t in found if p > lane + (high - low) * theme.px(14) / max(size, theme.px(28)))]
        return found

    def _can_read_all(self, shown: list[int], room: float) -> bool:
        """Whether each of these names can be told from the others with `room` pixels from one to the next."""
        if self.orientation == "left":
            return room >= pg.QtGui.QFontMetricsF(self.style["tickFont"]).ascent()
        written = {self._fitting(self.names[i], room): self.names[i] for i in shown}
        is_distinct = len(written) == len({self.names[i] for i in shown})
        return is_distinct and all(text == name or len(text) >= LEGIBLE_NAME for text, name in written.items())

    def _fitting(self, name: str, room: float) -> str:
        """The name, elided to fit beside the axis ("left") or between its neighbours ("bottom")."""
        pixels = self.width() - theme.px(22) if self.orientation == "left" else room - 4
        metrics = pg.QtGui.QFontMetricsF(self.style["tickFont"])
        return metrics.elidedText(name, pg.QtCore.Qt.TextElideMode.ElideRight, pixels)

    def _uncut(self, texts: dict[float, str], low: float, high: float, size: float) -> dict[float, str]:
        """The labels below a plot without the one at its right end, where that would be cut."""
        if self.orientation != "bottom" or not texts or high <= low:
            return texts
        last = max(texts)
        half = pg.QtGui.QFontMetricsF(self.style["tickFont"]).horizontalAdvance(texts[last]) / 2
        beyond = half - (high - last) / (high - low) * size
        return texts if beyond <= MARGIN else {**texts, last: ""}

    def widest(self, ends: tuple[float, float]) -> int:
        """Width in pixels of the widest label for a range."""
        metrics = pg.QtGui.QFontMetricsF(self.style["tickFont"])
        return math.ceil(max((metrics.horizontalAdvance(text) for _, text in self.ticks(*ends, 250)), default=0.0))

    def fit_labels(self, low: float, high: float) -> None:
        """Be wide enough for the labels of this range beside the title, and never narrower than `room`."""
        self._fitted = low, high
        self._set_room()

    def _set_room(self) -> None:
        room = theme.px(self.room)
        if self._fitted is not None and not self.names:
            title = pg.QtGui.QFontMetrics(theme.font("small")).height() if self.title else 0
            room = max(room, title + self.widest(self._fitted) + theme.px(TICK_ROOM))
        if room != self.fixedWidth:
            self.setWidth(room)

    def resizeEvent(self, event: Any = None) -> None:
        """A title that is longer than the axis is replaced by its short one or elided, or left out where no more than a few
        letters of it would stand.
        """
        length = self.size().height() if self.orientation == "left" else self.size().width()
        metrics = pg.QtGui.QFontMetricsF(theme.font("small"))
        shown = metrics.elidedText(self.title, pg.QtCore.Qt.TextElideMode.ElideRight, length) if length > 0 else self.title
        if shown != self.title and self.short and metrics.horizontalAdvance(self.short) <= length:
            shown = self.short
        elif shown != self.title and len(shown) < LEGIBLE:
            shown = ""
        if self.title and shown != self.labelText:
            self.labelText = shown
            self.label.setHtml(self.labelString())
        super().resizeEvent(event)

    def labelString(self) -> str:
        """Qt takes the title for mark-up, though it may be a name from data such as <b>x</b>."""
        title, self.labelText = self.labelText, escape(self.labelText, quote=False)
        try:
            return str(super().labelString())
        finally:
            self.labelText = title

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[Any, list[float]]]:
        self._texts = self._uncut(dict(self.ticks(minVal, maxVal, size)), minVal, maxVal, size)
        return [(None, list(self._texts))]

    def tickStrings(self, values: list[float], scale: float, spacing: Any) -> list[str]:
        return [self._texts.get(value, "") for value in values]
