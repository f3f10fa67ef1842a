"""The user's own table of data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.data.csv_files.choices import LONGEST_CHOICES, ReadingChoices, read_choices
from engine.data.csv_files.content_store import content_of, stored_digest
from engine.data.csv_files.reader import TASKS, read_csv
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table
from engine.data.table_facts import TableFacts, facts_of
from engine.files.file_problem import FileProblem

MOST_FACTS = 200  # tables whose facts are remembered


@DATASETS.add("csv_file", "CSV file")
@dataclass(frozen=True)
class CsvFile(Dataset):
    """The rows of a CSV file, read by `read_csv`, which documents what can be read.

    With a digest its rows are those of that very content, wherever it is found; without one, whatever the file holds.
    """

    order: ClassVar[int] = 299
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
    digest: str = param("", "Digest", hidden=True, help="The SHA-256 of the file's content. Empty: not known yet.")
    reading: str = param(
        "",
        "Reading",
        hidden=True,
        longest=LONGEST_CHOICES,
        help="What was decided about reading the table, as `choices_text` writes it. Empty: the rules of earlier versions.",
    )

    def make(self, rng: np.random.Generator) -> Table:
        content = content_of(self.path, self.digest) if self.digest else None
        table = read_csv(self.path, self.label_column, self.task, content, self.choices)
        remember_facts(self, facts_of(table))
        return table

    @property
    def choices(self) -> ReadingChoices:
        """What was decided about reading the table. Raises FileProblem when it is damaged."""
        try:
            return read_choices(self.reading)
        except ValueError as problem:
            raise FileProblem(str(problem)) from problem

    def identified(self) -> CsvFile:
        """The same file, known by what it holds at this moment, which is kept. Raises FileProblem."""
        return replace(self, digest=stored_digest(self.path))

    def title(self) -> str:
        return PurePath(self.path).name or super().title()

    def may_equal(self, other: Dataset) -> bool:
        return super().may_equal(other) or (not self.digest and isinstance(other, CsvFile))

    def rows_key(self) -> Dataset:
        return replace(self, path="") if self.digest else self


def remember_facts(data: CsvFile, facts: TableFacts) -> None:
    """Keep what the table of a known content is about, for files that are saved later."""
    if data.digest:
        key = data.rows_key()
        _facts.pop(key, None)
        _facts[key] = facts
        for oldest in list(_facts)[:-MOST_FACTS]:
            _facts.pop(oldest, None)


def known_facts(data: Dataset) -> TableFacts | None:
    """What its table is about; None when it is no file, or one that was not read here."""
    return _facts.get(data.rows_key())


_facts: dict[Dataset, TableFacts] = {}  # single operations on it: threads need no lock
