"""How many random starts learn XOR on four points: python -m tests.bench.xor_starts --starts 40

The shares that lessons and README state are this program's own, measured by this command.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from engine.data.datasets import DATASETS
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import SGD, Adam, Optimizer
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.training.session import Session

OPTIMIZERS: dict[str, Optimizer] = {"SGD, rate 0.5": SGD(0.5), "Adam, rate 0.02": Adam(0.02)}
NEURONS, EPOCHS = (1, 2, 3, 4), 1500


def learns(neurons: int, optimizer: Optimizer, seed: int) -> bool:
    """Whether all four points are right after `EPOCHS` steps on all of them, with cross entropy and Xavier's start weights."""
    blocks = (Block(1, Dense(neurons, Tanh())),)
    recipe = Recipe(data=DATASETS["xor_gate"](), blocks=blocks, optimizer=optimizer, batch=4)
    session = Session(replace(recipe, seeds=Seeds(seed, seed, seed)))
    session.advance(EPOCHS)
    return session.scores().train_metric == 1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.xor_starts", description="Starts from which XOR is learned.")
    parser.add_argument("--starts", type=int, default=40, metavar="N", help="starts for each network (%(default)s)")
    starts = parser.parse_args(arguments).starts
    for name, optimizer in OPTIMIZERS.items():
        found = {neurons: sum(learns(neurons, optimizer, seed) for seed in range(1, starts + 1)) for neurons in NEURONS}
        print(name + ":", ", ".join(f"{count} of {starts} with {n} tanh" for n, count in found.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
