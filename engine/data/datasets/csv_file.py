"""The user's own table of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.data.csv_files.reader import TASKS, read_csv
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table


@DATASETS.add("csv_file", "CSV file")
@dataclass(frozen=True)
class CsvFile(Dataset):
    """The rows of a CSV file, read by `read_csv`, which documents what can be read."""

    order: ClassVar[int] = 201
    generated: ClassVar[bool] = False
    standardise: ClassVar[bool] = True
    train_share: ClassVar[float] = 0.7  # rows of a file are few and cannot be drawn anew: more of them go into learning
    path: str = param("", "File", help="Where the file is. Its first line may hold the names of the columns.")
    label_column: str = param(
        "", "Label column", help="What is to be learned: name or number of a column. Empty: the likeliest one."
    )
    task: str = param(
        "auto",
        "Task",
        choices=TASKS,
        help="Class or number. auto: texts, and whole numbers that repeat, are classes.",
    )

    def make(self, rng: np.random.Generator) -> Table:
        return read_csv(self.path, self.label_column, self.task)
