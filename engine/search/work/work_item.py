"""What a worker is asked and what it answers, as frozen values that are sent between processes and machines."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from engine.core.arrays import Array
from engine.recipe.recipe import Recipe
from engine.search.work.learning_trace import as_trace


@dataclass(frozen=True, eq=False)
class WorkItem:
    """One piece of a trial, trained until `until` epochs have been done in all.

    piece: repeat * max(1, folds) + fold. recipe: with the point's values and the repeat's seeds already. fold, folds: which of
    how many parts judges; folds 0: the validation rows judge. state: where to continue, from an earlier answer; None: the start.
    traces: whether losses and metrics are measured meanwhile, for a learning curve.
    """

    trial: int
    piece: int
    recipe: Recipe
    fold: int
    folds: int
    judge: str
    until: int
    state: bytes | None = None
    traces: bool = False


@dataclass(frozen=True, eq=False)
class WorkResult:
    """score: the judge on the rows that were held out; NaN where training diverged or failed. state: resumes exactly, and holds
    the weights (`state_bytes`); empty where there is none to go on from. problem: a sentence; empty: all went well.
    trace: what was measured since the state that it continued, (n, 1 + len(TRACED)), epochs first (`learning_trace`).
    """

    trial: int
    piece: int
    epochs: int = 0
    score: float = math.nan
    state: bytes = b""
    diverged: bool = False
    problem: str = ""
    parameters: int = 0
    seconds: float = 0.0
    host: str = ""
    process: int = 0
    trace: Array = field(default_factory=as_trace)


def failed(item: WorkItem, problem: str) -> WorkResult:
    """The answer to an item that could not be trained, or whose workers died."""
    return WorkResult(item.trial, item.piece, problem=problem)
