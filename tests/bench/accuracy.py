"""How well each built-in set is learned by the network that *Use a network that fits* makes: python -m tests.bench.accuracy

Mean over seeds 1, 2, 3 (data, start weights and order alike) of the metric on test rows, noise 0: accuracy, or R² for a number.
The table of resources/docs/figures.md comes from this command; `TARGETS` are what is promised.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace

from engine.data.datasets import DATASETS, in_order
from engine.data.datasets.csv_file import CsvFile
from engine.recipe.recipe import Recipe, Seeds
from engine.recipe.suited_network import FITTINGS, Fitting
from engine.training.prepare import prepare
from engine.training.session import Session

SEEDS = (1, 2, 3)
TARGETS = {
    **dict.fromkeys(("circle", "gaussian", "moons", "rings", "xor", "blobs"), 0.99),
    "spiral": 0.97,
    "three_arms": 0.95,
    "checkerboard": 0.95,
    "iris": 0.95,
    "wine": 0.95,
    "penguins": 0.97,
    "digits": 0.96,
    **dict.fromkeys(("auto_mpg", "korean_districts"), 0.8),
    **dict.fromkeys(("sine", "plane", "multi_gaussian", "line", "absolute_value", "swiss_roll"), 0.98),
    **dict.fromkeys(("and_gate", "or_gate", "xor_gate"), 1.0),
}


@dataclass(frozen=True)
class Reached:
    """The metric on test rows by seed, and the seconds for one of them."""

    metrics: tuple[float, ...]
    seconds: float

    @property
    def mean(self) -> float:
        return sum(self.metrics) / len(self.metrics)


def reached(kind: str, seeds: tuple[int, ...] = SEEDS, fitting: Fitting | None = None) -> Reached:
    """Train the set's network for as long as it is said to need. A `noise` of the set is 0."""
    data, fitting = DATASETS[kind](), fitting or FITTINGS[kind]
    data = replace(data, noise=0.0) if hasattr(data, "noise") else data
    found, started = [], time.perf_counter()
    for seed in seeds:
        recipe = Recipe(data=data, train_share=data.train_share, standardise=data.standardise, seeds=Seeds(seed, seed, seed))
        prepared = prepare(recipe)
        session = Session(fitting.apply(recipe, prepared.task), prepared)
        session.advance(fitting.epochs * session.batches.count)
        found.append(session.scores().test_metric)
    return Reached(tuple(found), (time.perf_counter() - started) / len(seeds))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.accuracy", description="Accuracy of the network that fits, by set.")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), metavar="N", help="seeds from 1 on (%(default)s)")
    parser.add_argument("--only", default="", metavar="SET", help="one set")
    asked = parser.parse_args(arguments)
    missed = 0
    print("| set | network that fits | promised | reached | least | s |\n|---|---|---|---|---|---|")
    for cls in in_order():
        if cls is CsvFile or cls.kind not in FITTINGS or asked.only not in ("", cls.kind):
            continue
        found, target = reached(cls.kind, tuple(range(1, asked.seeds + 1))), TARGETS.get(cls.kind)
        missed += target is not None and found.mean < target
        promised = "" if target is None else f"{target:.2f}"
        network = FITTINGS[cls.kind].in_words()
        print(
            f"| {cls.label} | {network} | {promised} | {found.mean:.3f} | {min(found.metrics):.3f} | {found.seconds:.1f} |",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
