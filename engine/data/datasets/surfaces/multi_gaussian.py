"""Hills and hollows: a regression that needs hidden neurons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import HALF_WIDTH, noise_param, points_table, rows_param
from engine.data.table import Table

# x₁, x₂ and height of each peak: hills and hollows alternate.
PEAKS = np.array([[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]])
REACH = 2.0  # distance from its peak at which a hill has height zero


@DATASETS.add("multi_gaussian", "Hills")
@dataclass(frozen=True)
class MultiGaussian(Dataset):
    """Six peaks of height 1 and −1 that fall to 0 within 2 units, and 0 elsewhere; points spread evenly on the square.

    Other playgrounds call this set multi-Gaussian; its hills are cones, as they are there. Where two overlap, the larger counts.
    """

    order: ClassVar[int] = 102
    rows: int = rows_param()
    noise: float = noise_param()

    def make(self, rng: np.random.Generator) -> Table:
        x = rng.uniform(-HALF_WIDTH, HALF_WIDTH, (self.rows, 2))
        distance = np.linalg.norm(x[:, None, :] - PEAKS[:, :2], axis=2)  # (rows, peaks)
        height = PEAKS[:, 2] * np.clip(1 - distance / REACH, 0, 1)
        largest = np.abs(height).argmax(axis=1)
        return points_table(x[:, 0], x[:, 1], height[np.arange(self.rows), largest], self.noise, rng, N_("height"))
