"""After a stop at a number that is not finite, the way out that the window offers works.

Runs explode that are made from data × activation × optimizer × rate, some at once, some after their rate was raised while they
trained. From the moment and with the rate that are offered each trains for 2,000 steps more: it must stay finite, and end with a
lower loss than that moment's. About two minutes:

    python -m tests.soak.explosions --count 60
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import sys
import time
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from engine.data.datasets import DATASETS
from engine.experiments.rate_trials import find_recovery
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.remedies import with_learning_rate
from engine.training.session import Session

AFTERWARDS = 2_000  # steps that it must stay finite for
EXPLODES_WITHIN = 2_000
UNHURRIED = (
    60.0  # seconds for trying rates, which take one where nothing else runs: what is offered is then the same on a busy machine
)
SETS = ("circle", "xor", "gaussian", "spiral", "plane", "multi_gaussian", "three_arms")
RATES = (0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True)
class Outcome:
    """What became of a run that exploded: at which step, what was offered, and the losses before and after."""

    name: str
    exploded: int
    back_to: int = -1
    rate: float = float("nan")
    before: float = float("nan")
    after: float = float("nan")
    steps: int = 0

    @property
    def is_well(self) -> bool:
        return self.steps == AFTERWARDS and self.after < self.before

    def __str__(self) -> str:
        offered = f"back to {self.back_to}, rate {self.rate:g}: {self.before:.4g} → {self.after:.4g} after {self.steps} steps"
        return f"{self.name}: exploded at {self.exploded}; {offered}"


def wild(seed: int) -> tuple[str, Recipe, int]:
    """A recipe that may explode, with its name, and for how many steps it trains at a small rate before."""
    chance = random.Random(seed)
    data = chance.choice(SETS)
    activation, optimizer = chance.choice(ACTIVATIONS.names()), chance.choice(OPTIMIZERS.names())
    rate, calm = chance.choice(RATES), chance.choice((0, 0, 60, 700))
    units, layers = chance.choice((4, 8, 16)), chance.randint(1, 4)
    dataset = DATASETS[data]()
    loss = LOSSES["mse" if data in ("plane", "multi_gaussian") or chance.random() < 0.3 else "cross_entropy"]()
    hidden = tuple(Block(i, Dense(units, ACTIVATIONS[activation]())) for i in range(1, layers + 1))
    recipe = Recipe(data=dataset, blocks=hidden, loss=loss, optimizer=OPTIMIZERS[optimizer](), batch=chance.choice((1, 10, 32)))
    recipe = dataclasses.replace(recipe, seeds=Seeds(seed, seed, seed))
    name = f"{data} {layers}×{units} {activation} {optimizer} {rate:g} {loss.label} after {calm}"
    return name, with_learning_rate(recipe, rate), calm


def exploded(recipe: Recipe, calm: int) -> Session | None:
    """The session after its explosion; None when it does not explode, or did before its rate was raised."""
    session = Session(with_learning_rate(recipe, 0.003) if calm else recipe)
    session.advance(calm)
    if session.divergence is not None:
        return None
    session.adopt(recipe)
    session.advance(EXPLODES_WITHIN)
    return session if session.divergence is not None else None


def outcome(name: str, session: Session) -> Outcome:
    """Do what the window's first button does, and train on."""
    at = cast(Any, session.divergence).step
    found = find_recovery(session, UNHURRIED)
    if found is None or found.lr is None:
        return Outcome(name, at, -1 if found is None else found.moment.step)
    kept = next(keyframe for keyframe in session.timeline if keyframe.step == found.moment.step)
    session.restore(kept.recipe, kept.checkpoint(session.history, session.timeline))
    before = session.scores().train_loss
    session.adopt(with_learning_rate(kept.recipe, found.lr))
    steps = session.advance(AFTERWARDS)
    return Outcome(name, at, kept.step, found.lr, before, session.scores().train_loss, steps if session.divergence is None else 0)


def explosions(count: int, first: int = 0) -> list[Outcome]:
    """So many runs that explode, and what became of each."""
    outcomes: list[Outcome] = []
    seed = first
    while len(outcomes) < count:
        name, recipe, calm = wild(seed)
        seed += 1
        try:
            session = exploded(recipe, calm)
        except RecipeProblem:
            continue
        if session is not None:
            outcomes.append(outcome(name, session))
    return outcomes


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=60, help="how many explosions (%(default)s)")
    arguments.add_argument("--first", type=int, default=0, help="seed of the first (%(default)s)")
    arguments.add_argument("--all", action="store_true", help="print each")
    given = arguments.parse_args()
    began = time.perf_counter()
    with np.errstate(all="ignore"):
        found = explosions(given.count, given.first)
    well = [one for one in found if one.is_well]
    for one in found:
        if given.all or not one.is_well:
            print(f"  {'well' if one.is_well else 'NOT '} {one}")
    took = time.perf_counter() - began
    print(f"{len(well)} of {len(found)} explosions ({len(well) / len(found):.0%}) stayed finite and got better, in {took:.0f} s")
    return 0 if len(well) >= 0.95 * len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
