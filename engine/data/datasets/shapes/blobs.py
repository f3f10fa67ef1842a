"""Round clouds on a circle: the easiest set with many classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.core.translation import N_, _
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table

DISTANCE = 4.0  # of the clouds from the middle


@DATASETS.add("blobs", "Blobs")
@dataclass(frozen=True)
class Blobs(Dataset):
    """Normal clouds of the chosen spread, their middles evenly on a circle of radius 4, the first one at the right."""

    order: ClassVar[int] = 10
    clouds: int = param(4, "Classes", low=2, high=10, help="How many clouds there are, each a class of its own.")
    spread: float = param(0.5, "Spread", low=0.1, high=1.5, help="Standard deviation of a cloud along each axis.")
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, self.clouds, self.imbalance)
        angle = 2 * np.pi * target / self.clouds
        away = np.clip(rng.standard_normal((2, self.rows)), -3, 3)  # none lands in another cloud's place, far away
        x1, x2 = DISTANCE * np.stack([np.cos(angle), np.sin(angle)]) + self.spread * away
        names = tuple(_("class {number}").format(number=k + 1) for k in range(self.clouds))
        return points_table(x1, x2, target, self.noise, rng, N_("cloud"), names)
