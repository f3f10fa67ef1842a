"""Where trials stand in the plots: each setting as an axis, their scores as another. Pure functions, without Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.search.plan import Plan
from engine.search.settings import Value
from engine.search.space import Dimension
from engine.search.trial import Trial
from gui.plotting.scale import padded

GOLDEN = 0.6180339887498949  # its multiples, without their whole parts, are spread as evenly as can be
SPREAD = 0.5  # how far trials with the same value of a list are spread around it, as a share of the way to the next value
QUANTILES, REACH = (0.75, 0.5, 0.25), (12.0, 3.0, 6.0)  # an axis goes so many times as far from the best as these lie
FACTOR = 20.0  # between smallest and largest score, from which an axis is logarithmic


@dataclass(frozen=True)
class SettingAxis:
    """An axis for the values of one setting. `names` of a list's values stand at 0, 1, 2 …; places of a logarithmic range are
    logarithms to base 10. `low` and `high` are the ends of the axis, as places.
    """

    name: str
    log: bool
    names: tuple[str, ...]
    low: float
    high: float
    values: tuple[Value, ...] = ()

    def places(self, trials: Sequence[Trial]) -> Array:
        """(trials,) places; NaN for a trial without such a value."""
        return np.array([self._place(trial.point.get(self.name)) for trial in trials], np.float64)

    def shares(self, trials: Sequence[Trial]) -> Array:
        """(trials,) the places as shares of the axis."""
        shares: Array = (self.places(trials) - self.low) / (self.high - self.low)
        return shares

    def _place(self, value: Value | None) -> float:
        if value is None:
            return math.nan
        if self.names:
            return float(self.values.index(value)) if value in self.values else math.nan
        number = float(value)
        return (math.log10(number) if number > 0 else math.nan) if self.log else number


def axis_of(dimension: Dimension) -> SettingAxis:
    """The axis of a setting that varies."""
    if not dimension.is_range:
        names = tuple(map(value_name, dimension.values))
        return SettingAxis(dimension.name, False, names, -0.5, len(names) - 0.5, dimension.values)
    low, high = (math.log10(end) if dimension.log else end for end in (dimension.low, dimension.high))
    return SettingAxis(dimension.name, dimension.log, (), low, high)


def value_name(value: Value) -> str:
    """A value as it is written in a space: 0.01, '16,16', 'momentum:beta=0.95'."""
    return value if isinstance(value, str) else f"{value:g}"


def spread(trials: Sequence[Trial], amount: float = SPREAD) -> Array:
    """(trials,) small shifts, always the same for the same number, that keep equal values from lying on top of each other."""
    numbers = np.array([trial.number for trial in trials], np.float64)
    shifts: Array = amount * (np.mod(GOLDEN * numbers, 1.0) - 0.5)
    return shifts


def scores_of(trials: Sequence[Trial]) -> Array:
    """(trials,) scores; NaN where there is none."""
    return np.array([trial.score for trial in trials], np.float64)


@dataclass(frozen=True)
class ScoreAxis:
    """The axis of the scores: `low` and `high` as places, which are logarithms to base 10 if it is logarithmic."""

    log: bool = False
    low: float = 0.0
    high: float = 1.0

    def places(self, scores: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.where(scores > 0, np.log10(scores), np.nan) if self.log else scores

    def shares(self, scores: Array) -> Array:
        """Places as shares of the axis, kept within it."""
        shares: Array = np.clip((self.places(scores) - self.low) / (self.high - self.low), 0.0, 1.0)
        return shares


def score_axis(scores: Array, plan: Plan) -> ScoreAxis:
    """For these scores; logarithmic where small ones are good and they differ by large factors. Outliers lie at its ends."""
    known = scores[np.isfinite(scores)]
    if not known.size:
        return ScoreAxis()
    log = not plan.higher_is_better and float(known.min()) > 0 and float(known.max()) > FACTOR * float(known.min())
    places = np.log10(known) if log else known
    sign = 1.0 if plan.higher_is_better else -1.0
    best, worst = float((sign * places).max()), float((sign * places).min())
    ends = [
        best - reach * away for reach, away in zip(REACH, best - np.quantile(sign * places, QUANTILES), strict=True) if away > 0
    ]
    low, high = sorted((sign * best, sign * max([worst, *ends[:2]])))
    return ScoreAxis(log, *padded(low, high, 0.06))


def ranks(scores: Array, plan: Plan) -> Array:
    """(trials,) from 0, the worst, to 1, the best, evenly: by these a few far away do not make all others look alike."""
    order = np.argsort(scores if plan.higher_is_better else -scores, kind="stable")
    found = np.empty(len(scores))
    found[order] = (np.arange(len(scores)) + 1) / max(1, len(scores))
    return found


def relative_scores(scores: Array, plan: Plan) -> Array:
    """(trials,) from 0, the worst, to 1, the best, as they lie on the axis of the scores; NaN without a score."""
    shares = score_axis(scores, plan).shares(scores)
    return shares if plan.higher_is_better else 1.0 - shares


@dataclass(frozen=True, eq=False)
class ParallelLines:
    """`shares`: (trials, axes) places of each trial's line on the axes, 0 at the bottom, NaN where it has none; the last axis is
    the score, the better the higher.
    """

    trials: tuple[Trial, ...]
    axes: tuple[SettingAxis, ...]
    shares: Array

    def nearest(self, across: float, up: float) -> tuple[int, float] | None:
        """Which line is nearest to a point, and how far above or below, as a share. `across` counts axes from 0."""
        if not len(self.trials) or not 0 <= across <= len(self.axes):
            return None
        left = min(int(across), len(self.axes) - 1)
        share = across - left
        heights = (1 - share) * self.shares[:, left] + share * self.shares[:, left + 1]
        away = np.abs(heights - up)
        if np.isnan(away).all():
            return None
        found = int(np.nanargmin(away))
        return found, float(away[found])


def parallel_lines(trials: Sequence[Trial], plan: Plan) -> ParallelLines:
    """The lines of these trials through all settings of the plan's space and the score."""
    axes = tuple(axis_of(dimension) for dimension in plan.space.dimensions)
    shifts = spread(trials, 0.3)
    columns = [(axis.shares(trials) + (shifts / len(axis.names) if axis.names else 0.0)) for axis in axes]
    columns.append(relative_scores(scores_of(trials), plan))
    return ParallelLines(tuple(trials), axes, np.stack(columns, 1) if len(trials) else np.empty((0, len(axes) + 1)))
