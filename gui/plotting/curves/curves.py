"""What a curve plot draws, as plain values, and the check that every array passes before it is drawn. No Qt in here.

Drawn numbers are finite; a number that is not leaves a gap in its line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import english
from engine.training.history import HistoryView
from gui.plotting.scale import LARGEST, Scale, decades, padded, robust_range

NEAR_END = 0.97  # of the axis: further to the right a ring around the last step would be cut
AHEAD = 1.12  # times the last step: the end of the axis of steps, after its range has changed


@dataclass(frozen=True, eq=False)
class Curve:
    """One line: `x`, `y` and its envelope `low`, `high`, (n,) float64 with NaN for infinities. `now` is shown in the legend.

    A curve of another run is drawn `behind` the others, without its envelope, and `dashed` or not; of several curves that belong
    together only one is `listed` in the legend. `ordered` curves belong to layers, from first to last.
    """

    name: str
    colour: str
    x: Array
    y: Array
    low: Array
    high: Array
    now: float = math.nan
    behind: bool = False
    dashed: bool = False
    listed: bool = True
    ordered: bool = False

    @property
    def points(self) -> int:
        """How many of its values are numbers."""
        return int(np.isfinite(self.y).sum())

    @property
    def has_step(self) -> bool:
        """Whether it shows what a step did: two values, or one after step 0, as a gradient has after the first step."""
        seen = np.isfinite(self.y)
        return bool(seen.sum() > 1 or (self.x[seen] > 0).any())


@dataclass(frozen=True)
class Spot:
    """A point with a meaning, such as the best weights, a ring; x is a step. `short` is its name where there is little room."""

    name: str
    colour: str
    x: float
    y: float
    short: str = ""


@dataclass(frozen=True)
class Band:
    """A range of the y axis with a meaning, faintly shaded, in the values' own units; infinite ends are allowed.

    A `harmless` one is no warning.
    """

    name: str
    low: float
    high: float
    harmless: bool = False


def gate(name: str, values: object, size: int | None = None) -> Array:
    """`values` as a new (n,) float64 array, NaN for infinities. Raises ValueError for another shape or another `size`."""
    array = np.array(values, np.float64)
    if array.ndim != 1 or (size is not None and array.size != size):
        raise ValueError(f"{name}: a line needs {'' if size is None else f'{size} '}numbers in a row, not shape {array.shape}")
    array[~np.isfinite(array)] = np.nan
    return array


def curve(name: str, colour: str, x: object, y: object, low: object = None, high: object = None, now: float = math.nan) -> Curve:
    """A curve of checked arrays; rows without x are left out. Without `low` and `high` the envelope is the line itself."""
    steps = gate(name, x)
    line = gate(name, y, steps.size)
    bottom = line if low is None else gate(name, low, steps.size)
    top = line if high is None else gate(name, high, steps.size)
    has_x = np.isfinite(steps)
    if not has_x.all():
        steps, line, bottom, top = steps[has_x], line[has_x], bottom[has_x], top[has_x]
    return Curve(name, colour, steps, line, bottom, top, now)


def history_curve(history: HistoryView, column: str, name: str, colour: str, now: float = math.nan) -> Curve:
    """A column of a history as a curve with its envelope; empty when the history has no such column."""
    if column not in history.columns:
        return curve(name, colour, (), (), now=now)
    low, high, mean = history.column(column)
    return curve(name, colour, history.steps, mean, low, high, now)


def table_columns(curves: Sequence[Curve]) -> dict[str, Array]:
    """Curves as columns of one table, by English names: "step", then mean, low and high of each; NaN at steps without a value."""
    steps = np.unique(np.concatenate([np.empty(0), *(curve.x for curve in curves)]))
    columns: dict[str, Array] = {"step": steps}
    for curve in curves:
        rows = np.searchsorted(steps, curve.x)
        for suffix, values in (("", curve.y), (" low", curve.low), (" high", curve.high)):
            column = np.full(len(steps), np.nan)
            column[rows] = values
            columns[english(curve.name) + suffix] = column
    return columns


def pooled(curve: Curve, most: int) -> Curve:
    """The curve with neighbours merged (lowest low, highest high, mean) until there are at most `most` points.

    Groups are counted from the start, in powers of two, so that the past of a growing curve is drawn as before.
    """
    size = 1
    while curve.x.size > size * most:
        size *= 2
    if size == 1:
        return curve
    starts = np.arange(0, curve.x.size, size)
    with np.errstate(all="ignore"):
        low, high = np.fmin.reduceat(curve.low, starts), np.fmax.reduceat(curve.high, starts)
        return replace(curve, x=_means(curve.x, starts), y=_means(curve.y, starts), low=low, high=high)


def _means(values: Array, starts: Array) -> Array:
    """Mean of the numbers in each group, NaN for a group without any; does not overflow for numbers near the largest float."""
    known = np.isfinite(values)
    if known.all():
        lengths = np.diff(starts, append=values.size)
        means: Array = np.add.reduceat(values / np.repeat(lengths, lengths), starts)
        return means
    count = np.add.reduceat(known, starts, dtype=np.int64)
    lengths = np.diff(starts, append=values.size)
    shares = np.where(known, values, 0.0) / np.repeat(np.maximum(count, 1), lengths)
    return np.where(count > 0, np.add.reduceat(shares, starts), np.nan)


def y_range(curves: Iterable[Curve], scale: Scale) -> tuple[Scale, tuple[float, float]]:
    """The scale with its lane set, and the range (in coordinates of the scale) that shows the curves."""
    if scale.limits is not None and not scale.log:
        return scale, scale.limits
    values = np.concatenate([np.empty(0), *(part for c in curves for part in (c.y, c.low, c.high))])
    if not scale.log:
        return scale, _linear_range(*(robust_range(values) or (0.0, 1.0)))
    positive = values[values > 0]
    low, high = robust_range(decades(positive), scale.close) or (-1.0, 0.0)
    if high - low < 0.5:
        low, high = low - 0.25, high + 0.25
    low, high = padded(low, high, 0.04)
    if not (values <= 0).any():
        return replace(scale, lane=low), (low, high)
    room = 0.07 * (high - low)
    return replace(scale, lane=low - room), (low - 1.6 * room, high)


def _linear_range(low: float, high: float) -> tuple[float, float]:
    """Starts at 0 when that costs little room; never so narrow that noise on a plateau fills the plot."""
    if 0 <= low < 0.6 * high:
        return -0.03 * high, 1.05 * min(high, LARGEST)
    size = max(abs(low), abs(high))
    if high - low < 0.1 * size and size < LARGEST:
        middle = (low + high) / 2
        low, high = middle - 0.05 * size, middle + 0.05 * size
    return padded(low, high)


def x_range(old: tuple[float, float] | None, last: float, begins: float = 0.0) -> tuple[float, float]:
    """From just before the step `begins` to a little beyond the last; unchanged until it nears its end or is much shorter."""
    length = max(last - begins, 0.0)
    if old is not None and old[0] <= begins < old[1]:
        before = old[1] - begins
        margin = begins - old[0]
        if 0.8 * before <= length <= NEAR_END * before and margin <= 0.013 * before:
            return old
    end = max(10.0, AHEAD * length)
    return begins - 0.012 * end, begins + end
