"""The gate OR on four points: what a single neuron learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.basics.gate_points import DOMAIN, copies_param, corner_noise_param, gate_table
from engine.data.table import Table


@DATASETS.add("or_gate", "OR gate")
@dataclass(frozen=True)
class OrGate(Dataset):
    """True where x₁ or x₂ is 1, or both: one straight line does it, so one neuron learns it."""

    order: ClassVar[int] = 302
    domain: ClassVar[tuple[float, float]] = DOMAIN
    copies: int = copies_param()
    noise: float = corner_noise_param()

    @property
    def keeps_test_rows(self) -> bool:
        return self.copies > 1

    def make(self, rng: np.random.Generator) -> Table:
        return gate_table((0, 1, 1, 1), self.copies, self.noise, rng)
