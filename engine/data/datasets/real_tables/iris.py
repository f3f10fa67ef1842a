"""Three kinds of iris: real measurements, read through the same reader as the user's own files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.resources import resource
from engine.core.translation import N_
from engine.data.csv_files.reader import read_csv
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table


@DATASETS.add("iris", "Iris")
@dataclass(frozen=True)
class Iris(Dataset):
    """150 flowers, four lengths in cm, three species (Fisher 1936; source and licence: resources/datasets/README.md)."""

    order: ClassVar[int] = 200
    generated: ClassVar[bool] = False
    standardise: ClassVar[bool] = True
    source: ClassVar[str] = N_("R. A. Fisher, 1936; UCI Machine Learning Repository; CC BY 4.0.")
    train_share: ClassVar[float] = 0.7  # rows of a file are few and cannot be drawn anew: more of them go into learning

    def make(self, rng: np.random.Generator) -> Table:
        return read_csv(resource("datasets", "iris.csv"), "species", "classification")
