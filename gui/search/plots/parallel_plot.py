"""Parallel coordinates: an axis for each setting and one for the result, and a line through them for each trial."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.core.arrays import Array
from engine.core.translation import _
from engine.search.trial import FINISHED
from gui.plotting.axis import Axis
from gui.plotting.live_numbers import format_live
from gui.search.plots.trial_places import ParallelLines, SettingAxis, parallel_lines, ranks, score_axis, scores_of
from gui.search.plots.trial_plot import TrialPlot
from gui.search.trial_texts import judge_name, score_text, setting_name
from gui.style import theme

SHADES, STEEP = 12, 2.0  # of the lines' colour, from the worst to the best; how much the best stand out
NEAR = 8.0  # pixels from the mouse to a line
SIDE = 0.35  # room beside the axes, as a share of what lies between two
ABOVE_AND_BELOW = 4  # lines of text that stand above and below the axes
MOST_LINES = 500  # with soft edges; more of them are drawn plainly, which takes a tenth of the time


class ParallelPlot(TrialPlot):
    """Lines are drawn the stronger, the better the score. Trials that did not get to their end are dotted."""

    def __init__(self) -> None:
        self._lines: ParallelLines | None = None
        self._room = 0.0, 0.0  # above and below the axes, as shares of their height
        waiting = _("A line for each trial appears here, through the values of its settings to its result.")
        super().__init__(_("Parallel coordinates"), waiting, Axis("bottom", "", 4), Axis("left", "", 4), "search lines")
        for axis in (self.x_axis, self.y_axis):
            axis.setStyle(showValues=False)
        self._hide_axes()

    def _hide_axes(self) -> None:
        """The plot has none of its own: those of the settings are painted."""
        for axis in (self.x_axis, self.y_axis):
            axis.setPen(pg.mkPen(None))
            axis.setTickPen(pg.mkPen(None))

    def retheme(self) -> None:
        super().retheme()
        self._hide_axes()

    def draw(self) -> None:
        plan = self.frame.plan
        if plan is None:
            return
        trials = [trial for trial in self.frame.trials if trial.has_ended and np.isfinite(trial.score)]
        self._lines = parallel_lines(trials, plan)
        line = QFontMetricsF(theme.font("small")).height() / max(1.0, self.plot_area.height() - ABOVE_AND_BELOW * theme.px(16))
        self._room = 2.4 * line, 1.4 * line
        self.plot_area.set_ranges((-SIDE, len(self._lines.axes) + SIDE), (-self._room[1], 1 + self._room[0]))
        self.plot_area.refresh()

    def paint(self, painter: QPainter) -> None:
        lines, plan = self._lines, self.frame.plan
        if lines is None or plan is None or not lines.trials:
            return
        colours, rank = theme.current(), ranks(scores_of(lines.trials), plan)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(lines.trials) <= MOST_LINES)
        level = np.clip((rank * SHADES).astype(int), 0, SHADES - 1)
        ended = np.array([trial.state == FINISHED for trial in lines.trials])
        for shade in range(SHADES):
            colour = QColor(theme.mixed(colours.line, colours.accent, ((shade + 1) / SHADES) ** STEEP))
            for whole in (False, True):
                chosen = (level == shade) & (ended == whole)
                if chosen.any():
                    painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine if whole else Qt.PenStyle.DotLine))
                    painter.drawPath(self._path(lines.shares[chosen]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        numbers = [trial.number for trial in lines.trials]
        for number, colour, width in (
            (self.frame.progress.best, colours.accent, 3),
            (self.hovered_trial, colours.text, 2),
            (self.chosen_trial, colours.text, 3),
        ):
            if number in numbers:
                painter.setPen(QPen(QColor(colour), width))
                painter.drawPath(self._path(lines.shares[[numbers.index(number)]]))
        for place, axis in enumerate(lines.axes):
            self._paint_axis(painter, place, setting_name(axis.name), *_ends(axis))
        scores = score_axis(scores_of(lines.trials), plan)
        ends = [10.0**end if scores.log else end for end in (scores.low, scores.high)]
        texts = [score_text(plan.judge, min(end, 1.0) if plan.judge == "accuracy" else end) for end in ends]
        low, high = texts if plan.higher_is_better else reversed(texts)
        self._paint_axis(painter, len(lines.axes), judge_name(plan.judge), low, high, ())

    def trial_at(self, at: QPointF) -> int | None:
        place = self.plot_area.value_at(at)
        found = None if place is None or self._lines is None else self._lines.nearest(*place)
        if found is None or self._lines is None:
            return None
        (_low, _high), height = self.plot_area.area()[1], self.plot_area.area()[2].height()
        pixels = found[1] * height / (1 + sum(self._room))
        return self._lines.trials[found[0]].number if pixels <= theme.scale() * NEAR else None

    def in_order(self) -> list[int]:
        if self._lines is None:
            return []
        return [self._lines.trials[int(i)].number for i in np.argsort(-self._lines.shares[:, -1], kind="stable")]

    def columns(self) -> Mapping[str, Array]:
        if self._lines is None:
            return {}
        names = [*(axis.name for axis in self._lines.axes), "result"]
        numbers = np.array([trial.number for trial in self._lines.trials], np.float64)
        return {"trial": numbers, **dict(zip(names, self._lines.shares.T, strict=True))}

    def _path(self, shares: Array) -> pg.QtGui.QPainterPath:
        """The lines of (trials, axes) shares in the viewport, as one path."""
        count, axes = shares.shape
        origin, unit = self.plot_area.point_at(0.0, 0.0), self.plot_area.point_at(1.0, 1.0)
        x = np.full((count, axes + 1), np.nan)
        y = np.full((count, axes + 1), np.nan)
        x[:, :-1] = origin.x() + np.arange(axes) * (unit.x() - origin.x())
        y[:, :-1] = origin.y() + shares * (unit.y() - origin.y())
        return pg.arrayToQPath(x.ravel(), y.ravel(), connect="finite")

    def _paint_axis(
        self, painter: QPainter, place: int, name: str, low: str, high: str, values: tuple[tuple[float, str], ...]
    ) -> None:
        colours, top, foot = theme.current(), self.plot_area.point_at(place, 1.0), self.plot_area.point_at(place, 0.0)
        painter.setFont(theme.font("small", tabular=True))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QPen(QColor(colours.outline), 1))
        painter.drawLine(top, foot)
        room = self.plot_area.point_at(1, 0).x() - self.plot_area.point_at(0, 0).x() - 6
        for text, y in ((name, top.y() - 2 * metrics.height()), (high, top.y() - metrics.height()), (low, foot.y() + 1)):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setPen(QColor(colours.text if text is name else colours.muted))
            left = top.x() - metrics.horizontalAdvance(shown) / 2
            painter.drawText(QPointF(left, y + metrics.ascent()), shown)
        for share, text in values:
            at = self.plot_area.point_at(place, share)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room * 0.8)
            ground = QColor(colours.surface)
            ground.setAlphaF(0.75)
            corner = at + QPointF(4, -metrics.height() / 2)
            painter.fillRect(
                pg.QtCore.QRectF(corner.x() - 2, corner.y(), metrics.horizontalAdvance(shown) + 4, metrics.height()), ground
            )
            painter.setPen(QColor(colours.text))
            painter.drawText(corner + QPointF(0, metrics.ascent()), shown)


def _ends(axis: SettingAxis) -> tuple[str, str, tuple[tuple[float, str], ...]]:
    """The texts below and above the axis of a setting, and those of a list's values with their places."""
    if axis.names:
        return "", "", tuple(((i + 0.5) / len(axis.names), name) for i, name in enumerate(axis.names))
    low, high = (10.0**end if axis.log else end for end in (axis.low, axis.high))
    return format_live(low), format_live(high), ()
