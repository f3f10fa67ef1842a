"""However a run is divided among calls, its rules see every end of an epoch, and it is bit for bit the same.

2,000 steps in chunks of 1 to 200, in random divisions, and by a clock that is driven: 550 divisions, each with every schedule,
and with the stop rules in turn, against single steps. A run that a rule ends is continued, as Play does. About five minutes:

    python -m tests.soak.divisions --count 550
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from unittest.mock import patch

from engine.optim.optimizers import OPTIMIZERS, SGD
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS, Epochs, LossBelow, MetricAbove, Minutes, NoImprovement, Steps, StopRule
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.training.comparable_runs import RAGGED
from tests.engine.training.test_reproducibility import MOVING
from tests.soak.resumes import digest

STEPS = 2000
CHUNKS, RANDOM, BY_CLOCK = 200, 300, 50
RULES: dict[str, tuple[StopRule, ...]] = {
    "no_improvement": (NoImprovement(9),),
    "steps": (Steps(1777), NoImprovement(400)),
    "epochs": (Epochs(431), NoImprovement(7)),
    "minutes": (Minutes(9999.0),),
    "loss_below": (LossBelow(0.55), NoImprovement(15)),
    "metric_above": (MetricAbove(0.7, rows="training"), Steps(640)),
    "": (),
}
assert set(RULES) == {*STOPS.names(), ""}
Ended = tuple[str, tuple[tuple[int, str], ...]]  # the state's digest, and where and why the run ended in between


def recipe_for(schedule: str, rules: str) -> Recipe:
    """103 rows in batches of 16: an epoch has 7 steps, so that a row of the history may be due one step after its end.

    The rates are so large that losses go up and down.
    """
    optimizer = SGD(1.5) if len(schedule) % 2 else OPTIMIZERS["adam"](lr=0.1)
    return Recipe(stops=RULES[rules], schedule=MOVING.get(schedule, SCHEDULES[schedule]()), optimizer=optimizer, batch=16)


def divisions() -> Iterator[str]:
    """Their names: how many steps at a time, or the seed of a chance."""
    yield from (f"chunks of {n}" for n in range(1, CHUNKS + 1))
    yield from (f"random {n}" for n in range(RANDOM))
    yield from (f"clock {n}" for n in range(BY_CLOCK))


def ended(recipe: Recipe, division: str, stride: int = 16) -> Ended:
    """The run after 2,000 steps that are divided so."""
    kind, _, number = division.rpartition(" ")
    chance = random.Random(division)
    session = Session(recipe, RAGGED)
    session.history.stride = stride
    now, ends = [0.0], []

    def driven() -> float:
        now[0] += chance.choice((1e-6, 1e-5, 2e-4, 0.002, 0.05))
        return now[0]

    clock = driven if kind == "clock" else time.perf_counter
    with patch("engine.training.session.time", SimpleNamespace(perf_counter=clock)):
        while session.step < STEPS:
            most = {"chunks of": int(number), "random": chance.choice((1, 2, 3, chance.randint(1, 40), chance.randint(1, 900)))}
            session.advance(min(most.get(kind, STEPS), STEPS - session.step), 0.01 if kind == "clock" else float("inf"))
            if session.has_ended:
                assert session.divergence is None, session.divergence
                ends.append((session.step, session.stopped))
                session.resume()
    return digest(session.checkpoint()), tuple(ends)


@cache
def in_single_steps(schedule: str, rules: str) -> Ended:
    return ended(recipe_for(schedule, rules), "chunks of 1")


def compare(names: list[str]) -> tuple[int, int, list[str]]:
    """How many runs were compared, how often rules ended them, and a line for each that came out differently."""
    compared, ends, wrong = 0, 0, []
    for number, division in enumerate(names):
        for at, schedule in enumerate(SCHEDULES.names()):
            rules = list(RULES)[(number + at) % len(RULES)]
            found, expected = ended(recipe_for(schedule, rules), division), in_single_steps(schedule, rules)
            compared, ends = compared + 1, ends + len(found[1])
            if found != expected:
                wrong.append(f"{division}, {schedule}, {rules}: {found[1]} instead of {expected[1]}")
    return compared, ends, wrong


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=CHUNKS + RANDOM + BY_CLOCK, help="how many divisions (%(default)s)")
    names = list(divisions())
    count = min(arguments.parse_args().count, len(names))
    began = time.perf_counter()
    compared, ends, wrong = compare(random.Random(1).sample(names, count))
    took = time.perf_counter() - began
    print(f"{count} divisions, {compared} runs of {STEPS} steps in {took:.0f} s, ended {ends} times by rules;")
    print(f"{len(wrong)} differ from single steps" + "".join(f"\n  {line}" for line in wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
