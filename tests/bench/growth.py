"""How much the process grows in a long run: `python -m tests.bench.growth [STEPS]`. Ends with 1 when it is 5 MB or more.

Counted from 100,000 steps on, when everything that is made once has been made. Three million steps take about half a minute.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.optim.optimizers import Adam
from engine.optim.schedules import Cosine
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe
from engine.training.session import Session

MOST = 5.0  # MB
TICK = 2_000  # steps between two pictures, as a window would take them
PAGE = 4096


def resident() -> float:
    """Megabytes of memory that the process holds now; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text(encoding="ascii").split()[1]) * PAGE / 1e6 if statm.exists() else 0.0


def grown(recipe: Recipe, steps: int) -> float:
    """Megabytes by which the process has grown over so many steps with a picture now and then."""
    session = Session(recipe)
    session.advance(100_000)
    builder, requests = SnapshotBuilder(session), (DecisionSurface(Plane(), 50), NeuronMaps(Plane(), 10))
    builder.build(requests)
    before = resident()
    until = session.step + steps
    while session.step < until:
        session.advance(min(TICK, until - session.step))
        builder.build(requests)
    return resident() - before


def main(steps: int) -> int:
    """Plain SGD, and a run with everything that remembers something."""
    busy = Recipe(optimizer=Adam(), schedule=Cosine(50), stops=(NoImprovement(10**6),))
    worst = 0.0
    for name, recipe in (("sgd", Recipe()), ("adam, cosine, no improvement", busy)):
        began = time.perf_counter()
        process = grown(recipe, steps)
        worst = max(worst, process)
        print(f"{name}: {steps:,} steps in {time.perf_counter() - began:.0f} s, the process grew by {process:.2f} MB")
    return int(worst >= MOST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000))
