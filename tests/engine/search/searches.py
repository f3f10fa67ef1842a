"""Small searches for the tests of this room."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data
from engine.recipe.recipe import Recipe
from engine.search.executors.in_process import InProcess
from engine.search.executors.workers import Answers, Workers
from engine.search.plan import Plan
from engine.search.running.coordinator import Search
from engine.search.space import space_from
from engine.search.study import Study
from engine.search.trial import SearchProgress, Trial
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.run_item import run_items
from engine.search.work.work_item import WorkItem
from engine.training.prepare import prepare

SPACE = space_from("lr=1e-3..3:log layers=3|4,4 optimizer=adam|sgd")
PLAN = Plan(Recipe(DATASETS["iris"](), batch=30), SPACE, "accuracy", trials=14, epochs=9)
DATA = prepare(PLAN.base)


def outcome(trial: Trial) -> Trial:
    """What must be equal wherever and whenever it was trained."""
    return replace(trial, seconds=0.0, host="", process=0)


def searched(
    path: Path, plan: Plan = PLAN, workers: Workers | None = None, most: int | None = None, data: Data = DATA
) -> tuple[tuple[Trial, ...], list[tuple[bytes, ...]], SearchProgress]:
    """The trials of a search and their states. `most`: it is cancelled when so many have ended. A file that is there goes on."""
    with Study.open(path, plan, data) if path.exists() else Study.create(path, plan, data) as study:

        def enough() -> bool:
            return most is not None and sum(one.has_ended for one in study.trials()) >= most

        progress = Search(study, data).run(workers or InProcess(data), is_cancelled=enough)
        trials = study.trials()
        return tuple(map(outcome, trials)), [study.states(one.number) for one in trials], progress


@cache
def undisturbed(plan: Plan = PLAN) -> tuple[tuple[Trial, ...], list[tuple[bytes, ...]], SearchProgress]:
    """What a search that nothing happens to ends with."""
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        return searched(Path(place) / "a.sqlite", plan)


class Disordered:
    """Four workers whose answers come in a drawn order. Close it."""

    count = 4
    where = "here and there"

    def __init__(self, seed: int, data: Data = DATA) -> None:
        self._rows, self._rng = PreparedRows(data), np.random.default_rng(seed)
        self._pending: list[tuple[Answers, tuple[WorkItem, ...]]] = []
        self._lock, self._thread = threading.Lock(), ThreadPoolExecutor(1)

    def submit(self, items: tuple[WorkItem, ...]) -> Answers:
        future: Future[Any] = Future()
        with self._lock:
            self._pending.append((future, items))
        self._thread.submit(self._answer_one)
        return future

    def _answer_one(self) -> None:
        with self._lock:
            future, items = self._pending.pop(int(self._rng.integers(len(self._pending))))
        if future.set_running_or_notify_cancel():
            future.set_result(run_items(self._rows, items))

    def close(self) -> None:
        self._thread.shutdown()
