"""Points drawn at random."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.search.plan import Plan
from engine.search.samplers.base import SAMPLERS, Draw, Sampler
from engine.search.space import Point
from engine.search.trial import Trial


@SAMPLERS.add("random", "Random")
@dataclass(frozen=True)
class RandomSampler(Sampler):
    """Each value drawn by itself, evenly over its list or range (Bergstra & Bengio 2012)."""

    def draw(self, plan: Plan) -> Draw:
        def point(number: int, ended: Iterable[Trial]) -> Point:
            shares = np.random.default_rng([plan.seed, number]).random(len(plan.space.dimensions))
            return {one.name: one.at(float(share)) for one, share in zip(plan.space.dimensions, shares, strict=True)}

        return point
