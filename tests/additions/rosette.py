"""A flower of five petals, within which lies one class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import RADIUS, balanced_classes, noise_param, points_table, rows_param
from engine.data.table import Table


@DATASETS.add("rosette", "Rosette")
@dataclass(frozen=True)
class Rosette(Dataset):
    """Class "petal": distance from the middle up to 0.9 of the petals' edge; class "around": beyond 1.1 of it."""

    order: ClassVar[int] = 6
    rows: int = rows_param()
    noise: float = noise_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = balanced_classes(self.rows, 2)
        share, angle = rng.uniform(0, 1, self.rows), rng.uniform(0, 2 * np.pi, self.rows)
        edge = 0.5 + 0.2 * np.cos(5 * angle)
        radius = RADIUS * np.where(target == 1, 0.9 * edge * np.sqrt(share), 1.1 * edge + (1 - 1.1 * edge) * share)
        return points_table(radius * np.cos(angle), radius * np.sin(angle), target, self.noise, rng, "place", ("around", "petal"))
