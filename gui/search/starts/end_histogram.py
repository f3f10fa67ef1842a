"""How many starts end at which loss, on a logarithmic axis, or at which metric: bars in the colours of reaching and missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _, ngettext
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import DECADES, Scale
from gui.search.starts.end_colours import colour_of_missed, colour_of_reached
from gui.style import theme
from gui.style.plain_text import show_tip

LEFT, BOTTOM = 46, 34  # pixels that the axes take, titles included
RIGHT = 18  # pixels beside the plot, where half of its last label is
BINS, WIDE_BINS = 24, 16  # bars on the logarithmic axis, and on the other
NARROWEST = 0.02  # of a bar: of a decade on the logarithmic axis, a hundredth of the largest value on the other


@dataclass(frozen=True)
class Ending:
    """Where one start ended, and whether it reached the goal."""

    seed: int
    value: float
    reached: bool


@dataclass(frozen=True, eq=False)
class Bars:
    """`edges` (n + 1,) in axis coordinates; `inside`: the starts of each bar, the lowest value first."""

    edges: Array
    inside: tuple[tuple[Ending, ...], ...]


class EndHistogram(QWidget):
    """`picked` carries the seed of the lowest start of a bar that was clicked."""

    picked = Signal(int)

    def __init__(self, title: str, log: bool) -> None:
        super().__init__()
        self.scale = Scale(log, lane=-DECADES)
        self._endings: tuple[Ending, ...] = ()
        self.bars = Bars(np.empty(0), ())
        self._selected: int | None = None
        self.x_axis, self.y_axis = Axis("bottom", title, BOTTOM), Axis("left", _("Starts"), LEFT)
        self.x_axis.set_scale(self.scale)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, right=RIGHT, over=self._paint)
        self.plot_area.setMinimumSize(100, 80)
        self.setAccessibleName(title)
        self._hint = EmptyHint(_("Where starts end is counted here."), self.plot_area, LEFT, BOTTOM)
        self.plot_area.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot_area, 1)

    def show_endings(self, endings: Sequence[Ending], title: str, percent: bool = False) -> None:
        self.x_axis.set_title(title)
        self.x_axis.set_scale(self.scale, percent)
        self.setAccessibleName(title)
        if tuple(endings) != self._endings:
            self._endings = tuple(endings)
            self.bars = bars_of(self._endings, self.scale)
        self._hint.setVisible(not self.bars.inside)
        if self.bars.inside:
            top = max(len(inside) for inside in self.bars.inside)
            self.y_axis.fit_labels(0, top)
            self._hint.place()
            margin = (0.02 if self.scale.log else 0.12) * (self.bars.edges[-1] - self.bars.edges[0])
            self.plot_area.set_ranges((self.bars.edges[0] - margin, self.bars.edges[-1] + margin), (0.0, 1.08 * top))
        self.plot_area.refresh()

    def look_at(self, selected: int | None) -> None:
        """Mark the bar in which it ended."""
        if selected != self._selected:
            self._selected = selected
            self.plot_area.refresh()

    def columns(self) -> Mapping[str, Array]:
        """All numbers behind the picture."""
        return {
            "seed": np.array([float(one.seed) for one in self._endings]),
            "value": np.array([one.value for one in self._endings]),
            "reached": np.array([float(one.reached) for one in self._endings]),
        }

    def retheme(self) -> None:
        self.plot_area.retheme()

    def _paint(self, painter: QPainter) -> None:
        for i, inside in enumerate(self.bars.inside):
            if not inside:
                continue
            reached = sum(one.reached for one in inside)
            left, right = self.bars.edges[i], self.bars.edges[i + 1]
            for low, high, colour in ((0, reached, colour_of_reached()), (reached, len(inside), colour_of_missed())):
                corners = self.plot_area.point_at(left, high), self.plot_area.point_at(right, low)
                painter.fillRect(QRectF(*corners).adjusted(0.5, 0, -0.5, 0), QColor(colour))
            if any(one.seed == self._selected for one in inside):
                painter.setPen(QPen(QColor(theme.current().text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.plot_area.point_at(left, len(inside)), self.plot_area.point_at(right, 0)))

    def _bar_at(self, position: QPointF) -> tuple[int, tuple[Ending, ...]] | None:
        at = self.plot_area.value_at(position)
        if at is None or not self.bars.inside:
            return None
        i = int(np.searchsorted(self.bars.edges, at[0], "right")) - 1
        found = 0 <= i < len(self.bars.inside) and bool(self.bars.inside[i])
        return (i, self.bars.inside[i]) if found else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
            bar = self._bar_at(event.position())
            if event.type() == QEvent.Type.MouseMove:
                show_tip(event.globalPosition().toPoint(), "" if bar is None else bar_text(bar[1]), self)
            elif bar is not None and event.button() == Qt.MouseButton.LeftButton:
                self.picked.emit(bar[1][0].seed)
        return super().eventFilter(watched, event)


def bars_of(endings: Sequence[Ending], scale: Scale) -> Bars:
    """Bars of equal width on the axis; values that are no numbers, and on a logarithmic axis those not above 0, have none."""
    shown = sorted(
        (one for one in endings if np.isfinite(one.value) and (one.value > 0 or not scale.log)), key=lambda one: one.value
    )
    if not shown:
        return Bars(np.empty(0), ())
    places = scale.place(np.array([one.value for one in shown]))
    least = NARROWEST if scale.log else NARROWEST / 2 * max(1e-12, float(np.abs(places).max()))
    bins = BINS if scale.log else WIDE_BINS
    width = max((float(places[-1]) - float(places[0])) / (bins - 1), least)
    first = float(places[0]) - width / 2
    which = np.minimum(((places - first) / width).astype(np.int64), bins - 1)
    count = int(which[-1]) + 1
    inside = tuple(tuple(one for one, k in zip(shown, which, strict=True) if k == i) for i in range(count))
    return Bars(first + width * np.arange(count + 1), inside)


def bar_text(inside: Sequence[Ending]) -> str:
    """'12 starts, seeds 3, 7, 9, … '."""
    seeds = ", ".join(format_count(one.seed) for one in inside[:8]) + (", …" if len(inside) > 8 else "")
    text = ngettext("{count} start, of seed {seeds}", "{count} starts, of seeds {seeds}", len(inside))
    return text.format(count=format_count(len(inside)), seeds=seeds)
