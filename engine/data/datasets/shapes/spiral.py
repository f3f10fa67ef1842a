"""Two arms wound around each other: the hard one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import (
    RADIUS,
    along_class,
    imbalance_param,
    noise_param,
    points_table,
    rows_param,
    uneven_classes,
)
from engine.data.table import Table

TURNS = 1.75


@DATASETS.add("spiral", "Spiral")
@dataclass(frozen=True)
class Spiral(Dataset):
    """Two arms of 1¾ turns from the middle to radius 5, half a turn apart; points evenly spaced in radius."""

    order: ClassVar[int] = 4
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 2, self.imbalance)
        along = along_class(target, 2)  # 0 in the middle, 1 at the end of the arm
        angle = 2 * np.pi * (TURNS * along + target / 2)
        radius = RADIUS * along
        return points_table(
            radius * np.sin(angle), radius * np.cos(angle), target, self.noise, rng, N_("arm"), (N_("first"), N_("second"))
        )
