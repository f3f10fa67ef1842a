"""Two round clouds: the easiest dataset, for a single neuron."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table

CENTRE = 2.0
SPREAD = 0.5**0.5  # standard deviation of a cloud along each axis


@DATASETS.add("gaussian", "Gaussian")
@dataclass(frozen=True)
class Gaussian(Dataset):
    """Normal clouds of variance 0.5 around (2, 2) and (−2, −2): a straight line does it, so one neuron learns it."""

    order: ClassVar[int] = 3
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 2, self.imbalance)
        centre = np.where(target == 1, CENTRE, -CENTRE)
        x = centre + SPREAD * rng.standard_normal((2, self.rows))
        return points_table(x[0], x[1], target, self.noise, rng, N_("cloud"), (N_("lower left"), N_("upper right")))
