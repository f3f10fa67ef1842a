"""A goal for many starts, which of them reach it, with what certainty, and where those end that do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.core.arrays import Array
from engine.search.work.learning_trace import TRACED, is_traced

LOSS, METRIC = "loss", "metric"
TRAINING, TEST, VALIDATION = "training", "test", "validation"
PARTS = {TRAINING: "train", TEST: "test", VALIDATION: "validation"}  # how columns of a curve begin, by their rows
Z95 = 1.959963984540054  # quantile of the standard normal distribution that leaves 2.5 % above it
APART = 1.05  # times a loss: those that end closer together than this have the same end
KINDS = 3  # of ends that are named, at most
LEAST_SHARE = 0.01  # of all starts that must end alike for their end to be a kind, but at least two


@dataclass(frozen=True)
class StartGoal:
    """`measure` METRIC: at least `value`; LOSS: at most `value`. On which rows: TRAINING, TEST or VALIDATION."""

    measure: str = METRIC
    value: float = 0.95
    rows: str = TRAINING

    @property
    def column(self) -> str:
        """Of a learning curve."""
        return f"{PARTS[self.rows]}_{self.measure}"

    def are_met(self, values: Array) -> Array:
        """By which values it is met, (n,) bool; never by NaN."""
        found: Array = values >= self.value if self.measure == METRIC else values <= self.value
        return found


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """How one start learned: `epochs` (n,), ascending, and what was measured after each: (n, len(TRACED)), NaN where there are no
    such rows.
    """

    epochs: Array = field(default_factory=lambda: np.empty(0, np.int64))
    values: Array = field(default_factory=lambda: np.empty((0, len(TRACED))))

    def column(self, name: str) -> Array:
        found: Array = self.values[:, TRACED.index(name)]
        return found

    def continued(self, trace: Array) -> LearningCurve:
        """With what was measured since, (n, 1 + len(TRACED)), epochs first. What was measured only because a piece of work ended
        there is left out, so that a curve does not depend on how the work was divided.
        """
        if not len(trace):
            return self
        kept = is_traced(self.epochs)
        return LearningCurve(
            np.concatenate([self.epochs[kept], trace[:, 0].astype(np.int64)]), np.concatenate([self.values[kept], trace[:, 1:]])
        )

    def last(self, name: str) -> float:
        """At the end; NaN when nothing was measured."""
        return float(self.column(name)[-1]) if len(self.epochs) else math.nan


@dataclass(frozen=True)
class Outcome:
    """One start by a goal. `reached`: the first epoch at which it was met, None when it never was; `holds`: it is met at the end.

    `loss` and `metric` are those at the end, on the goal's rows.
    """

    seed: int
    loss: float
    metric: float
    reached: int | None
    holds: bool


@dataclass(frozen=True)
class End:
    """Starts that missed the goal and ended with nearly the same loss, the median of which is `loss`."""

    loss: float
    metric: float
    count: int


def outcome(seed: int, goal: StartGoal, curve: LearningCurve) -> Outcome:
    """By what was measured: the epoch is known as finely as the curve is."""
    values = curve.column(goal.column)
    met = np.flatnonzero(goal.are_met(values))
    reached = int(curve.epochs[met[0]]) if met.size else None
    holds = bool(met.size) and int(met[-1]) == len(values) - 1
    return Outcome(seed, curve.last(f"{PARTS[goal.rows]}_{LOSS}"), curve.last(f"{PARTS[goal.rows]}_{METRIC}"), reached, holds)


def wilson_interval(count: int, of: int, z: float = Z95) -> tuple[float, float]:
    """The interval for a share of which `count` of `of` were seen (Wilson 1927), 95 % unless `z` says otherwise.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n); from 0 to 1 where nothing was seen.
    """
    if of <= 0:
        return 0.0, 1.0
    share, square = count / of, z * z / of
    centre, half = share + square / 2, z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    low, high = (centre - half) / (1 + square), (centre + half) / (1 + square)
    return (0.0 if count == 0 else max(0.0, low)), (1.0 if count == of else min(1.0, high))


def ends_of(outcomes: Sequence[Outcome]) -> tuple[End, ...]:
    """The kinds of end of those that missed the goal, the most frequent first: neighbours by loss that lie close together.

    Only such as several starts share; there may be none.
    """
    missed = sorted((one for one in outcomes if one.reached is None and math.isfinite(one.loss)), key=lambda one: one.loss)
    groups: list[list[Outcome]] = []
    for one in missed:
        if groups and one.loss <= groups[-1][-1].loss * APART + 1e-12:
            groups[-1].append(one)
        else:
            groups.append([one])
    least = max(2, math.ceil(LEAST_SHARE * len(outcomes)))
    shared = sorted((group for group in groups if len(group) >= least), key=lambda group: (-len(group), group[0].loss))[:KINDS]
    return tuple(
        End(float(np.median([one.loss for one in group])), float(np.median([one.metric for one in group])), len(group))
        for group in shared
    )
