"""Ten points, one of them far away: what MSE and MAE make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table, make_table

X = np.arange(-4.0, 6.0)  # the outlier is the last
SCATTER = np.array([-0.4, 0.4, 0.0, -0.2, 0.0, 0.2, 0.0, -0.4, 0.4, 0.0])  # of y: nothing in the mean and in the median


@DATASETS.add("outlier", "Outlier")
@dataclass(frozen=True)
class Outlier(Dataset):
    """Nine points near a line and one far above it: MSE bends towards the outlier, MAE does not.

    y = slope · x + 1 plus a little that is the same for every seed, x = −4, −3, … 5; the last y has `distance` more. With slope 0
    the mean of y is 1 + distance / 10 and the median 1: the constants with the least MSE and the least MAE.
    """

    order: ClassVar[int] = 313
    slope: float = param(0.0, "Slope", low=-1.0, high=1.0, help="How steep the line is that nine of the points are near.")
    distance: float = param(20.0, "Distance", low=0.0, high=100.0, help="How far the outlier is above that line. Try 0, then 20.")

    @property
    def keeps_test_rows(self) -> bool:
        return False

    def make(self, rng: np.random.Generator) -> Table:
        y = self.slope * X + 1 + SCATTER
        y[-1] += self.distance
        return make_table(X[:, np.newaxis], y, ("x",), "y")
