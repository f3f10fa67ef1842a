"""A straight line with noise: linear regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.basics.one_input import curve_table, even_inputs, few_rows_param, target_noise_param
from engine.data.table import Table


@DATASETS.add("line", "Line")
@dataclass(frozen=True)
class NoisyLine(Dataset):
    """y = x / 2 + 1 with noise: what one neuron without activation function learns; its weight becomes 0.5, its bias 1."""

    order: ClassVar[int] = 310
    rows: int = few_rows_param()
    noise: float = target_noise_param(0.5)

    def make(self, rng: np.random.Generator) -> Table:
        x = even_inputs(self.rows, rng)
        return curve_table(x, x / 2 + 1, self.noise, rng)
