"""Many starts: the same network trained from many seeds of its weights and of the order of its rows; rows and split stay.

What differs between the ends is then due to the start alone. Each is what training it alone with that seed gives, bit for bit.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, field, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.inspection.surfaces.decision_surface import Surface, surface
from engine.inspection.surfaces.input_grid import Plane, axes_of, grid
from engine.optim.stopping import StopRule
from engine.recipe.recipe import Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.search.executors.workers import Answers, Workers
from engine.search.plan import LOSS, MOST_EPOCHS
from engine.search.start_goal import LearningCurve, Outcome, StartGoal, outcome
from engine.search.work.batching import Batching
from engine.search.work.learning_trace import TRACED
from engine.search.work.state_bytes import state_from
from engine.search.work.work_item import WorkItem, WorkResult
from engine.training.checkpoint import Checkpoint
from engine.training.history import ROOM, History
from engine.training.training_loop import build

LEAST, MOST = 2, 500  # starts
PIECE_SECONDS = 1.0  # of one start without an answer: so long it takes, about, until a run that is given up has ended
FIRST_EPOCHS = 16  # of the first piece, by which the time of an epoch is known
AHEAD = 2  # submissions for each worker, so that none waits for this thread
POLL_SECONDS = 0.1


@dataclass(frozen=True, eq=False)
class Start:
    """One start, as far as it is trained. `state` goes on exactly and holds the weights; none when it diverged or failed."""

    seed: int
    epochs: int = 0
    curve: LearningCurve = field(default_factory=LearningCurve)
    state: bytes = b""
    diverged: bool = False
    problem: str = ""  # a sentence of the program
    seconds: float = 0.0  # of training

    @property
    def is_over(self) -> bool:
        """Whether it cannot be trained any further."""
        return self.diverged or bool(self.problem)

    def outcome(self, goal: StartGoal) -> Outcome:
        return outcome(self.seed, goal, LearningCurve() if self.is_over else self.curve)


@dataclass(frozen=True, eq=False)
class StartsProgress:
    """`share` of all epochs that is trained. `ended` of `wanted` starts. `left`: seconds, about; None while unknown.

    `changed` are the starts that got further since the last one.
    """

    share: float
    ended: int
    wanted: int
    left: float | None
    where: str
    changed: tuple[Start, ...] = ()


class ManyStarts:
    """Changes as `run` trains. Raises RecipeProblem with a sentence when the network cannot be trained on these data.

    The recipe's stop rules do not count, so that all are trained equally long; what is adopted has them again.
    """

    def __init__(self, base: Recipe, data: Data) -> None:
        self.base, self.data = base, data
        self._network = build(recipe_of(base, base.seeds.weights), data, np.float32).network  # for pictures
        self._starts: dict[int, Start] = {}
        self._grid: tuple[Plane, int, Array] | None = None

    def start(self, seed: int) -> Start | None:
        """As far as it is trained; None when it is not begun."""
        return self._starts.get(seed)

    def run(
        self,
        seeds: Sequence[int],
        epochs: int,
        workers: Workers,
        show: Callable[[StartsProgress], None] = lambda progress: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[Start, ...]:
        """Train so many epochs from each seed, in their order; returns those that were begun. Those trained before go on, but
        those that are beyond it begin anew. Blocks; `show` is called after answers. Given up, it keeps what was answered.

        Raises RecipeProblem with a sentence when there are too few or too many.
        """
        _check(seeds, epochs)
        kept = {seed: start for seed in seeds if (start := self._starts.get(seed)) is not None and start.epochs <= epochs}
        self._starts = kept
        run = _Run(self, seeds, epochs, workers)
        try:
            while run.is_busy and not is_cancelled():
                run.submit()
                changed = run.collect()
                if changed:
                    self._starts.update({start.seed: start for start in changed})
                    show(run.progress(changed))
        finally:
            run.give_up()
        return tuple(self._starts[seed] for seed in seeds if seed in self._starts)

    def surface(self, start: Start, plane: Plane, resolution: int) -> Surface | None:
        """What it predicts over a plane; None when it has no weights."""
        if not start.state:
            return None
        if self._grid is None or self._grid[:2] != (plane, resolution):
            points = np.asarray(grid(self.data, plane, resolution), np.float32, order="F")
            self._grid = plane, resolution, points
        state, network = state_from(start.state), self._network
        network.theta[:], network.buffers[:] = state.theta, state.buffers
        axes = axes_of(self.data, plane)
        return surface(network, self.data, self.base.loss, axes, self._grid[2], resolution)

    def item(self, start: Start, until: int) -> WorkItem:
        """The work that brings a start that far."""
        return WorkItem(start.seed, 0, recipe_of(self.base, start.seed), 0, 0, LOSS, until, start.state or None, traces=True)


class _Run:
    """Changes: what waits, what workers have, and how fast it goes."""

    def __init__(self, starts: ManyStarts, seeds: Sequence[int], epochs: int, workers: Workers) -> None:
        self._starts, self._seeds, self._epochs, self._workers = starts, seeds, epochs, workers
        self._now = {seed: starts.start(seed) or Start(seed) for seed in seeds}
        self._waiting = [seed for seed in seeds if self._is_unfinished(seed)]
        self._running: dict[Answers, tuple[int, ...]] = {}
        self._batching, self._pace = Batching(workers.count), math.nan  # seconds of one epoch of one start
        self._began, self._share_at_first = time.perf_counter(), self._share()

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting or self._running)

    def submit(self) -> None:
        while self._waiting and len(self._running) < AHEAD * self._workers.count:
            size = self._batching.size(len(self._waiting))
            seeds, self._waiting = tuple(self._waiting[:size]), self._waiting[size:]
            self._running[self._workers.submit(tuple(self._item(seed) for seed in seeds))] = seeds

    def collect(self) -> tuple[Start, ...]:
        """What has come, after a moment's wait at most."""
        done, _others = wait(self._running, POLL_SECONDS, FIRST_COMPLETED)
        changed: list[Start] = []
        for answer in done:
            del self._running[answer]
            results = answer.result()
            self._batching.measured(results)
            changed += [self._follow(result) for result in results]
        self._waiting[:0] = [start.seed for start in changed if self._is_unfinished(start.seed)]
        return tuple(changed)

    def give_up(self) -> None:
        for answer in self._running:
            answer.cancel()

    def progress(self, changed: tuple[Start, ...]) -> StartsProgress:
        share, elapsed = self._share(), time.perf_counter() - self._began
        done = share - self._share_at_first
        left = elapsed * (1 - share) / done if done > 0 else None
        ended = len(self._seeds) - sum(map(self._is_unfinished, self._seeds))
        return StartsProgress(share, ended, len(self._seeds), left, self._workers.where, changed)

    def _is_unfinished(self, seed: int) -> bool:
        start = self._now[seed]
        return start.epochs < self._epochs and not start.is_over

    def _share(self) -> float:
        done = sum(start.epochs if self._is_unfinished(start.seed) else self._epochs for start in self._now.values())
        return done / (self._epochs * len(self._seeds))

    def _item(self, seed: int) -> WorkItem:
        start = self._now[seed]
        more = FIRST_EPOCHS if math.isnan(self._pace) else max(1, int(PIECE_SECONDS / max(self._pace, 1e-9)))
        return self._starts.item(start, min(self._epochs, start.epochs + more))

    def _follow(self, result: WorkResult) -> Start:
        """The start with what was answered about it."""
        before = self._now[result.trial]
        trained = result.epochs - before.epochs
        if trained > 0:
            self._pace = result.seconds / trained
        curve = before.curve.continued(result.trace)
        seconds = before.seconds + result.seconds
        start = Start(before.seed, result.epochs, curve, result.state, result.diverged, result.problem, seconds)
        if result.problem:
            start = replace(start, epochs=before.epochs)
        self._now[before.seed] = start
        return start


