"""What the race's thread publishes and its window draws."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.scores import Scores
from engine.experiments.variants import Runner
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class RaceFrame:
    """`snapshots` and `starts`, the scores at step 0, are one per runner in their order. Both are empty while there is no race,
    and `problem` then says in a sentence why."""

    base: Recipe | None = None
    runners: tuple[Runner, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    starts: tuple[Scores, ...] = ()
    step: int = 0
    running: bool = False
    problem: str = ""
