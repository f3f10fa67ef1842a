"""Trains many starts beside the window: in processes of their own, and a thread that hands them work and paints nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from engine.core.cancellation import check
from engine.data.preprocessing import Data
from engine.files.file_problem import FileProblem
from engine.inspection.surfaces.input_grid import Plane
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.search.executors.workers import NoWorkers, Workers
from engine.search.many_starts import ManyStarts, Start, StartsProgress, adoptable
from engine.training.checkpoint import Checkpoint
from engine.training.prepare import data_for, prepare
from gui.plotting.surfaces.small_map import MapSource
from gui.search.starts.starts_frame import StartsFrame
from gui.widgets.background import BackgroundWork

SECONDS = 0.4  # between two frames, at least
RESOLUTION = 48  # points of a picture along each axis
CURVE_RESOLUTION = 96  # of one over a single input

OpenWorkers = Callable[[Data], Workers]


@dataclass(frozen=True, eq=False)
class StartsOrder:
    """What is to be trained. `known`: the data of a recipe, used again where they fit."""

    base: Recipe
    seeds: tuple[int, ...]
    epochs: int
    plane: Plane
    known: tuple[Recipe, Data] | None = None


class StartsRunner(QObject):
    """Changes: `frame` is the newest. Starts that were trained go on where they can; other networks begin anew."""

    framed = Signal(object)  # StartsFrame
    _came = Signal(object)  # from the thread: a part of a frame

    def __init__(self, open_workers: OpenWorkers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = StartsFrame()
        self._open_workers = open_workers
        self._many: ManyStarts | None = None
        self._plane = Plane()
        self._work: BackgroundWork | None = None
        self._stop = threading.Event()
        self._came.connect(self._merge)

    @property
    def is_running(self) -> bool:
        return self.frame.running

    def begin(self, order: StartsOrder) -> None:
        """Train them. Nothing happens while others are trained."""
        if self._work is not None:
            return
        many = self._many if self._fits(order) else None
        kept = {} if many is None else {seed: start for seed in order.seeds if (start := self._kept(many, seed, order))}
        pictures = {seed: self.frame.pictures[seed] for seed in kept if seed in self.frame.pictures}
        self._stop = stop = threading.Event()
        self._plane = order.plane
        data = None if many is None else many.data
        self._show(StartsFrame(order.base, data, order.epochs, len(order.seeds), kept, pictures, None, True))
        self._work = BackgroundWork(self, lambda: self._train(order, many, stop), self._end, self._fail)

    def stop(self) -> None:
        """Train no further; what is trained is kept. A frame that no longer runs follows in a moment."""
        self._stop.set()

    def forget(self) -> None:
        """Stop, and keep nothing."""
        self.stop()
        if self._work is not None:
            self._work.cancel()
        self._work, self._many, self.frame = None, None, StartsFrame()

    # -- in the thread
    def _train(self, order: StartsOrder, many: ManyStarts | None, stop: threading.Event) -> ManyStarts | str:
        """The trained starts, or a sentence why there are none."""
        try:
            if many is None:
                many = ManyStarts(order.base, data_for(order.base, *order.known) if order.known else prepare(order.base))
            workers = self._open_workers(many.data)
        except (RecipeProblem, NoWorkers, ValueError) as problem:
            return str(problem)
        outbox = _Outbox(many, order.plane, self._came.emit)

        def is_cancelled() -> bool:
            check()
            return stop.is_set()

        try:
            many.run(order.seeds, order.epochs, workers, outbox.add, is_cancelled)
        except RecipeProblem as problem:
            return str(problem)
        finally:
            workers.close()
        outbox.send()
        return many

    # -- in the window's thread
    def _fits(self, order: StartsOrder) -> bool:
        base = self.frame.base
        return base is not None and order.plane == self._plane and same_training(base, order.base)

    def _kept(self, many: ManyStarts, seed: int, order: StartsOrder) -> Start | None:
        start = many.start(seed)
        return start if start is not None and start.epochs <= order.epochs else None

    def _merge(self, part: _Part) -> None:
        frame = self.frame
        if self._work is None or not frame.running:
            return
        starts = {**frame.starts, **{start.seed: start for start in part.starts}}
        pictures = {**frame.pictures, **part.pictures}
        for start in part.starts:
            if start.seed not in part.pictures:
                pictures.pop(start.seed, None)
        self._show(replace(frame, data=part.data, starts=starts, pictures=pictures, progress=part.progress))

    def _end(self, outcome: ManyStarts | str) -> None:
        self._work = None
        if isinstance(outcome, str):
            self._show(StartsFrame(problem=outcome))
        else:
            self._many = outcome
            self._show(replace(self.frame, running=False))

    def _fail(self, problem: FileProblem) -> None:
        self._end(str(problem))

    def _show(self, frame: StartsFrame) -> None:
        self.frame = frame
        self.framed.emit(frame)

    def state(self, seed: int) -> tuple[Recipe, Checkpoint] | None:
        """To adopt: the recipe with the seed, and its trained state; None when it has none."""
        start, base = self.frame.starts.get(seed), self.frame.base
        return adoptable(base, start) if start is not None and start.state and base is not None else None


@dataclass(frozen=True, eq=False)
class _Part:
    """What is new since the last one."""

    data: Data
    starts: tuple[Start, ...]
    pictures: dict[int, MapSource]
    progress: StartsProgress


class _Outbox:
    """Changes, in the thread: gathers what comes, and sends it with its pictures now and then."""

    def __init__(self, many: ManyStarts, plane: Plane, send: Callable[[_Part], None]) -> None:
        self._many, self._plane, self._send = many, plane, send
        self._resolution = RESOLUTION if len(plane.axes) > 1 and many.data.inputs > 1 else CURVE_RESOLUTION
        self._gathered: dict[int, Start] = {}
        self._progress: StartsProgress | None = None
        self._sent = -SECONDS

    def add(self, progress: StartsProgress) -> None:
        self._gathered.update({start.seed: start for start in progress.changed})
        self._progress = progress
        if time.monotonic() - self._sent >= SECONDS:
            self.send()

    def send(self) -> None:
        if self._progress is None or not self._gathered:
            return
        starts = tuple(self._gathered.values())
        self._send(_Part(self._many.data, starts, self._pictures(starts), self._progress))
        self._gathered, self._sent = {}, time.monotonic()

    def _pictures(self, starts: Sequence[Start]) -> dict[int, MapSource]:
        many, found = self._many, {}
        for start in starts:
            surface = many.surface(start, self._plane, self._resolution)
            if surface is not None:
                found[start.seed] = MapSource(many.data, many.base.loss, surface)
            time.sleep(0)  # the window has its turn
        return found


def same_training(one: Recipe, other: Recipe) -> bool:
    """Whether starts of both are the same: their seeds of weights and order do not count, nor do stop rules."""
    alike = replace(one.seeds, weights=0, order=0), replace(other.seeds, weights=0, order=0)
    return replace(one, stops=(), seeds=alike[0]) == replace(other, stops=(), seeds=alike[1])
