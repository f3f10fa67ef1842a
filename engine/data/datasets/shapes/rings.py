"""Rings around one middle, each a class: no straight line cuts off the inner ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.core.translation import N_, _
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import RADIUS, imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table

THICK = 0.4  # of the distance from one ring to the next is the ring itself


@DATASETS.add("rings", "Rings")
@dataclass(frozen=True)
class Rings(Dataset):
    """Class k lies around the middle at the distance 5 k / n of n rings; each ring is 2 / n thick, angles are uniform."""

    order: ClassVar[int] = 8
    rings: int = param(3, "Rings", low=2, high=5, help="How many rings there are, each a class of its own.")
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, self.rings, self.imbalance)
        radius = RADIUS / self.rings * (target + 1 + THICK * rng.uniform(-0.5, 0.5, self.rows))
        angle = rng.uniform(0, 2 * np.pi, self.rows)
        names = tuple(_("class {number}").format(number=k + 1) for k in range(self.rings))
        return points_table(radius * np.cos(angle), radius * np.sin(angle), target, self.noise, rng, N_("ring"), names)
