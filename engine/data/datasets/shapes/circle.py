"""A disc within a ring: no straight line separates them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import RADIUS, imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table


@DATASETS.add("circle", "Circle")
@dataclass(frozen=True)
class Circle(Dataset):
    """Class "inside": distance from the middle 0 to 2.5; class "outside": 3.5 to 5; distances and angles uniform."""

    order: ClassVar[int] = 1
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 2, self.imbalance)
        share = rng.uniform(0, 1, self.rows)
        radius = RADIUS * np.where(target == 1, 0.5 * share, 0.7 + 0.3 * share)
        angle = rng.uniform(0, 2 * np.pi, self.rows)
        x1, x2 = radius * np.cos(angle), radius * np.sin(angle)
        return points_table(x1, x2, target, self.noise, rng, N_("place"), (N_("outside"), N_("inside")))
