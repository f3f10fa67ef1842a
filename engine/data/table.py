"""A table of data, as every dataset makes it: named numeric inputs and one target, a class or a number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.data.source_columns import SourceColumn, filled, number_columns


@dataclass(frozen=True)
class Table:
    """Rows of numbers with names.

    inputs: (rows, columns) float64, finite. target: (rows,): whole numbers into `classes`, or float64 when `classes` is
    empty (regression). Arrays are read-only.
    """

    inputs: Array
    target: Array
    input_names: tuple[str, ...]
    target_name: str
    classes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what the reader changed, as sentences for people (rows left out, encoding guessed)
    columns: tuple[SourceColumn, ...] = ()  # what the inputs were in the file, in order; none given: numbers as they stand
    unfilled: tuple[tuple[int, Array], ...] = ()  # of each column whose gaps are filled: its index and values, NaN in gaps
    rows_in_file: int = 0  # 0: not from a file

    def __post_init__(self) -> None:
        rows, columns = self.inputs.shape
        if not self.columns:
            object.__setattr__(self, "columns", number_columns(self.input_names))
        if self.target.shape != (rows,) or len(self.input_names) != columns:
            raise ValueError(f"inputs {self.inputs.shape}, target {self.target.shape}, {len(self.input_names)} names do not fit")
        self.inputs.setflags(write=False)
        self.target.setflags(write=False)

    @property
    def task(self) -> Task:
        return Task(len(self.classes))

    def filled_by(self, rows: Array) -> Table:
        """With the gaps filled by what these rows, the training rows, know: nothing of the others leaks into them."""
        if not self.unfilled:
            return self
        inputs, columns = self.inputs.copy(), list(self.columns)
        starts = np.cumsum([0, *(len(column.inputs) for column in columns)])
        for index, values in self.unfilled:
            columns[index] = filled(columns[index], values[rows] if not np.isnan(values[rows]).all() else values)
            inputs[:, starts[index] : starts[index + 1]] = columns[index].encode(values)
        return replace(self, inputs=inputs, columns=tuple(columns))


@dataclass(frozen=True)
class Task:
    """What is to be learned: `classes` is 0 for a number (regression), otherwise how many classes there are."""

    classes: int

    @property
    def is_regression(self) -> bool:
        return self.classes == 0

    @property
    def outputs(self) -> int:
        """The number of scores of the network: one for a number or for two classes, else one per class."""
        return self.classes if self.classes > 2 else 1


def make_table(
    inputs: Array, target: Array, input_names: tuple[str, ...], target_name: str, classes: tuple[str, ...] = ()
) -> Table:
    """A `Table` of copies in the agreed types: float64 inputs, and int64 classes or a float64 target."""
    kind = np.int64 if classes else np.float64
    return Table(np.array(inputs, np.float64), np.array(target, kind), input_names, target_name, classes)
