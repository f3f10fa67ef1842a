"""What a run costs beside its steps: its start, the rows of its history, and losses of a network at many places.

Each measure has a goal, and a floor: what remains when nothing is left but what cannot be left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time
from unittest.mock import patch

import numpy as np

from engine.recipe.recipe import Recipe
from engine.training.measuring import row_spacing
from engine.training.session import Session
from tests.bench.cases import CASES, Case

STEPS = 2_000
PLACES = 41 * 41  # of a loss surface
REPEATS = 9
BETWEEN = 8  # steps from one row to the next, when rows are measured


@dataclass(frozen=True)
class Cost:
    """A measure in `unit`, at most `goal`; `floor` is what of it cannot be had back."""

    name: str
    value: float
    floor: float
    goal: float
    unit: str


def costs() -> list[Cost]:
    return [short_run(), *map(row, CASES), loss_surface("the default network", Session(Recipe())), loss_surface(*_widest_small())]


def short_run() -> Cost:
    """From recipe to scores after 2,000 steps, in those of a run that has long been under way; the floor is without rows."""

    def whole() -> None:
        session = Session(Recipe())
        session.advance(STEPS)
        session.scores()

    def without_rows() -> None:
        session = Session(Recipe())
        session.history.stride = session.history.usual_stride = 2 * STEPS
        session.advance(STEPS)
        session.scores()

    steady = Session(Recipe())
    steady.advance(100_000)
    ways = whole, without_rows, lambda: steady.advance(STEPS)
    first, least, later = _interleaved(ways)
    return Cost(f"default network, recipe to scores after {STEPS:,} steps", first / later, least / later, 2.8, "x steady steps")


def row(case: Case) -> Cost:
    """A row of the history with all that comes with it, in steps; the floor is the forward pass over the rows that it is of."""
    often, never = (Session(case.recipe(), case.data()) for _ in range(2))
    for session, apart in ((often, BETWEEN), (never, 1 << 40)):
        session.advance(50)
        session.history.stride = session.history.usual_stride = apart
    rows = max(1, min(50, int(0.05 / _seconds(often.scores))))
    x, steps, taken = often.loop.evaluator.x, BETWEEN * rows, often.history.appended

    def forward() -> None:
        for _ in range(rows):
            often.network.scores(x)

    with patch.object(row_spacing, "MOST_SKIPPED", 1):
        whole, stepping, passes = _interleaved((lambda: often.advance(steps), lambda: never.advance(steps), forward))
    measured, per_step = (often.history.appended - taken) / (REPEATS + 1), stepping / steps
    return Cost(f"a row of {case.name}", (whole - stepping) / measured / per_step, passes / rows / per_step, 4.0, "steps")


def loss_surface(name: str, session: Session) -> Cost:
    """Losses on training and test rows at 1,681 places; the floor is the forward passes."""
    network, evaluator = session.network, session.loop.evaluator
    start = network.theta.copy()
    direction = np.random.default_rng(0).normal(size=start.size).astype(start.dtype)

    def surface(losses: Callable[[], object]) -> None:
        for place in range(PLACES):
            np.multiply(direction, np.float32(place / PLACES), network.theta)
            np.add(network.theta, start, network.theta)
            losses()
        network.theta[:] = start

    whole, least = _interleaved(
        (lambda: surface(lambda: evaluator.losses(network)), lambda: surface(lambda: network.scores(evaluator.x)))
    )
    return Cost(f"{PLACES:,} losses of {name}", 1000 * whole, 1000 * least, 150.0, "ms")


def _widest_small() -> tuple[str, Session]:
    case = CASES[2]
    return case.name, Session(case.recipe(), case.data())


def _interleaved(ways: tuple[Callable[[], object], ...]) -> list[float]:
    """The median seconds of each way, after one round that records what is recorded once."""
    rounds = [[_seconds(way) for way in ways] for _ in range(REPEATS + 1)][1:]
    return [median(times) for times in zip(*rounds, strict=True)]


def _seconds(call: Callable[[], object]) -> float:
    with np.errstate(all="ignore"):
        began = process_time()
        call()
        return process_time() - began


def table(found: list[Cost]) -> list[str]:
    lines = ["", f"{'what a run costs beside its steps':<60}{'measured':>10}{'floor':>8}  goal"]
    for cost in found:
        verdict = "reached" if cost.value <= cost.goal else "MISSED"
        lines.append(f"{cost.name:<60}{cost.value:>10.2f}{cost.floor:>8.2f}  {verdict}: {cost.goal:g} {cost.unit}")
    return lines
