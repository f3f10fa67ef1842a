"""Tables made for the collection, as CSV files that exist only in the store of contents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.core.arrays import Array
from engine.data.csv_files.content_store import CONTENTS
from engine.data.datasets import DATASETS, Dataset
from engine.data.datasets.csv_file import CsvFile

ID = "student no"


def blobs(seed: int, classes: int = 3, rows: int = 240, columns: int = 4, spread: float = 1.0) -> tuple[Array, Array]:
    """Inputs (rows, columns) in round groups, one for each class, and the classes (rows,)."""
    rng = np.random.default_rng([seed, classes, columns])
    middles = rng.normal(size=(classes, columns)) * 2.5
    target = np.arange(rows) % classes
    return middles[target] + spread * rng.normal(size=(rows, columns)), target


def demand(seed: int, rows: int = 240) -> tuple[Array, Array]:
    """Five inputs, and a number that depends on them: curved in one, with a product of two."""
    rng = np.random.default_rng([seed, 77])
    x = rng.normal(size=(rows, 5))
    y = x[:, 0] + 0.8 * np.abs(x[:, 1]) - 0.7 * x[:, 2] * x[:, 3] + 0.1 * rng.normal(size=rows)
    return x, y


def points(name: str, seed: int, rows: int = 300) -> tuple[Array, Array]:
    """The rows of a generated dataset."""
    table = DATASETS[name](rows=rows).make(np.random.default_rng([seed, 5]))
    return table.inputs, table.target


def table(inputs: Array, target: Array, names: Sequence[str] = (), is_number: bool = False) -> Dataset:
    """The dataset of a CSV file with these inputs and this target; classes are called a, b, c."""
    names = names or [f"c{i + 1}" for i in range(inputs.shape[1])]
    last = [f"{y:.6g}" for y in target] if is_number else [chr(ord("a") + int(y)) for y in target]
    lines = [",".join([*names, "target"])]
    for row, y in zip(inputs, last, strict=True):
        lines.append(",".join([*(f"{x:.9g}" for x in row), y]))
    content = ("\n".join(lines) + "\n").encode()
    return CsvFile("made.csv", "target", "regression" if is_number else "classification", CONTENTS.put(content))


def with_ids(inputs: Array, target: Array, by_class: bool, seed: int) -> tuple[Array, Array]:
    """The rows with a number in front that counts them, as of students; `by_class`: class after class, so it tells the class."""
    rng = np.random.default_rng([seed, 9])
    order = np.argsort(target, kind="stable") if by_class else rng.permutation(len(target))
    numbers = 20230001.0 + np.arange(len(target))
    return np.column_stack([numbers, inputs[order]]), target[order]


def flipped(target: Array, share: float, classes: int, seed: int) -> Array:
    """The classes, a share of which are wrong."""
    rng = np.random.default_rng([seed, 3])
    wrong = rng.random(len(target)) < share
    return np.where(wrong, (target + rng.integers(1, classes, len(target))) % classes, target)
