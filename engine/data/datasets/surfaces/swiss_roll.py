"""A sheet rolled up in space: near in space is not near on the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import RADIUS, noise_param, noisy_table, rows_param
from engine.data.table import Table

START, END = 1.5 * np.pi, 4.5 * np.pi  # angles between which the sheet is rolled up


@DATASETS.add("swiss_roll", "Swiss roll")
@dataclass(frozen=True)
class SwissRoll(Dataset):
    """How far along the rolled-up sheet, −1 inside to 1 outside: x₁ = r cos t, x₂ = r sin t, r = 5 t / 4.5π; x₃ is its width."""

    order: ClassVar[int] = 104
    rows: int = rows_param(1000)
    noise: float = noise_param()

    def make(self, rng: np.random.Generator) -> Table:
        along = rng.uniform(-1, 1, self.rows)
        angle = START + (END - START) * (along + 1) / 2
        radius = RADIUS * angle / END
        x3 = rng.uniform(-RADIUS, RADIUS, self.rows)
        inputs = (radius * np.cos(angle), radius * np.sin(angle), x3)
        return noisy_table(inputs, along, self.noise, rng, ("x₁", "x₂", "x₃"), N_("along the roll"))
