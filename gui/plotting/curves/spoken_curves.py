"""Curves in words: the last value of each, and whether it falls or rises. Read by screen readers, and shown on request."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from engine.core.number_format import format_count
from engine.core.translation import N_, _
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Curve
from gui.widgets.spoken.interfaces import register
from gui.widgets.spoken.spoken_parts import Path, Spoken

SHARE = 0.75  # of all steps: what the last value is compared with
STEADY = 0.02  # share of the range of all values; a smaller change is none
TRENDS = {
    -1: N_("{name}: {value} at step {step}, falling; {earlier} at step {before}."),
    0: N_("{name}: {value} at step {step}, steady; {earlier} at step {before}."),
    1: N_("{name}: {value} at step {step}, rising; {earlier} at step {before}."),
}


class SpokenCurves:
    """`SpokenParts` of a plot of curves: each curve of its legend is a part."""

    def __init__(self, plot: CurvePlot) -> None:
        self._plot = plot

    def spoken(self, path: Path) -> Spoken | None:
        curves = self._listed()
        if not path:
            return Spoken(self._plot.y_axis.title, " ".join(in_words(one, self._plot.write) for one in curves))
        if path[0] >= len(curves):
            return None
        box = self._plot.plot_area.geometry()
        return Spoken(in_words(curves[path[0]], self._plot.write), box=box, role=QAccessible.Role.Graphic)

    def count(self, path: Path) -> int:
        return 0 if path else len(self._listed())

    def current(self) -> Path:
        return ()

    def at(self, point: QPoint) -> Path:
        return ()

    def _listed(self) -> list[Curve]:
        return [one for one in self._plot.source if one.listed and one.points]


def in_words(curve: Curve, write: Callable[[float], str]) -> str:
    """The last value, and whether it has fallen or risen since three quarters of all steps."""
    seen = np.isfinite(curve.y)
    x, y = curve.x[seen], curve.y[seen]
    last, value = float(x[-1]), float(y[-1])
    name, step = curve.name, format_count(round(last))
    before = int(np.abs(x - (x[0] + SHARE * (last - x[0]))).argmin())
    if before == len(x) - 1:
        return _("{name}: {value} at step {step}.").format(name=name, value=write(value), step=step)
    with np.errstate(over="ignore"):
        change, least = value - float(y[before]), STEADY * float(y.max() - y.min())
    trend = 0 if abs(change) <= least else 1 if change > 0 else -1
    earlier, then = write(float(y[before])), format_count(round(float(x[before])))
    return _(TRENDS[trend]).format(name=name, value=write(value), step=step, earlier=earlier, before=then)


register(CurvePlot, QAccessible.Role.Chart, SpokenCurves)
