"""A bend at 0: what two ReLU units fit exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.basics.one_input import curve_table, even_inputs, few_rows_param, target_noise_param
from engine.data.table import Table


@DATASETS.add("absolute_value", "|x|")
@dataclass(frozen=True)
class AbsoluteValue(Dataset):
    """y = |x|: two straight pieces; two ReLU neurons can draw them, eight also find them from nearly any start."""

    order: ClassVar[int] = 311
    rows: int = few_rows_param()
    noise: float = target_noise_param(0.0)

    def make(self, rng: np.random.Generator) -> Table:
        x = even_inputs(self.rows, rng)
        return curve_table(x, np.abs(x), self.noise, rng)
