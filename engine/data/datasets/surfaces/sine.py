"""A wave over one input: a curve that needs more bends than one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.basics.one_input import curve_table, even_inputs, few_rows_param, target_noise_param
from engine.data.datasets.shapes.points import HALF_WIDTH
from engine.data.table import Table


@DATASETS.add("sine", "Sine")
@dataclass(frozen=True)
class Sine(Dataset):
    """y = sin(2π · waves · x / 12): as many whole waves as are chosen, from x = −6 to 6."""

    order: ClassVar[int] = 103
    waves: int = param(2, "Waves", low=1, high=6, help="How many whole waves there are between −6 and 6.")
    rows: int = few_rows_param(200)
    noise: float = target_noise_param(0.0)

    def make(self, rng: np.random.Generator) -> Table:
        x = even_inputs(self.rows, rng)
        return curve_table(x, np.sin(np.pi * self.waves * x / HALF_WIDTH), self.noise, rng)
