"""What a dataset is. To add one, write a file beside this one with a class that carries `@DATASETS.add(...)`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.translation import _
from engine.data.preprocessing import split, validation_rows
from engine.data.table import Table


class Dataset(Entry, ABC):
    """A source of rows. `generated` says whether a new data seed gives new rows (else the seed only changes the split)."""

    order: ClassVar[int]  # position in menus: from 1 classification, from 101 regression, from 200 files, from 301 first steps
    generated: ClassVar[bool] = True
    standardise: ClassVar[bool] = False  # whether inputs of this source are standardised unless the user says otherwise
    train_share: ClassVar[float] = 0.5  # which share of the rows is for training unless the user says otherwise
    splits_in_order: ClassVar[bool] = False  # whether the first rows are for training, instead of a random part of each class
    domain: ClassVar[tuple[float, float]] = (-6.0, 6.0)  # of every input, if its rows are generated
    source: ClassVar[str] = ""  # of real rows: who collected them, where they are published, their licence
    image: ClassVar[tuple[int, int]] = (
        0,
        0,
    )  # rows and columns of the image that the inputs are, row by row; (0, 0): they are none

    def rows_key(self) -> Dataset:
        """What its rows depend on: datasets with equal keys have equal rows. Where a file lies does not matter."""
        return self

    def title(self) -> str:
        """What people call these data: the name of the dataset, or of the file."""
        return _(self.label)

    def rule(self) -> str:
        """What decides each row's class or number, or where real rows come from: a sentence or two for people."""
        return _(self.summary)

    def may_equal(self, other: Dataset) -> bool:
        """Whether the rows of the other one may be the same, as far as can be known without reading them."""
        return self.rows_key() == other.rows_key()

    @property
    def plotted_domain(self) -> tuple[float, float] | None:
        """The range of every input that plots show; None where the rows decide."""
        return self.domain if self.generated or self.splits_in_order else None

    def continues(self, other: Dataset) -> bool:
        """Whether a run on the other one may go on with these rows, where an edit asks for that."""
        return True

    def split(self, table: Table, train_share: float, rng: np.random.Generator) -> tuple[Array, Array]:
        """Row numbers for training and testing, each in random order. Raises DataProblem when there are too few rows."""
        return split(table, train_share, rng)

    def split_off_validation(
        self, table: Table, parts: tuple[Array, Array], shares: tuple[float, float], rng: np.random.Generator
    ) -> tuple[Array, Array]:
        """Of the training and test rows in `parts` those for validation, and the test rows that are left.

        shares: of all rows, for training and for validation. Raises DataProblem when there are too few rows.
        """
        return validation_rows(table, *parts, shares[1], rng)

    @property
    def keeps_test_rows(self) -> bool:
        """Whether some rows are kept from training. Where there are too few, all are for training and testing alike."""
        return True

    @abstractmethod
    def make(self, rng: np.random.Generator) -> Table:
        """The rows. Raises `FileProblem` when they come from a file that cannot be read, DataProblem when there are too few."""


DATASETS: Registry[Dataset] = Registry("dataset")


def in_order() -> list[type[Dataset]]:
    """The datasets in the order of menus, easy ones first (the registry has them by file name)."""
    return sorted(DATASETS.classes(), key=lambda cls: cls.order)
