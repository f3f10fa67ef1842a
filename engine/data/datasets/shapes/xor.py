"""Four squares like a chessboard: what one neuron cannot learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import RADIUS, imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table

GAP = 0.3  # empty strip on both sides of each axis


@DATASETS.add("xor", "XOR")
@dataclass(frozen=True)
class Xor(Dataset):
    """Whether x₁ and x₂ have the same or different signs; each |coordinate| uniform from 0.3 to 5."""

    order: ClassVar[int] = 2
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 2, self.imbalance)
        size = rng.uniform(GAP, RADIUS, (2, self.rows))
        sign = np.where(rng.random(self.rows) < 0.5, -1.0, 1.0)
        x1 = size[0] * sign
        x2 = size[1] * np.where(target == 1, sign, -sign)
        return points_table(x1, x2, target, self.noise, rng, N_("signs"), (N_("different"), N_("same")))
