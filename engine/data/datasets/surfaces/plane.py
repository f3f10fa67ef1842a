"""A slope: the easiest regression, for a single neuron without activation function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import HALF_WIDTH, noise_param, points_table, rows_param
from engine.data.table import Table


@DATASETS.add("plane", "Plane")
@dataclass(frozen=True)
class Plane(Dataset):
    """Height (x₁ + x₂) / 12, from −1 to 1, points spread evenly: one neuron without activation function learns it."""

    order: ClassVar[int] = 101
    rows: int = rows_param()
    noise: float = noise_param()

    def make(self, rng: np.random.Generator) -> Table:
        x1, x2 = rng.uniform(-HALF_WIDTH, HALF_WIDTH, (2, self.rows))
        return points_table(x1, x2, (x1 + x2) / (2 * HALF_WIDTH), self.noise, rng, N_("height"))
