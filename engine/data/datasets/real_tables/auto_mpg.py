"""How far cars go on a gallon: a number to predict from numbers, a text, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.resources import resource
from engine.core.translation import N_
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.reader import read_csv
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table

CHOICES = ReadingChoices(fill="mean")


@DATASETS.add("auto_mpg", "Cars")
@dataclass(frozen=True)
class AutoMpg(Dataset):
    """398 cars of 1970 to 1982: miles per gallon from weight, power, origin and more. One text, and six gaps that are filled."""

    order: ClassVar[int] = 204
    generated: ClassVar[bool] = False
    standardise: ClassVar[bool] = True
    train_share: ClassVar[float] = 0.7  # rows of a file are few and cannot be drawn anew: more of them go into learning
    source: ClassVar[str] = N_("R. Quinlan, 1993, from StatLib; UCI Machine Learning Repository; CC BY 4.0.")

    def make(self, rng: np.random.Generator) -> Table:
        return read_csv(resource("datasets", "auto_mpg.csv"), "mpg", "regression", choices=CHOICES)
