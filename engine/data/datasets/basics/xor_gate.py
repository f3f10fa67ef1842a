"""The gate XOR on four points: what a single neuron cannot learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.basics.gate_points import DOMAIN, copies_param, corner_noise_param, gate_table
from engine.data.table import Table


@DATASETS.add("xor_gate", "XOR gate")
@dataclass(frozen=True)
class XorGate(Dataset):
    """True where just one of x₁ and x₂ is 1: no straight line does it, so one neuron cannot learn it (Minsky and Papert 1969)."""

    order: ClassVar[int] = 303
    domain: ClassVar[tuple[float, float]] = DOMAIN
    copies: int = copies_param()
    noise: float = corner_noise_param()

    @property
    def keeps_test_rows(self) -> bool:
        return self.copies > 1

    def make(self, rng: np.random.Generator) -> Table:
        return gate_table((0, 1, 1, 0), self.copies, self.noise, rng)
