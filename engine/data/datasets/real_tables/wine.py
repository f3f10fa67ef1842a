"""Wines of three cultivars: the smallest table with many inputs of very different size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.resources import resource
from engine.core.translation import N_
from engine.data.csv_files.reader import read_csv
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table


@DATASETS.add("wine", "Wine")
@dataclass(frozen=True)
class Wine(Dataset):
    """178 wines from three cultivars of one region of Italy, with thirteen results of their chemical analysis."""

    order: ClassVar[int] = 202
    generated: ClassVar[bool] = False
    standardise: ClassVar[bool] = True
    train_share: ClassVar[float] = 0.7  # rows of a file are few and cannot be drawn anew: more of them go into learning
    source: ClassVar[str] = N_("S. Aeberhard and M. Forina, 1991; UCI Machine Learning Repository; CC BY 4.0.")

    def make(self, rng: np.random.Generator) -> Table:
        return read_csv(resource("datasets", "wine.csv"), "cultivar", "classification")
