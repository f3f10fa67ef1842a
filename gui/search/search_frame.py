"""What the thread of a search publishes and its window draws, and what the thread is told to do; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.search.plan import Plan
from engine.search.running.final_scores import FinalScores
from engine.search.trial import SearchProgress, Trial

NOTHING, OPENING, RUNNING, PAUSING, PAUSED, DONE = "nothing", "opening", "running", "pausing", "paused", "done"
BUSY = OPENING, RUNNING, PAUSING  # phases in which there is a thread


@dataclass(frozen=True)
class Final:
    """`scores` on so many test rows."""

    rows: int
    scores: FinalScores


@dataclass(frozen=True, eq=False)
class SearchFrame:
    """The state of a search. `path` and `plan` are those of the open study; without one `problem` may say why.

    `final`: what the best does on rows that no trial saw, once all have ended.
    """

    phase: str = NOTHING
    path: Path | None = None
    plan: Plan | None = None
    progress: SearchProgress = SearchProgress(0, 0)
    trials: tuple[Trial, ...] = ()
    problem: str = ""
    final: Final | None = None

    @property
    def is_busy(self) -> bool:
        return self.phase in BUSY

    def trial(self, number: int | None) -> Trial | None:
        """The trial with that number, if it is there."""
        if number is None:
            return None
        if number < len(self.trials) and self.trials[number].number == number:
            return self.trials[number]
        return next((one for one in self.trials if one.number == number), None)


@dataclass(frozen=True, eq=False)
class SearchOrder:
    """Open the study at `path`, or begin it with `plan`; and, if it `runs`, carry it on with so many processes of this machine
    or of the cluster. `go_on`: numbers of stopped trials that are trained to their end.
    """

    path: Path
    plan: Plan | None = None
    runs: bool = True
    jobs: int = 1
    cluster: str = ""
    go_on: tuple[int, ...] = ()
