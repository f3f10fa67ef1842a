"""A trial: one point of the space, and how it did; as frozen values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from engine.search.space import Point

WAITING, RUNNING, FINISHED, STOPPED, DIVERGED, FAILED = "waiting", "running", "finished", "stopped", "diverged", "failed"
ENDED = (FINISHED, STOPPED, DIVERGED, FAILED)
RUNGS = (1 / 9, 1 / 3, 1.0)  # shares of the epochs after which weak trials may be stopped (Jamieson & Talwalkar 2016)


@dataclass(frozen=True)
class Trial:
    """`number` counts from 0, in the order in which points were drawn. `score` is the mean of the judge's values over all pieces
    (repeats × folds) after the last epoch that was trained; NaN when there is none. `scores` are those of the pieces. `rungs` are
    (epoch, mean score) after each rung. `seconds` of training, in all pieces. `host` and `process`: where it ran. `problem`: a
    sentence of the program, for a trial that failed; `epochs` how many were trained.
    """

    number: int
    point: Point
    state: str = WAITING
    score: float = math.nan
    scores: tuple[float, ...] = ()
    rungs: tuple[tuple[int, float], ...] = ()
    epochs: int = 0
    parameters: int = 0
    seconds: float = 0.0
    host: str = ""
    process: int = 0
    problem: str = ""

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_ranked(self) -> bool:
        """Whether it can be the best: trained to the last epoch, with a score."""
        return self.state == FINISHED and math.isfinite(self.score)


@dataclass(frozen=True)
class SearchProgress:
    """How far a search is, at one moment. `left`: seconds, about; None while unknown. `best`: a trial's number."""

    ended: int
    wanted: int
    running: int = 0
    stopped: int = 0
    failed: int = 0
    best: int | None = None
    left: float | None = None
    where: str = ""
    notes: tuple[str, ...] = field(default=())


def rung_epochs(epochs: int) -> tuple[int, ...]:
    """The epochs after which a trial is judged: a ninth, a third and all of them, each at least 1 and none twice."""
    return tuple(dict.fromkeys(max(1, round(share * epochs)) for share in RUNGS))


def ranked(trials: tuple[Trial, ...], higher_is_better: bool) -> tuple[Trial, ...]:
    """Those that can be the best, the best first; of equal ones the earlier."""
    sign = -1 if higher_is_better else 1
    return tuple(sorted((one for one in trials if one.is_ranked), key=lambda one: (sign * one.score, one.number)))


def best_piece(trial: Trial, higher_is_better: bool) -> int:
    """The piece with the best score; the first where there are equal ones, or none."""
    sign = -1 if higher_is_better else 1
    scores = [math.inf if math.isnan(score) else sign * score for score in trial.scores]
    return scores.index(min(scores)) if scores else 0
