"""A grid search with k folds, here and by scikit-learn's GridSearchCV of MLPClassifier: python -m tests.bench.grid_search

Both have the same points, folds, epochs, batches, rows (float32) and number of processes, and shuffle; neither stops early, and
both have all processes started before the clock is. Ours writes its study file. They take turns within one run. scikit-learn is
needed by this measurement alone: `pip install scikit-learn`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.core.blas_threads import ENVIRONMENT

os.environ.update(ENVIRONMENT)
os.environ["PYTHONWARNINGS"] = "ignore"  # scikit-learn's processes say after each fit that it has not converged

import numpy as np

from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.recipe.recipe import Block, Recipe
from engine.recipe.short_form import layers_from
from engine.search.executors.processes import LocalProcesses
from engine.search.executors.workers import Workers
from engine.search.plan import Plan
from engine.search.running.coordinator import Search
from engine.search.space import space_from
from engine.search.study import Study
from engine.search.work.prepared_rows import PreparedRows

FOLDS = 5


@dataclass(frozen=True)
class Case:
    """A search: rows × columns with so many classes; layers as on the command line, all with ReLU."""

    rows: int
    columns: int
    classes: int
    layers: tuple[str, ...]
    optimizer: str
    batch: int
    epochs: int
    goal: float

    @property
    def name(self) -> str:
        return f"{self.rows} x {self.columns}, {self.optimizer}, batch {self.batch}, layers {' | '.join(self.layers)}"

    @property
    def rates(self) -> tuple[float, ...]:
        rates = np.geomspace(0.003, 0.3, 8) if self.optimizer == "sgd" else np.geomspace(0.0003, 0.03, 8)
        return tuple(float(f"{rate:.2g}") for rate in rates)

    def data(self) -> Data:
        """Normal columns whose class can be learned; all rows take part in the folds."""
        rng = np.random.default_rng(0)
        x = rng.normal(size=(self.rows, self.columns))
        target = (np.sin(2 * x) @ rng.normal(size=(self.columns, self.classes))).argmax(1)
        names = tuple(f"x{i}" for i in range(self.columns))
        table = make_table(x, target, names, "class", tuple(f"class {i}" for i in range(self.classes)))
        rows = np.arange(self.rows)
        return Data(table, rows, rows[:0], no_scaling(self.columns), no_scaling(1), None)

    def plan(self, repeats: int = 1) -> Plan:
        layers = "|".join(",".join(f"{units}:relu" for units in one.split(",")) for one in self.layers)
        space = space_from(f"layers={layers} optimizer={self.optimizer} lr={'|'.join(map(str, self.rates))}")
        base = Recipe(blocks=tuple(Block(i, one) for i, one in enumerate(layers_from("4"), 1)), batch=self.batch)
        return Plan(base, space, "accuracy", "grid", 1000, self.epochs, repeats, FOLDS, stops_weak=False)


ADAM_SMALL = Case(150, 4, 3, ("8", "16", "16,16"), "adam", 32, 100, 10)
CASES = (
    ADAM_SMALL,
    replace(ADAM_SMALL, optimizer="sgd"),
    Case(1000, 10, 2, ("8", "16", "16,16"), "adam", 32, 50, 10),
    Case(1000, 10, 2, ("8", "16", "16,16"), "sgd", 32, 50, 10),
    Case(1000, 10, 2, ("64,64",), "adam", 32, 50, 4),
    Case(1000, 10, 2, ("64,64",), "sgd", 32, 50, 4),
    Case(1000, 10, 2, ("64,64",), "adam", 200, 100, 4),
)


def ours(case: Case, workers: Workers, repeats: int = 1) -> list[float]:
    """The score of each point, of a whole search with its file."""
    data = case.data()
    with tempfile.TemporaryDirectory() as place, Study.create(Path(place) / "study.sqlite", case.plan(repeats), data) as study:
        Search(study, data).run(workers)
        return [one.score for one in study.trials()]


def scikit_learn(case: Case, jobs: int) -> Callable[[], Any]:
    """A search that is ready to run; its processes stay."""
    from sklearn.model_selection import GridSearchCV
    from sklearn.neural_network import MLPClassifier

    data = case.data()
    rows = PreparedRows(data)
    folds = []
    for fold in range(FOLDS):
        part = rows.of(case.plan().base, fold, FOLDS)
        folds.append((part.train, part.validation))
    x, y = data.table.inputs.astype(np.float32), data.table.target
    sizes = [tuple(int(units) for units in one.split(",")) for one in case.layers]
    network = MLPClassifier(
        solver=case.optimizer,
        batch_size=case.batch,
        alpha=0,
        momentum=0,
        max_iter=case.epochs,
        tol=0,
        n_iter_no_change=10**9,
        random_state=1,
    )
    grid = {"hidden_layer_sizes": sizes, "learning_rate_init": case.rates}
    search = GridSearchCV(network, grid, cv=folds, n_jobs=jobs, refit=False, error_score="raise")

    def run() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return search.fit(x, y).cv_results_["mean_test_score"]

    return run


def measure(case: Case, jobs: int, repeats: int, seconds: float) -> float:
    """Print and return how many times as fast the search is here: the median over turns of the two."""
    workers, theirs = LocalProcesses(case.data(), jobs), scikit_learn(replace(case, epochs=1), jobs)
    ours(replace(case, epochs=1), workers)  # starts the processes
    theirs()
    theirs = scikit_learn(case, jobs)
    ratios, times, began = [], [], time.perf_counter()
    best, best_theirs = 0.0, 0.0
    while len(ratios) < repeats and (not ratios or time.perf_counter() - began < seconds):
        a = time.perf_counter()
        scores_here = ours(case, workers)
        b = time.perf_counter()
        scores = theirs()
        c = time.perf_counter()
        ratios.append((c - b) / (b - a))
        times.append((b - a, c - b))
        best, best_theirs = max(scores_here), float(scores.max())
    workers.close()
    ratio, (mine, other) = statistics.median(ratios), np.median(times, 0)
    mark = "" if ratio >= case.goal else f"   below {case.goal:g}"
    counts = f"{mine:6.2f} s, scikit-learn {other:6.2f} s; best {best:.3f}, {best_theirs:.3f}"
    print(f"{case.name:62}  {ratio:5.1f} x  ({min(ratios):.1f} to {max(ratios):.1f})  {counts}{mark}", flush=True)
    return ratio


def scaling(case: Case, most: int, repeats: int, turns: int) -> None:
    """Print how much faster so many processes are than one, each point over so many seeds."""
    several = {jobs: LocalProcesses(case.data(), jobs) for jobs in (1, most)}
    seconds: dict[int, list[float]] = {1: [], most: []}
    for workers in several.values():
        ours(replace(case, epochs=1), workers)  # starts the processes
    for _turn in range(turns):
        for jobs, workers in several.items():
            began = time.perf_counter()
            ours(case, workers, repeats)
            seconds[jobs].append(time.perf_counter() - began)
    for workers in several.values():
        workers.close()
    pairs = [one / other for one, other in zip(seconds[1], seconds[most], strict=True)]
    one, other = statistics.median(seconds[1]), statistics.median(seconds[most])
    each = ", ".join(f"{pair:.2f}" for pair in pairs)
    trainings = case.plan(repeats).trial_count * case.plan(repeats).pieces
    print(f"{trainings} trainings: 1 process {one:.1f} s, {most} {other:.1f} s: {one / other:.2f} x ({each})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60, help="for each case, about")
    parser.add_argument("--case", type=int, action="append", help="only these, by number from 0")
    parser.add_argument("--scaling", type=int, default=0, metavar="SEEDS", help="one process beside several instead")
    asked = parser.parse_args()
    cases = [CASES[i] for i in asked.case] if asked.case else CASES
    for case in cases:
        if asked.scaling:
            scaling(case, asked.jobs, asked.scaling, asked.repeats)
        else:
            measure(case, asked.jobs, asked.repeats, asked.seconds)


if __name__ == "__main__":
    main()
