"""Does a search pay? `python -m tests.bench.search_gain`: the best of a search beside the defaults, on rows that no trial saw.

On Iris and on a made table of 2,000 rows with two text columns, over seeds 1, 2, 3, by log loss (lower is better).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.cli.arguments import job_from
from engine.data.datasets import DATASETS
from engine.recipe.recipe import Recipe, Seeds
from engine.search.executors.in_process import InProcess
from engine.search.plan import Plan
from engine.search.running.coordinator import Search
from engine.search.running.final_scores import final_scores
from engine.search.space import space_from
from engine.search.study import Study
from engine.training.prepare import prepare

SPACE = space_from("lr=1e-3..0.3:log layers=8|16|16,16 optimizer=adam|sgd penalty=none|l2:0.001|l2:0.01")
SEEDS = (1, 2, 3)


def made_table(path: Path) -> None:
    """2,000 rows whose class depends on two numbers in another way for each colour and shape."""
    rng, lines = np.random.default_rng(7), ["length,width,colour,shape,kind"]
    for _row in range(2000):
        (x, y), colour, shape = rng.normal(size=2), rng.integers(3), rng.integers(2)
        value = np.sin((1 + colour) * x) + (y if shape else -y) + 0.2 * rng.normal()
        lines.append(f"{x:.4f},{y:.4f},{('red', 'green', 'blue')[colour]},{('round', 'flat')[shape]},{'ab'[int(value > 0)]}")
    path.write_text("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=30)
    parser.add_argument("--epochs", type=int, default=30)
    asked, lost = parser.parse_args(), 0
    with tempfile.TemporaryDirectory() as place:
        made_table(Path(place) / "made.csv")
        for name, source in (
            ("iris", DATASETS["iris"]()),
            ("2,000 rows", job_from(["--data", f"{place}/made.csv", "--label", "kind"]).recipe.data),
        ):
            for seed in SEEDS:
                base = Recipe(source, standardise=True, train_share=0.6, seeds=Seeds(seed, seed, seed))
                plan = Plan(base, SPACE, "log_loss", trials=asked.trials, epochs=asked.epochs, seed=seed)
                data = prepare(plan.base)
                assert name == "iris" or len(data.feature_names) > 3, data.feature_names  # the text columns are inputs too
                with Study.create(Path(place) / f"{name}-{seed}", replace(plan), data) as study:
                    workers = InProcess(data)
                    Search(study, data).run(workers)
                    final = final_scores(study, data, workers)
                lost += not final.best < final.defaults
                print(f"{name}, seed {seed}: best {final.best:.4f}, defaults {final.defaults:.4f}", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
