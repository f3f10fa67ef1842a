"""A dataset prepared for training: split into training, validation and test rows, as features, scaled; and what undoes that."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from engine.core.arrays import Array, mean_and_deviation
from engine.core.translation import N_, _
from engine.data.data_problem import DataProblem
from engine.data.features import Feature, all_columns, compute
from engine.data.table import Table, Task

NO_TEST_ROWS = N_("No rows are left for testing: make the training share or the validation share smaller.")


@dataclass(frozen=True, eq=False)
class Scaling:
    """scaled = (raw - mean) / deviation, per column. A constant column has deviation 1, so it scales to 0."""

    mean: Array
    deviation: Array

    def apply(self, raw: Array) -> Array:
        """Scaled values of raw ones, (rows, columns)."""
        scaled: Array = (raw - self.mean) / self.deviation
        return scaled

    def undo(self, scaled: Array) -> Array:
        """Raw values of scaled ones, (rows, columns)."""
        raw: Array = scaled * self.deviation + self.mean
        return raw


def no_scaling(columns: int) -> Scaling:
    """Mean 0 and deviation 1: columns stay as they are."""
    return Scaling(np.zeros(columns), np.ones(columns))


def standard_scaling(raw: Array) -> Scaling:
    """Mean and deviation of each column of (rows, columns). The deviation is that of the population (ddof 0)."""
    mean, deviation = mean_and_deviation(raw)
    constant = raw.max(0) == raw.min(0)  # a constant column's computed deviation is 3e-13, not 0
    return Scaling(np.where(constant, raw[0], mean), np.where(constant | (deviation == 0), 1.0, deviation))


@dataclass(frozen=True, eq=False)
class Data:
    """Training, test and validation rows, these if there are any. Raw inputs are the table's columns; the inputs of the
    network are features of them, scaled.

    `scaling` belongs to the features, `target_scaling` to a regression target (one column; no scaling for classes). Features that
    are not given are all columns as they are.
    """

    table: Table
    train: Array
    test: Array
    scaling: Scaling
    target_scaling: Scaling
    fixed_domain: tuple[float, float] | None  # of every input, where the dataset has one
    features: tuple[Feature, ...] = ()
    validation: Array = field(default_factory=lambda: np.empty(0, np.int64))

    def __post_init__(self) -> None:
        if not self.features:
            object.__setattr__(self, "features", all_columns(self.table.input_names))

    @property
    def task(self) -> Task:
        return self.table.task

    @property
    def inputs(self) -> int:
        """The number of raw inputs: columns of the table, whether the network uses them or not."""
        return int(self.table.inputs.shape[1])

    @property
    def network_inputs(self) -> int:
        """The number of the network's inputs: one for each feature."""
        return len(self.features)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(feature.name for feature in self.features)

    @property
    def feature_keys(self) -> tuple[str, ...]:
        """By which weights follow their input."""
        return tuple(feature.key for feature in self.features)

    def x(self, rows: Array) -> Array:
        """The network's inputs for these rows, (rows, network_inputs) float64."""
        return self.transform(self.table.inputs[rows])

    def transform(self, raw: Array) -> Array:
        """The network's inputs, (rows, network_inputs), for raw ones, (rows, inputs). Not finite where a formula is not."""
        return self.scaling.apply(compute(self.features, raw))

    def y(self, rows: Array) -> Array:
        """Targets of these rows, (rows,), as the loss gets them: class numbers, or the scaled number."""
        target: Array = self.table.target[rows]
        return target if self.task.classes else self.target_scaling.apply(target[:, np.newaxis])[:, 0]

    @cached_property
    def ranges(self) -> tuple[tuple[float, float], ...]:
        """The least and the largest value of each input, in raw units."""
        inputs = self.table.inputs
        return tuple((float(low), float(high)) for low, high in zip(inputs.min(0), inputs.max(0), strict=True))

    @cached_property
    def means(self) -> tuple[float, ...]:
        """Of each input over the training rows, in raw units."""
        return tuple(float(mean) for mean in self.table.inputs[self.train].mean(0))

    @cached_property
    def largest(self) -> Array:
        """The largest finite size of each feature over the training rows, as the network sees it: (features,)."""
        x = self.x(self.train)
        found: Array = np.where(np.isfinite(x), np.abs(x), 0.0).max(0)
        return found

    def measured(self) -> Data:
        """Itself, with all that is measured once: by the thread that prepares it, so that those that show it need not."""
        for name in ("ranges", "means", "largest"):
            getattr(self, name)
        return self

    def domain(self, column: int) -> tuple[float, float]:
        """The range of an input that plots show, in raw units."""
        if self.fixed_domain is not None:
            return self.fixed_domain
        low, high = self.ranges[column]
        margin = 0.08 * (high - low) or 1.0
        return low - margin, high + margin


def split(table: Table, train_share: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Row numbers for training and testing, shuffled; each class is divided in the same proportion (stratified)."""
    train: list[Array] = []
    test: list[Array] = []
    for group in range(max(1, len(table.classes))):
        rows = np.flatnonzero(table.target == group) if table.classes else np.arange(len(table.target))
        rows = rng.permutation(rows)
        cut = round(train_share * len(rows))
        if len(rows) > 1:
            cut = min(max(cut, 1), len(rows) - 1)
        train.append(rows[:cut])
        test.append(rows[cut:])
    both = rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))
    if not len(both[0]) or not len(both[1]):
        raise DataProblem(_("There are too few rows to split into training and test: choose a dataset with more rows."))
    return both


def split_in_order(rows: int, train_share: float) -> tuple[Array, Array]:
    """Row numbers for training, the first ones, and for testing, the rest."""
    cut = int(round(100 * train_share, 6) * rows / 100)
    return np.arange(cut), np.arange(cut, rows)


def validation_rows(table: Table, train: Array, test: Array, share: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Row numbers for validation, shuffled, and those of `test` that are left for testing, in their order.

    share: of all rows. Of each class as much as of the others. Training rows stay what they are.
    """
    if not len(test) > round(share * (len(train) + len(test))):
        raise DataProblem(_(NO_TEST_ROWS))
    found: list[Array] = []
    for group in range(max(1, len(table.classes))):
        rows = test[table.target[test] == group] if table.classes else test
        all_rows = np.count_nonzero(table.target == group) if table.classes else len(table.target)
        count = round(share * all_rows)
        if len(rows) > 1:
            count = min(max(count, 1), len(rows) - 1)
        found.append(rng.permutation(rows)[: min(count, len(rows))])
    validation = rng.permutation(np.concatenate(found))
    rest = test[~np.isin(test, validation)]
    if not len(validation) or not len(rest):
        raise DataProblem(_("There are too few rows for training, validation and test: choose a dataset with more rows."))
    return validation, rest
