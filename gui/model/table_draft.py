"""What has been decided so far about a table that is being opened: what is learned from it, and against which guesses.

Everything empty means that the guess holds. Each function returns another draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from engine.data.csv_files.choices import RULES, ColumnChoice, ReadingChoices, choices_text
from engine.data.csv_files.sketch import ColumnSketch
from engine.data.datasets.csv_file import CsvFile

TARGET = "target"
NOT_OF_TEXTS = ("mean", "median")  # what can stand for a missing number only


@dataclass(frozen=True)
class TableDraft:
    """label: the column that is learned, "" for the likeliest one; task: class or number, "auto" to decide by the column."""

    label: str = ""
    task: str = "auto"
    choices: ReadingChoices = field(default_factory=ReadingChoices)

    def dataset(self, path: str, digest: str, label: str) -> CsvFile:
        """The recipe's data that say all this; `label` is the column that is learned in the end."""
        return CsvFile(path, label, self.task, digest, choices_text(self.choices))


def draft_of(data: CsvFile) -> TableDraft:
    """What was decided about a table in use; one read by earlier rules is read by the present ones. Raises FileProblem."""
    return TableDraft(data.label_column, data.task, replace(data.choices, rules=RULES))


def in_names(draft: TableDraft, names: Iterable[str]) -> TableDraft:
    """Without a column to predict that the file, read as it is now, does not have."""
    return draft if draft.label in ("", *names) else replace(draft, label="", task="auto")


def predict(draft: TableDraft, name: str) -> TableDraft:
    """With this column to predict."""
    choice = replace(draft.choices.of(name), role="")
    return replace(draft, label=name, choices=draft.choices.with_column(choice))


def changed(draft: TableDraft, columns: list[ColumnSketch], field: str, value: str) -> TableDraft:
    """With another value of a field of these columns: role, kind, missing; toggle leaves them out or uses them again."""
    if field == "toggle":
        return with_toggled(draft, columns)
    if field == "role" and value == TARGET:
        return predict(draft, columns[0].name) if len(columns) == 1 else draft
    if field == "role" and not value and any(column.name == draft.label for column in columns):
        draft = replace(draft, label="", task="auto")
    change = {"role": with_role, "kind": with_kind, "missing": with_missing}[field]
    return change(draft, [column for column in columns if column.role != TARGET], value)


def with_role(draft: TableDraft, columns: Iterable[ColumnSketch], role: str) -> TableDraft:
    """With these columns as inputs, or left out, or as suggested. The column to predict stays what it is."""
    return _changed(draft, [replace(draft.choices.of(c.name), role=role) for c in columns if c.role != TARGET])


def with_toggled(draft: TableDraft, columns: Iterable[ColumnSketch]) -> TableDraft:
    """With these columns left out, or as inputs where all of them are left out already."""
    columns = [column for column in columns if column.role != TARGET]
    return with_role(draft, columns, "input" if all(column.role == "out" for column in columns) else "out")


def with_kind(draft: TableDraft, columns: Iterable[ColumnSketch], kind: str) -> TableDraft:
    """With these columns read as numbers, as categories, or as ordered levels."""
    kept = [draft.choices.of(column.name) for column in columns]
    return _changed(draft, [replace(one, kind=kind, levels=one.levels if kind == "ordered" else ()) for one in kept])


def with_missing(draft: TableDraft, columns: Iterable[ColumnSketch], missing: str) -> TableDraft:
    """With this in place of missing values, in those of the columns where it can stand."""
    fit = [column for column in columns if column.kind == "number" or missing not in NOT_OF_TEXTS]
    return _changed(draft, [replace(draft.choices.of(column.name), missing=missing) for column in fit])


def with_levels(draft: TableDraft, column: ColumnSketch, levels: tuple[str, ...]) -> TableDraft:
    """With the levels of an ordered column in this order."""
    return _changed(draft, [replace(draft.choices.of(column.name), kind="ordered", levels=levels)])


def reading_differs(before: TableDraft, now: TableDraft) -> bool:
    """Whether the file is cut into other cells or other numbers, not only used in another way."""
    return replace(before.choices, columns=()) != replace(now.choices, columns=())


def _changed(draft: TableDraft, wanted: Iterable[ColumnChoice]) -> TableDraft:
    new = {choice.name: choice for choice in wanted}
    kept = tuple(one for one in draft.choices.columns if one.name not in new)
    columns = (*kept, *(choice for choice in new.values() if choice.decides))
    return replace(draft, choices=replace(draft.choices, columns=columns))
