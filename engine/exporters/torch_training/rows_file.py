"""The rows of a network as a table: its own columns, then the target, then which part a row belongs to."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from engine.core.translation import english
from engine.data.preprocessing import Data
from engine.data.source_columns import SourceColumn, decode
from engine.files.atomic_write import write_atomic

PART = "part"
TRAIN, VALIDATION, TEST = "train", "validation", "test"


def parts_of(data: Data) -> dict[str, np.ndarray]:
    """The rows of each part by number, in order. Test rows that are the training rows, as of logic gates, are no part."""
    test = data.test if not np.isin(data.test, data.train).any() else data.test[:0]
    return {TRAIN: data.train, VALIDATION: data.validation, TEST: test}


def rows_beside(path: Path) -> Path:
    """The table that belongs to a script."""
    return path.with_suffix(".csv")


def write_rows(data: Data, path: Path) -> None:
    """Texts of levels and classes, numbers in as few digits as give them back exactly; a missing value is an empty cell."""
    table = data.table
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(column.name for column in table.columns), english(table.target_name), PART])
    classes = [english(name) for name in table.classes]
    for part, rows in parts_of(data).items():
        values = decode(table.columns, table.inputs[rows]).T
        columns = [_texts(column, own.tolist()) for column, own in zip(table.columns, values, strict=True)]
        targets = table.target[rows].tolist()
        columns.append([classes[int(one)] for one in targets] if classes else list(map(repr, targets)))
        writer.writerows((*row, part) for row in zip(*columns, strict=True))
    write_atomic(path, text.getvalue().encode())


def _texts(column: SourceColumn, values: list[float]) -> list[str]:
    if column.kind == "number":
        return ["" if value != value else repr(value) for value in values]
    return ["" if value != value else column.levels[int(value)] for value in values]
