"""Fields of a chessboard: XOR gone on, and each field more is a bend more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.core.translation import N_
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import HALF_WIDTH, imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.table import Table

GAP = 0.1  # of a field is empty at each of its sides


@DATASETS.add("checkerboard", "Chessboard")
@dataclass(frozen=True)
class Checkerboard(Dataset):
    """Whether the field's column and row, counted from the lower left, add up to an even or an odd number."""

    order: ClassVar[int] = 9
    fields: int = param(4, "Fields", low=2, high=8, help="How many fields the board has in each direction.")
    rows: int = rows_param(1000)
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def make(self, rng: np.random.Generator) -> Table:
        target = uneven_classes(self.rows, 2, self.imbalance)
        column, row = np.indices((self.fields, self.fields)).reshape(2, -1)
        chosen = np.empty(self.rows, np.int64)  # the field of each point
        for colour in (0, 1):
            fields = np.flatnonzero((column + row) % 2 == colour)
            chosen[target == colour] = rng.choice(fields, np.count_nonzero(target == colour))
        place = np.stack([column[chosen], row[chosen]]) + rng.uniform(GAP, 1 - GAP, (2, self.rows))
        x1, x2 = HALF_WIDTH * (2 * place / self.fields - 1)
        return points_table(x1, x2, target, self.noise, rng, N_("field"), (N_("even"), N_("odd")))
