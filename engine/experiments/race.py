"""A race: several configurations of one network, from the same start weights, on the same batches in the same order.

Fair means equal steps: all runners take as many, whatever a step costs each of them. One that meets a number that is not finite
drops out; it stays where it was, and the others train on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.core.scores import ROWS, VALIDATION, Scores, deciding_rows, loss_on, metric_on
from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.experiments.variants import Runner
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from engine.training.history import first_at_most
from engine.training.prepare import prepare
from engine.training.session import Session

LEAST, MOST = 2, 6
PARTS = {ROWS[0]: "test", ROWS[1]: "train", VALIDATION: "validation"}  # how columns of a history begin, by their rows
CLOCK_SECONDS = 0.001  # of training, after which the clock is read again


class Race:
    """Changes with `advance`. Raises RecipeProblem or FileProblem when the recipe cannot be trained.

    `sessions` are one per runner, in their order. `step` is how many steps those have taken that are still in it. The recipe's
    stop rules do not count here: they would end one runner before the others.
    """

    def __init__(self, base: Recipe, runners: Sequence[Runner], data: Data | None = None) -> None:
        if not LEAST <= len(runners) <= MOST:
            sentence = _("A race has {least} to {most} runners, not {count}: add or remove some.")
            raise RecipeProblem(sentence.format(least=LEAST, most=MOST, count=len(runners)))
        self.base, self.runners = base, tuple(runners)
        data = data if data is not None else prepare(base)
        self.sessions = tuple(Session(replace(runner.recipe(base), stops=()), data) for runner in runners)
        for session in self.sessions:  # measured more rarely, so that measuring all costs about what measuring one does alone
            session.history.stride *= 1 << (len(runners) - 1).bit_length()
            session.history.usual_stride *= 1 << (len(runners) - 1).bit_length()
        self._builders = tuple(SnapshotBuilder(session) for session in self.sessions)
        self.starts: tuple[Scores, ...] = tuple(session.scores() for session in self.sessions)
        self.step = 0
        self._burst = 1  # steps that each takes in turn, as many as there is time for in CLOCK_SECONDS

    @property
    def running(self) -> tuple[Session, ...]:
        """Those that have not dropped out."""
        return tuple(session for session in self.sessions if not session.has_ended)

    def advance(self, most: int, seconds: float = float("inf")) -> int:
        """Every runner takes the same number of steps: at most so many, for about so many seconds, at least one. Returns it.

        What is computed depends on the number of steps alone. Nothing happens when all have dropped out.
        """
        deadline = time.perf_counter() + seconds
        done, running = 0, self.running
        while running and done < most:
            began = time.perf_counter()
            taken = min(self._burst, most - done)
            for session in running:
                session.advance(taken)
            done += taken
            running = self.running
            now = time.perf_counter()
            self._burst = max(1, min(2 * taken, 256, int(taken * CLOCK_SECONDS / max(now - began, 1e-7))))
            if now >= deadline:
                break
        self.step += done
        return done

    def snapshots(self, requests: Requests = frozenset(), detail: float = 1.0) -> tuple[Snapshot, ...]:
        """A picture of each runner; `detail` is the share of the resolution that there is time for."""
        return tuple(builder.build(requests, detail) for builder in self._builders)

    def state(self, runner: int) -> tuple[Recipe, Checkpoint]:
        """One runner's recipe, with the stop rules that the base has, and its trained state."""
        session = self.sessions[runner]
        return replace(session.recipe, stops=self.base.stops), session.checkpoint()


@dataclass(frozen=True)
class Ranking:
    """How one runner does: its loss now, and the step at which that was first as low as the target; None: not yet.

    `place` counts from 1, the lowest loss, or the highest metric where the losses differ; None for one that has dropped out.
    """

    loss: float
    place: int | None
    reached: int | None
    metric: float = math.nan


def standings(snapshots: Sequence[Snapshot], rows: str, target: float) -> tuple[Ranking, ...]:
    """Of all runners, in their order, by their loss on those rows, one of ROWS. A step is known as finely as the history is.

    Where their losses differ, numbers of one unit and of another are not compared: the metric ranks them.
    """
    losses = [loss_on(rows, snapshot.scores) for snapshot in snapshots]
    metrics = [metric_on(rows, snapshot.scores) for snapshot in snapshots]
    ranked = [-metric for metric in metrics] if losses_differ(snapshots) else losses
    there = sorted((value, i) for i, value in enumerate(ranked) if snapshots[i].divergence is None)
    places = {i: 1 + sum(better < value for better, _i in there) for value, i in there}
    column = loss_column(deciding_rows(rows, snapshots[0].scores)) if snapshots else ""
    return tuple(
        Ranking(loss, places.get(i), first_at_most(snapshot.history, column, target), metrics[i])
        for i, (loss, snapshot) in enumerate(zip(losses, snapshots, strict=True))
    )


def losses_differ(snapshots: Sequence[Snapshot]) -> bool:
    """Whether the runners minimise different losses, whose numbers cannot be compared."""
    return len({snapshot.recipe.loss for snapshot in snapshots}) > 1


def metric_column(rows: str) -> str:
    """The history's column with the metric on those rows, one of ROWS or VALIDATION."""
    return f"{PARTS[rows]}_metric"


def loss_column(rows: str) -> str:
    """The history's column with the loss on those rows, one of ROWS or VALIDATION."""
    return f"{PARTS[rows]}_loss"


def start_loss(starts: Sequence[Scores], rows: str) -> float:
    """The highest finite loss that a runner started with: what targets are a share of. NaN when there is none."""
    losses = [loss for loss in (loss_on(rows, scores) for scores in starts) if math.isfinite(loss)]
    return max(losses, default=math.nan)
