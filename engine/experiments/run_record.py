"""A run that has ended, as a frozen value: what it was, how it did, and its curves in few numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.core.scores import Scores
from engine.recipe.recipe import Recipe
from engine.training.history import HistoryView, first_at_most, thinned
from engine.training.session import Session

MOST_ROWS = 256
TARGET = 0.1  # of the training loss at the start: the step at which a run gets there is recorded


@dataclass(frozen=True, eq=False)
class RunRecord:
    """`number` counts the runs of one program. `seconds` are those spent training. `to_target` is the step at which the training
    loss was first at or below a tenth of its start; None: never. The history has at most 256 rows, in float32."""

    number: int
    recipe: Recipe
    steps: int
    epochs: int
    seconds: float
    parameters: int
    scores: Scores
    to_target: int | None
    history: HistoryView

    @property
    def key(self) -> tuple[Recipe, int, float]:
        """Equal for the same run, recorded twice."""
        return self.recipe, self.steps, self.scores.train_loss


def record_run(session: Session, number: int) -> RunRecord:
    """The run of a session up to now."""
    view = session.history.view()
    start = start_of(session)
    target = first_at_most(view, "train_loss", TARGET * start) if math.isfinite(start) else None
    small = thinned(view, MOST_ROWS)
    with np.errstate(over="ignore"):
        low, high, mean = (part.astype(np.float32) for part in (small.low, small.high, small.mean))
    return RunRecord(
        number=number,
        recipe=session.recipe,
        steps=session.step,
        epochs=session.epoch,
        seconds=session.control.seconds,
        parameters=int(session.network.theta.size),
        scores=session.scores(),
        to_target=target,
        history=HistoryView(small.columns, small.steps, low, high, mean, small.marks, small.ended),
    )


def start_of(session: Session) -> float:
    """The training loss at the start of its present stretch, as far as it is known still; NaN when it was never measured."""
    if session.timeline and session.timeline[0].step == 0 and not session.history.ended:
        return session.timeline[0].train_loss
    highest = session.history.view().column("train_loss")[1]
    known = highest[np.isfinite(highest)]
    return float(known[0]) if known.size else math.nan
