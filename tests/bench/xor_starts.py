"""How many random starts learn XOR on four points, with what certainty, and where the others end.

    python -m tests.bench.xor_starts --starts 200 [--units 2 3] [--jobs 2]

The shares that lessons and resources/docs/figures.md state are this program's own, measured by this command; *Train ▸ Many
starts…* shows the same.
"""

from __future__ import annotations

import argparse
import os
import sys

from engine.core.number_format import format_number, format_percent
from engine.data.datasets import DATASETS
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import SGD, Adam, Optimizer
from engine.recipe.recipe import Block, Recipe
from engine.search.executors.opening import open_workers
from engine.search.many_starts import ManyStarts
from engine.search.start_goal import METRIC, TRAINING, Outcome, StartGoal, ends_of, wilson_interval
from engine.training.prepare import prepare

OPTIMIZERS: dict[str, Optimizer] = {"SGD, rate 0.5": SGD(0.5), "Adam, rate 0.02": Adam(0.02)}
UNITS, EPOCHS = (1, 2, 3, 4), 1500
GOAL = StartGoal(METRIC, 1.0, TRAINING)  # all four points are right


def outcomes(units: int, optimizer: Optimizer, starts: int, jobs: int) -> list[Outcome]:
    """Of the seeds from 1 on: `EPOCHS` steps on all four points, with cross entropy and Xavier's start weights."""
    recipe = Recipe(data=DATASETS["xor_gate"](), blocks=(Block(1, Dense(units, Tanh())),), optimizer=optimizer, batch=4)
    data = prepare(recipe)
    workers = open_workers(data, jobs, with_test_rows=True)
    try:
        return [start.outcome(GOAL) for start in ManyStarts(recipe, data).run(range(1, starts + 1), EPOCHS, workers)]
    finally:
        workers.close()


def line(found: list[Outcome]) -> str:
    """'108 of 200 (54 %, 95 % interval 47 to 61 %); the others end at loss 0.349: 90, 0.48: 2'."""
    count = sum(one.holds for one in found)
    low, high = wilson_interval(count, len(found))
    shares = f"{format_percent(count / len(found))}, 95 % interval {format_percent(low, 0)} to {format_percent(high, 0)}"
    ends = ", ".join(f"{format_number(end.loss)}: {end.count}" for end in ends_of(found))
    return f"{count} of {len(found)} ({shares})" + (f"; the others end at loss {ends}" if ends else "")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.xor_starts", description="Starts from which XOR is learned.")
    parser.add_argument("--starts", type=int, default=200, metavar="N", help="starts for each network (%(default)s)")
    parser.add_argument("--units", type=int, nargs="+", default=UNITS, metavar="N", help="hidden tanh units (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (%(default)s)")
    given = parser.parse_args(arguments)
    for name, optimizer in OPTIMIZERS.items():
        for units in given.units:
            print(f"{name}, {units} tanh: {line(outcomes(units, optimizer, given.starts, given.jobs))}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
