"""Three arms wound around each other: the smallest set with more than two classes."""

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

TURNS = 0.75
START = 0.1  # share of an arm that is left out in the middle, where the three would meet


@DATASETS.add("three_arms", "Three arms")
@dataclass(frozen=True)
class ThreeArms(Dataset):
    """Three arms of ¾ turn from near the middle to radius 5, a third of a turn apart; points evenly spaced in radius."""

    order: ClassVar[int] = 5
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 3, self.imbalance)
        along = START + along_class(target, 3, 1 - START)
        angle = 2 * np.pi * (TURNS * along + target / 3)
        radius = RADIUS * along
        names = (N_("first"), N_("second"), N_("third"))
        return points_table(radius * np.sin(angle), radius * np.cos(angle), target, self.noise, rng, N_("arm"), names)
