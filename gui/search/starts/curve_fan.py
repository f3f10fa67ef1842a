"""The learning curves of all starts, faint, with their median, and those that are looked at in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.translation import _
from engine.search.start_goal import LOSS, PARTS, LearningCurve, StartGoal
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.plot_area import VECTORS, PlotArea, transparent_image
from gui.plotting.polygon import polygon
from gui.plotting.scale import DECADES, Scale, padded
from gui.search.starts.end_colours import colour_of_missed, colour_of_reached
from gui.style import theme

LEFT, BOTTOM = 66, 34  # pixels that the axes take, titles included
MOST_POINTS = 90  # of a faint curve
FAINT, LEAST_FAINT = 0.5, 0.16  # opacity of one of a few curves, and of one of many
NEAR = 12.0  # pixels from the mouse to the curve that is meant
LOW_SHARE = 1e-6  # of the largest loss: what is lower does not widen the axis


@dataclass(frozen=True, eq=False)
class FanCurve:
    """One start. `reached`: whether it reaches the goal, None while it is trained."""

    seed: int
    curve: LearningCurve
    reached: bool | None


class CurveFan(QWidget):
    """`hovered` carries the seed of the curve at the mouse, or None; `picked` that of one that was clicked."""

    hovered = Signal(object)
    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._curves: tuple[FanCurve, ...] = ()
        self._lines: dict[int, tuple[LearningCurve, str, Array, Array]] = {}  # by seed: epochs and positions that are drawn
        self._goal, self._epochs = StartGoal(), 1
        self._looked_at: tuple[int | None, int | None] = (None, None)  # the selected and the hovered seed
        self._median: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self._faint: tuple[Any, QImage] | None = None  # all curves as painted, and for what
        self._version = 0
        self.legend = Legend()
        self.x_axis, self.y_axis = Axis("bottom", _("Epoch"), BOTTOM), Axis("left", _("Loss"), LEFT)
        self.y_axis.set_scale(Scale(True, lane=-DECADES))
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        self.plot_area.setMinimumSize(140, 90)
        self._hint = EmptyHint(_("Each start draws its curve here."), self.plot_area, LEFT, BOTTOM)
        self.plot_area.pointed.connect(self._point)
        self.plot_area.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.legend)
        column.addWidget(self.plot_area, 1)

    def show_curves(self, curves: Sequence[FanCurve], goal: StartGoal, epochs: int) -> None:
        """Draw the loss on the goal's rows, from epoch 0 to `epochs`."""
        self._curves, self._goal, self._epochs = tuple(curves), goal, max(1, epochs)
        column = f"{PARTS[goal.rows]}_{LOSS}"
        self._lines = {one.seed: self._line(one, column) for one in curves}
        self._median = median_of([one.curve for one in curves], column)
        self._hint.setVisible(not any(len(epochs) for _c, _n, epochs, _y in self._lines.values()))
        self._version += 1
        self._set_ranges()
        self._write_legend()
        self.plot_area.refresh()

    def look_at(self, selected: int | None, hovered: int | None) -> None:
        """Draw these in front of the others."""
        if (selected, hovered) != self._looked_at:
            self._looked_at = selected, hovered
            self._write_legend()
            self.plot_area.refresh()

    def columns(self) -> Mapping[str, Array]:
        """All numbers behind the picture: at each epoch the median and each start's loss."""
        column = f"{PARTS[self._goal.rows]}_{LOSS}"
        epochs = np.unique(np.concatenate([np.empty(0, np.int64), *(one.curve.epochs for one in self._curves)]))
        found = {"epoch": epochs.astype(np.float64)}
        for one in sorted(self._curves, key=lambda one: one.seed):
            values = np.full(len(epochs), np.nan)
            values[np.searchsorted(epochs, one.curve.epochs)] = one.curve.column(column)
            found[f"seed {one.seed}"] = values
        return found

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.legend.update()
        self._write_legend()

    def _line(self, one: FanCurve, column: str) -> tuple[LearningCurve, str, Array, Array]:
        kept = self._lines.get(one.seed)
        if kept is not None and kept[0] is one.curve and kept[1] == column:
            return kept
        epochs, values = one.curve.epochs, one.curve.column(column)
        if len(epochs) > MOST_POINTS:
            rows = np.unique(np.searchsorted(epochs, np.linspace(0, epochs[-1], MOST_POINTS)))
            epochs, values = epochs[rows], values[rows]
        with np.errstate(all="ignore"):
            places = np.log10(np.where(values > 0, values, np.nan))
        known = np.isfinite(places)
        return one.curve, column, epochs[known].astype(np.float64), places[known]

    def _set_ranges(self) -> None:
        ends = [(float(y.min()), float(y.max())) for _c, _n, _x, y in self._lines.values() if len(y)]
        if not ends:
            return
        high = max(top for _bottom, top in ends)
        low = max(min(bottom for bottom, _top in ends), high + np.log10(LOW_SHARE))
        x, y = (-0.012 * self._epochs, 1.02 * self._epochs), padded(low, high)
        self.y_axis.fit_labels(*y)
        self._hint.place()
        self.plot_area.set_ranges(x, y)

    def _write_legend(self) -> None:
        entries = []
        states = {one.reached for one in self._curves}
        if True in states:
            entries.append(LegendEntry(_("reach the goal"), colour_of_reached()))
        if False in states:
            entries.append(LegendEntry(_("miss it"), colour_of_missed()))
        if len(self._median[0]):
            entries.append(LegendEntry(_("Median"), theme.current().text))
        self.legend.show_entries(entries)

    def _paint(self, painter: QPainter) -> None:
        if painter.paintEngine().type() in VECTORS:
            self._paint_faint(painter)
        else:
            painter.drawImage(0, 0, self._faint_image(painter.device().devicePixelRatio()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().text), 1.8))
        painter.drawPolyline(self._polygon(*self._median))
        shown = {one.seed: one for one in self._curves}
        for seed, width in zip(self._looked_at, (2.6, 2.0), strict=True):
            if seed is not None and seed in shown:
                line = self._polygon(*self._lines[seed][2:])
                for colour, wide in ((theme.current().surface, width + 2.5), (_colours()[shown[seed].reached], width)):
                    painter.setPen(QPen(QColor(colour), wide))
                    painter.drawPolyline(line)

    def _faint_image(self, ratio: float) -> QImage:
        """Painted once until curves, size or theme change: the mouse moves over many curves."""
        wanted = self._version, self.plot_area.area(), ratio, theme.current()
        if self._faint is None or self._faint[0] != wanted:
            image = transparent_image(self.plot_area.viewport().size(), ratio)
            painter = QPainter(image)
            self._paint_faint(painter)
            painter.end()
            self._faint = wanted, image
        return self._faint[1]

    def _paint_faint(self, painter: QPainter) -> None:
        opacity = max(LEAST_FAINT, FAINT * min(1.0, (12 / max(1, len(self._curves))) ** 0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for one in self._curves:
            colour = QColor(_colours()[one.reached])
            colour.setAlphaF(opacity)
            painter.setPen(QPen(colour, 1.0))
            painter.drawPolyline(self._polygon(*self._lines[one.seed][2:]))

    def _polygon(self, x: Array, y: Array) -> QPolygonF:
        """In the viewport; what lies further outside than the plot is high is drawn at that distance."""
        low, high = self.plot_area.area()[1]
        return polygon(*self.plot_area.points_at(x, np.clip(y, 2 * low - high, 2 * high - low)))

    def _point(self, position: QPointF | None) -> None:
        self.hovered.emit(None if position is None else self._seed_at(position))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.legend.fit_height(self.height())
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            seed = self._seed_at(event.position())
            if seed is not None and event.button() == Qt.MouseButton.LeftButton:
                self.picked.emit(seed)
        return super().eventFilter(watched, event)

    def _seed_at(self, position: QPointF) -> int | None:
        """Of the curve nearest to it, straight up or down."""
        at = self.plot_area.value_at(position)
        if at is None:
            return None
        _x, (y0, y1), place = self.plot_area.area()
        near = NEAR * (y1 - y0) / max(place.height(), 1.0)
        away = {
            seed: abs(float(np.interp(at[0], x, y)) - at[1])
            for seed, (_c, _n, x, y) in self._lines.items()
            if len(x) and x[0] <= at[0] <= x[-1]
        }
        return min((seed for seed, far in away.items() if far <= near), key=away.__getitem__, default=None)


def _colours() -> dict[bool | None, str]:
    return {True: colour_of_reached(), False: colour_of_missed(), None: theme.current().muted}


def median_of(curves: Sequence[LearningCurve], column: str) -> tuple[Array, Array]:
    """The median over all starts at the epochs that most of them have reached: epochs and positions on a log axis."""
    curves = [one for one in curves if len(one.epochs)]
    if len(curves) < 2:
        return np.empty(0), np.empty(0)
    epochs, counts = np.unique(np.concatenate([one.epochs for one in curves]), return_counts=True)
    epochs = epochs[2 * counts > len(curves)]
    table = np.full((len(curves), len(epochs)), np.nan)
    for row, one in zip(table, curves, strict=True):
        kept = np.isin(one.epochs, epochs)
        row[np.searchsorted(epochs, one.epochs[kept])] = one.column(column)[kept]
    known = np.isfinite(table).any(0)
    median = np.nanmedian(table[:, known], axis=0) if known.any() else np.empty(0)
    positive = median > 0
    return epochs[known][positive].astype(np.float64), np.log10(median[positive])
