"""A jump at 0: what smooth units can only come near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.basics.one_input import curve_table, even_inputs, few_rows_param, target_noise_param
from engine.data.table import Table


@DATASETS.add("step", "Jump")
@dataclass(frozen=True)
class StepCurve(Dataset):
    """y = −1 left of 0 and 1 right of it: a jump, which steeper and steeper units come near."""

    order: ClassVar[int] = 312
    rows: int = few_rows_param()
    noise: float = target_noise_param(0.0)

    def make(self, rng: np.random.Generator) -> Table:
        x = even_inputs(self.rows, rng)
        return curve_table(x, np.where(x < 0, -1.0, 1.0), self.noise, rng)
