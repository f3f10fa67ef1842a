"""Two half circles that reach into each other: a bent line tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import RADIUS, imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table

UNIT = RADIUS / 1.5  # radius of a half circle: both together are three of them wide


@DATASETS.add("moons", "Moons")
@dataclass(frozen=True)
class Moons(Dataset):
    """The upper half of one circle and the lower half of another, shifted by a radius to the side and half a radius down."""

    order: ClassVar[int] = 7
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 2, self.imbalance)
        angle = rng.uniform(0, np.pi, self.rows)
        upper = target == 0
        x1 = UNIT * (np.where(upper, np.cos(angle), 1 - np.cos(angle)) - 0.5)
        x2 = UNIT * (np.where(upper, np.sin(angle), 0.5 - np.sin(angle)) - 0.25)
        return points_table(x1, x2, target, self.noise, rng, N_("moon"), (N_("upper"), N_("lower")))
