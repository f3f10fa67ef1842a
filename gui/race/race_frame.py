"""What the thread of a race publishes and its window draws."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.scores import Scores
from engine.experiments.variants import Runner
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class RaceFrame:
    """The state of a race. `snapshots`, and the scores at step 0 in `starts`, have one item per runner, in their order.

    Both are empty while there is no race; `problem` is then the reason as a sentence, if there is one.
    `order` is the number of the last order to play or to pause.
    """

    base: Recipe | None = None
    runners: tuple[Runner, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    starts: tuple[Scores, ...] = ()
    step: int = 0
    running: bool = False
    problem: str = ""
    order: int = 0
