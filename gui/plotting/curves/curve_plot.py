"""The plot of all curves over steps: with envelopes, a legend with values, and a read-out at the mouse.

Its owner calls `show_curves` for each frame; the plot itself remembers only ranges and the position of the mouse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _
from engine.training.history import Mark
from gui.plotting.axis import Axis
from gui.plotting.curves.bands import BandItem
from gui.plotting.curves.curve_painting import SHADE, CurvePainter, PlacedCurve, placed
from gui.plotting.curves.curves import Band, Curve, Spot, pooled, table_columns, x_range, y_range
from gui.plotting.curves.step_markers import is_near, mark_near, paint_marks, paint_step
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.live_numbers import format_live
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import Scale, steady_range

LEFT, BOTTOM = 66, 34  # pixels that the axes take, titles included
PIXELS_PER_POINT = 2.5
LOOKED_AT = 200  # places along x at which the curves are looked at for a place for a band's name
NEAR = 24.0  # pixels from the mouse to the curve that stands out


class CurvePlot(QWidget):
    """`write` formats the values in the legend; `percent`: the y axis shows percentages. `hint` is shown while it is empty."""

    source: tuple[Curve, ...]  # as given to `show_curves`
    curves: tuple[Curve, ...]  # with neighbouring points merged, as drawn
    write: Callable[[float], str] = staticmethod(format_live)
    percent = False

    def __init__(self, y_title: str, hint: str, bands: Sequence[Band] = ()) -> None:
        super().__init__()
        self.scale, self.source, self.curves = Scale(), (), ()
        self.marks: tuple[Mark, ...] = ()
        self.spot: Spot | None = None
        self.placed: tuple[PlacedCurve, ...] = ()
        self._ranges: tuple[tuple[float, float] | None, tuple[float, float] | None] = (None, None)
        self._mouse: float | None = None  # x of the mouse in steps
        self._focus = ""  # the name of the curve that the mouse is at
        self._moment: int | None = None
        self._begins = 0.0  # the first step that is shown
        self.legend = Legend()
        self.x_axis, self.y_axis = Axis("bottom", _("Step"), BOTTOM), Axis("left", y_title, LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        self.plot_area.setMinimumSize(140, 90)
        self._bands: list[BandItem] = []
        self.set_bands(bands)
        self._hint = EmptyHint(hint, self.plot_area, LEFT, BOTTOM)
        self.plot_area.pointed.connect(self._hover)
        self.plot_area.resized.connect(self._on_resized)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.legend)
        column.addWidget(self.plot_area, 1)
        self.retheme()

    def set_bands(self, bands: Sequence[Band]) -> None:
        """Shade these ranges of the y axis, and no others."""
        if [one.band for one in self._bands] == list(bands):
            return
        for one in self._bands:
            one.remove()
        self._bands = [BandItem(self.plot_area.getPlotItem(), band) for band in bands]
        if self._ranges[1] is not None:
            self._place_bands(self._ranges[1])

    def show_curves(
        self,
        curves: Sequence[Curve],
        scale: Scale,
        marks: tuple[Mark, ...] = (),
        moment: int | None = None,
        spot: Spot | None = None,
        begins: float = 0.0,
    ) -> None:
        """Draw these and nothing else. `moment` is the step of the checkpoint that the window shows instead of the present.

        The axis of steps begins at `begins`, or at 0 where a curve of another run is drawn.
        """
        self._begins = 0.0 if any(curve.behind and curve.points for curve in curves) else begins
        self.source, self.marks, self._moment, self.spot = tuple(curves), marks, moment, spot
        room = max(24, int(self.plot_area.area()[2].width() / PIXELS_PER_POINT))
        self.curves = tuple(pooled(curve, room) for curve in curves)
        self._set_ranges(scale)
        wanted = self._ranges[1] or (0.0, 1.0)
        self.placed = tuple(placed(curve, self.scale, wanted) for curve in self.curves)
        self._hint.setVisible(not any(curve.has_step for curve in self.curves))
        self._write_legend()
        self.plot_area.refresh()

    def show_again(self, scale: Scale) -> None:
        """Draw the same on another scale."""
        self.show_curves(self.source, scale, self.marks, self._moment, self.spot, self._begins)

    def drawn(self, name: str) -> tuple[Array, Array]:
        """x and y of the curve with that name as drawn, in axis coordinates."""
        return next((one.x, one.y) for one in self.placed if one.curve.name == name)

    def columns(self) -> Mapping[str, Array]:
        """All numbers behind the picture, for saving."""
        return table_columns(self.source)

    def retheme(self) -> None:
        self.plot_area.retheme()
        for band in self._bands:
            band.retheme()
        self.legend.update()

    def read_out(self) -> str:
        """The text at the mouse's line: the step, and what was changed there; empty while the mouse is elsewhere."""
        if self._mouse is None:
            return ""
        mark = mark_near(self.marks, self._mouse, self.plot_area.area())
        if mark is not None:
            return _("step {step}: {what}").format(step=format_count(mark.step), what=mark.text)
        if self.spot is not None and is_near(self.spot.x, self._mouse, self.plot_area.area()):
            what = f"{self.spot.name} {self.write(self.spot.y)}"
            return _("step {step}: {what}").format(step=format_count(round(self.spot.x)), what=what)
        return _("step {step}").format(step=format_count(round(self._mouse)))

    def _paint(self, painter: QPainter) -> None:
        area = self.plot_area.area()
        if self._hint.isHidden():  # else there is nothing to which a mark could belong
            paint_marks(painter, area, self.marks)
        curve_painter, shade = CurvePainter(painter, area), SHADE if len(self.placed) < 5 else SHADE / 2
        for one in self.placed:
            curve_painter.envelope(one, shade)
        for one in self.placed:
            curve_painter.line(one)
            curve_painter.symbols(one)
            if not one.curve.behind:
                curve_painter.outliers(one)
        for one in self.placed:
            if one.curve.name == self._focus:
                curve_painter.line(one, width=2.0)
        if self.spot is not None:
            curve_painter.ring(self.spot.x, self.scale.place(np.array([self.spot.y])).item(), self.spot.colour)
        if self._moment is not None and self._mouse is None:
            paint_step(painter, area, self._moment, _("step {step}").format(step=format_count(self._moment)))
        if self._mouse is not None:
            paint_step(painter, area, self._mouse, self.read_out())

    def _set_ranges(self, scale: Scale) -> None:
        scale, wanted_y = y_range(self.curves, scale)
        last = max((float(c.x[-1]) for c in self.curves if c.x.size), default=0.0)
        same_kind = scale.log == self.scale.log
        x, y = x_range(self._ranges[0], last, self._begins), steady_range(self._ranges[1] if same_kind else None, wanted_y)
        if same_kind and y == self._ranges[1] and _lanes_alike(scale, self.scale, y):
            scale = self.scale  # so that the lane does not move
        else:
            y = wanted_y
        self.scale = scale
        self.y_axis.set_scale(scale, self.percent)
        if (x, y) != self._ranges:
            self._ranges = x, y
            self.y_axis.fit_labels(*y)
            self._hint.place()
            self.plot_area.set_ranges(x, y)
            self._place_bands(y)

    def _place_bands(self, y: tuple[float, float]) -> None:
        """Each band's name where the fewest points of the curves are in its way."""
        if not self._bands:
            return
        x = np.linspace(*(self._ranges[0] or (0.0, 1.0)), LOOKED_AT)
        lines = [np.interp(x, one.x, self.scale.place(one.y), math.nan, math.nan) for one in self.curves if one.x.size]
        for band in self._bands:
            band.place(self.scale, y, np.tile(x, len(lines)), np.concatenate([np.empty(0), *lines]))

    def _write_legend(self) -> None:
        at = self._mouse
        entries = []
        for curve in sorted((curve for curve in self.curves if curve.listed), key=lambda curve: curve.behind):
            value = curve.now if at is None else value_at(curve, at)
            mark = "dashes" if curve.dashed else "line"
            entries.append(LegendEntry(curve.name, curve.colour, self.write(value), mark, curve.ordered and not curve.behind))
        if self.spot is not None:
            spot = self.spot
            entries.append(LegendEntry(spot.name, spot.colour, self.write(spot.y), "ring", short=spot.short))
        self.legend.show_entries(entries, self._focus)

    def _hover(self, position: QPointF | None) -> None:
        at = None if position is None else self.plot_area.value_at(position)
        there = at is not None and any(c.points for c in self.curves)
        self._mouse = nearest_step(self.curves, at[0]) if there and at is not None else None
        self._focus = "" if self._mouse is None or at is None else self._curve_at(self._mouse, at[1])
        self._write_legend()
        self.plot_area.refresh()

    def _curve_at(self, step: float, y: float) -> str:
        """The name of the curve that is within some pixels of a height at a step; empty when there is none."""
        _, (low, high), place = self.plot_area.area()
        near = NEAR * (high - low) / max(place.height(), 1.0)
        away = {
            one.curve.name: abs(float(one.y[np.abs(one.x - step).argmin()]) - y)
            for one in self.placed
            if one.x.size and one.curve.listed
        }
        return min((name for name, far in away.items() if far <= near), key=away.__getitem__, default="")

    def _on_resized(self) -> None:
        self.show_again(self.scale)  # another width has room for another number of points
        if self._ranges[1] is not None:
            self._place_bands(self._ranges[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.legend.fit_height(self.height())
        super().resizeEvent(event)


def nearest_step(curves: Sequence[Curve], x: float) -> float:
    """The measured step nearest to x, of the current run if it has any."""
    own = [c for c in curves if c.points and not c.behind] or curves
    steps = np.concatenate([c.x[np.isfinite(c.y)] for c in own])
    return float(steps[np.abs(steps - x).argmin()])


def value_at(curve: Curve, step: float) -> float:
    """The curve's value at a measured step, NaN when it has none there; for another run its nearest value."""
    if curve.behind and curve.x.size and step <= curve.x[-1]:
        return float(curve.y[np.abs(curve.x - step).argmin()])
    rows = np.flatnonzero(curve.x == step)
    return float(curve.y[rows[0]]) if rows.size else math.nan


def _lanes_alike(new: Scale, old: Scale, y: tuple[float, float]) -> bool:
    """Whether both have, or both lack, a lane for zeros in the range."""
    return not new.log or (new.lane > y[0]) == (old.lane > y[0])
