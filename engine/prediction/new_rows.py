"""The rows of another file with the columns of a network's inputs, found by their names. Others are left as they are.

What is wrong with a file is a FileProblem whose sentence says where and what to do.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import _, english, ngettext
from engine.data.csv_files.cells import Cells
from engine.data.csv_files.columns import NUMBERED, Column, one_line, parse_column
from engine.data.csv_files.encoding import read_text
from engine.data.csv_files.marks import check_marks, place
from engine.data.csv_files.numbers import NumberFormat, is_missing
from engine.data.csv_files.rows import CsvRows, split_rows
from engine.data.csv_files.target import listed
from engine.data.source_columns import SourceColumn, encode, number_columns
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem


@dataclass(frozen=True, eq=False)
class NewRows:
    """`columns` are the texts of the file's columns, `names` their names. inputs: (rows, inputs) float64, NaN where a value is
    missing.

    target: (rows,) what is right, a class number or a number, with -1 or NaN where that is not known; None without such a
    column. decimal_comma: how the file writes numbers.
    """

    path: Path
    names: tuple[str, ...]
    columns: tuple[Cells, ...]
    inputs: Array
    target: Array | None
    delimiter: str
    decimal_comma: bool
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.inputs)


def read_new_rows(path: str | Path, model: TrainedModel) -> NewRows:
    """Raises FileProblem when the file cannot be read, lacks a column, or has text among the numbers of one.

    A file may have the table's own columns, or the inputs that were made of them.
    """
    rows = split_rows(read_text(path), fewest_columns=1)
    names, body = _names_and_body(rows, model)
    wanted = model.columns
    if not {column.name for column in wanted} <= {*names} and {*model.input_names} <= {*names}:
        wanted = number_columns(model.input_names)
    missing = [column.name for column in wanted if column.name not in names]
    ordered: tuple[str, ...] = ()
    if missing and len(names) == len(wanted) and not set(model.input_names) & set(names) and _are_numbered(model.input_names):
        wanted, missing = number_columns(tuple(names)), []
        ordered = (_("The network does not name its inputs: the columns were taken in their order."),)
    if missing:
        raise FileProblem(_lacking(rows.name, missing, names))
    if not body.lines:
        raise FileProblem(_('"{file}" has names of columns but no rows below them.').format(file=rows.name))
    comma = rows.delimiter != ","
    columns = [_column(body, names.index(column.name), column.name, comma) for column in wanted]
    numbers = [column for column, source in zip(columns, wanted, strict=True) if source.kind == "number"]
    for column in numbers:
        _refuse_texts(body, column)
    target_column = None
    target_name = english(model.target_name)
    if target_name in names:
        target_column = _column(body, names.index(target_name), target_name, comma)
    known = [*numbers, target_column] if target_column is not None and target_column.is_numeric else numbers
    notes = [*ordered, *check_marks(body, known)]
    values = [_values(column, source) for column, source in zip(columns, wanted, strict=True)]
    notes += [note for column, source in zip(columns, wanted, strict=True) for note in _on_unknown(column, source)]
    inputs = encode(wanted, np.stack(values, axis=1))
    incomplete = int(np.count_nonzero(np.isnan(inputs).any(1)))
    if incomplete:
        text = ngettext(
            "{count} row has a missing value and gets no prediction.",
            "{count} rows have a missing value and get no prediction.",
            incomplete,
        )
        notes.append(text.format(count=format_count(incomplete)))
    target = None
    if target_column is not None:
        target, note = _target_of(target_column, model)
        notes += note
    commas = any(column.commas for column in known)
    return NewRows(Path(path), tuple(names), body.columns, inputs, target, rows.delimiter, commas, tuple(notes))


def _are_numbered(names: tuple[str, ...]) -> bool:
    """Whether an importer has named the inputs, as their file did not."""
    return names == tuple(f"x{number}" for number in range(1, len(names) + 1))


def _values(column: Column, source: SourceColumn) -> Array:
    """One value for each row: the number, or the code of its level; NaN where it is missing, or no level."""
    return column.values if source.kind == "number" else source.codes([one_line(cell) for cell in column.cells])


def _on_unknown(column: Column, source: SourceColumn) -> list[str]:
    """A note on values of a category that the network has never seen."""
    if source.kind == "number":
        return []
    seen = {*source.levels}
    unknown = sorted({one_line(cell) for cell in column.cells if not is_missing(cell)} - seen)
    if not unknown:
        return []
    text = _("“{name}” has values that the network does not know, which count as missing: {values}.")
    return [text.format(name=shortened(source.name), values=listed(unknown, 8))]


def _names_and_body(rows: CsvRows, model: TrainedModel) -> tuple[list[str], CsvRows]:
    """The names of the columns, and the rows below them. A file without any of the names has numbered columns."""
    first = [" ".join(cell.split()) for cell in rows.head[0]]
    wanted = {*model.input_names, *(column.name for column in model.columns), english(model.target_name)}
    numbered = [NUMBERED.format(number=i + 1) for i in range(len(first))]
    if not wanted & {*first} and wanted & {*numbered}:
        return numbered, rows
    return first, rows.below()


def _lacking(file: str, missing: list[str], names: list[str]) -> str:
    """Which columns are missing, as a sentence, with a name that the file may mean instead."""
    text = ngettext(
        '"{file}" lacks the column {missing}, an input of the network.',
        '"{file}" lacks the columns {missing}, inputs of the network.',
        len(missing),
    )
    text = text.format(file=file, missing=listed(missing, 8))
    close = difflib.get_close_matches(missing[0], names, 1)
    if close:
        hint = _('Its column "{close}" may be meant: name it "{name}".')
        return f"{text} {hint.format(close=shortened(close[0]), name=shortened(missing[0]))}"
    has = _("It has {names}.").format(names=listed(names, 8))
    return f"{text} {has}"


def _column(body: CsvRows, at: int, name: str, comma: bool) -> Column:
    return parse_column(name, body.columns[at], NumberFormat(comma=comma))


def _refuse_texts(body: CsvRows, column: Column) -> None:
    if column.texts:
        row = column.first_text()
        text = _('"{file}", line {line}, column "{column}": "{cell}" is not a number. Correct it, or leave it empty.')
        raise FileProblem(text.format(cell=shortened(column.cells[row].strip()), **place(body, row, column.name)))


def _target_of(column: Column, model: TrainedModel) -> tuple[Array, list[str]]:
    """What is right, (rows,), and a note on what the network does not know."""
    if model.task.is_regression:
        return column.values, []
    by_name = {english(name): number for number, name in enumerate(model.classes)}
    found = np.array([by_name.get(_class_name(cell, value), -1) for cell, value in zip(column.cells, column.values, strict=True)])
    unknown = sorted({one_line(column.cells[int(i)]) for i in np.flatnonzero((found < 0) & ~column.missing)})
    if not unknown:
        return found, []
    text = _("Rows of classes that the network does not know are not judged: {names}.")
    return found, [text.format(names=listed(unknown, 8))]


def _class_name(cell: str, value: float) -> str:
    """By value where it is a number: 1, 1.0 and +1 are one class."""
    if np.isnan(value):
        return one_line(cell)
    return str(int(value)) if value == int(value) else repr(float(value))
