"""All combinations of the values of a space."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.search.plan import Plan
from engine.search.samplers.base import SAMPLERS, Draw, Sampler
from engine.search.space import Point
from engine.search.trial import Trial


@SAMPLERS.add("grid", "Grid")
@dataclass(frozen=True)
class GridSampler(Sampler):
    """Every combination once, in a drawn order.

    So a grid of which only a part is tried is tried all over, and the first trials, by which others are stopped early, are not
    all of one corner.
    """

    def draw(self, plan: Plan) -> Draw:
        order = np.random.default_rng([plan.seed, 0]).permutation(plan.space.grid_size())

        def point(number: int, ended: Iterable[Trial]) -> Point:
            return plan.space.grid_point(int(order[number]))

        return point
