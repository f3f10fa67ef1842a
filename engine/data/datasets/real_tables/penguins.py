"""Penguins of three species: a table with texts and gaps, as one's own usually are."""

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

CHOICES = ReadingChoices(fill="mean", columns=(ColumnChoice("year", role="out"), ColumnChoice("sex", missing="most")))


@DATASETS.add("penguins", "Penguins")
@dataclass(frozen=True)
class Penguins(Dataset):
    """344 penguins of three species: island, sizes of bill and flipper, mass, sex. It has two texts, and gaps that are filled."""

    order: ClassVar[int] = 203
    generated: ClassVar[bool] = False
    standardise: ClassVar[bool] = True
    train_share: ClassVar[float] = 0.7  # rows of a file are few and cannot be drawn anew: more of them go into learning
    source: ClassVar[str] = N_("K. Gorman, T. Williams and W. Fraser, 2014; Palmer Station LTER, Antarctica; CC0.")

    def make(self, rng: np.random.Generator) -> Table:
        return read_csv(resource("datasets", "penguins.csv"), "species", "classification", choices=CHOICES)