def adoptable(base: Recipe, start: Start) -> tuple[Recipe, Checkpoint]:
    """The base with the start's seeds, and its trained state, whose history is the learning curve. Raises ValueError when it has
    no weights.
    """
    state = state_from(start.state)
    per_epoch = state.step // max(1, state.epoch)
    known = np.asarray(np.isfinite(start.curve.values).any(axis=0))
    columns = tuple(name for name, is_known in zip(TRACED, known, strict=True) if is_known)
    rows = np.broadcast_to(start.curve.values[:, known], (3, len(start.curve.epochs), len(columns)))
    stride = 1 << max(0, int(state.step // ROOM).bit_length())
    history = History.from_rows(columns, stride, (start.curve.epochs * per_epoch).astype(np.float64), rows.copy())
    return recipe_of(base, start.seed, base.stops), replace(state, history=history)


def recipe_of(base: Recipe, seed: int, stops: tuple[StopRule, ...] = ()) -> Recipe:
    """The network as it is trained from a seed: of the weights and of the order of rows; that of the data stays."""
    return replace(base, stops=stops, seeds=Seeds(base.seeds.data, seed, seed))


def _check(seeds: Sequence[int], epochs: int) -> None:
    if not LEAST <= len(seeds) <= MOST:
        text = _("There can be {least} to {most} starts, not {count}.")
        raise RecipeProblem(text.format(least=LEAST, most=format_count(MOST), count=format_count(len(seeds))))
    if not 1 <= epochs <= MOST_EPOCHS:
        text = _("Each start must be trained for 1 to {most} epochs, not {count}.")
        raise RecipeProblem(text.format(most=format_count(MOST_EPOCHS), count=format_count(epochs)))
