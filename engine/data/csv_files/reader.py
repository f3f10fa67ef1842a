"""Opens a table of data in any common encoding and with any common separator, with or without a line of names.

`preview_csv` reads the beginning for a dialog, `read_csv` reads all. What is wrong with a file is a FileProblem whose sentence
says where and what to do; what was changed or left out is in `Table.notes`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.quoting import quoted, shortened
from engine.core.translation import _, ngettext
from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.columns import NUMBERED, Column
from engine.data.csv_files.encoding import CsvText, read_text
from engine.data.csv_files.header import check_names, has_header, repair_names
from engine.data.csv_files.inputs import InputColumn, input_column, on_fills, with_distinct_inputs
from engine.data.csv_files.marks import Parsed, first_format, on_minus, parse_columns, place
from engine.data.csv_files.roles import Role, roles_of
from engine.data.csv_files.rows import DELIMITERS, CsvRows, split_rows
from engine.data.csv_files.sketch import TableSketch, sketches_of
from engine.data.csv_files.target import classes_of, find_label, is_classification, listed, suggest_label, with_its_words
from engine.data.source_columns import filled
from engine.data.table import Table
from engine.files.file_problem import FileProblem

GUESSES = ReadingChoices()
T = TypeVar("T")
MOST_NOTES = 12  # about columns
TASKS = ("auto", "classification", "regression")
PREVIEW_BYTES, PREVIEW_ROWS = 1_000_000, 200
MIN_ROWS = 4


@dataclass(frozen=True)
class Sheet:
    """A file as columns. body: its rows without the line of names; choices: what was chosen, and what the file itself says."""

    text: CsvText
    choices: ReadingChoices
    body: CsvRows
    parsed: Parsed
    has_header: bool
    notes: tuple[str, ...]

    @property
    def columns(self) -> list[Column]:
        return self.parsed.columns


def preview_csv(
    path: str | Path, content: bytes | None = None, choices: ReadingChoices = GUESSES, label: str = ""
) -> TableSketch:
    """What can be said about a table by its first rows; arguments as in `read_csv`. Raises FileProblem."""
    text = read_text(path, PREVIEW_BYTES, content, choices.encoding)
    sheet = read_sheet(text, split_rows(text, PREVIEW_ROWS, choices), label, choices)
    return _sketch(sheet, label)


def read_csv(
    path: str | Path, label: str = "", task: str = "auto", content: bytes | None = None, choices: ReadingChoices = GUESSES
) -> Table:
    """The table in a file. label: name or 1-based number of the label column, "" to have it suggested. Raises FileProblem.

    `content` is what the file holds, where that is known: then it is not read, and need not be there any more.
    """
    return _read(path, label, task, content, choices, lambda sheet: _table(sheet, label, task))


def read_with_sketch(
    path: str | Path, label: str = "", task: str = "auto", content: bytes | None = None, choices: ReadingChoices = GUESSES
) -> tuple[Table, TableSketch]:
    """As `read_csv`, with what can be said about the columns of all rows."""

    def both(sheet: Sheet) -> tuple[Table, TableSketch]:
        return _table(sheet, label, task), _sketch(sheet, label)

    return _read(path, label, task, content, choices, both)


def _read(
    path: str | Path, label: str, task: str, content: bytes | None, choices: ReadingChoices, make: Callable[[Sheet], T]
) -> T:
    """What `make` makes of all rows, which are freed afterwards."""
    if task not in TASKS:
        message = _("The task must be one of {names}, not {task}.")
        raise ValueError(message.format(names=", ".join(TASKS), task=quoted(task)))
    text = read_text(path, content=content, encoding=choices.encoding)
    rows = split_rows(text, choices=choices)
    try:
        return make(read_sheet(text, rows, label, choices))
    finally:
        rows.release()


def _target_of(sheet: Sheet, label: str) -> Column:
    return find_label(sheet.body, sheet.columns, label) if label else suggest_label(sheet.columns)


def _sketch(sheet: Sheet, label: str) -> TableSketch:
    choices = sheet.choices
    target = with_its_words(_target_of(sheet, label), choices)
    columns = [target if column.name == target.name else column for column in sheet.columns]
    format_ = sheet.parsed.numbers
    return TableSketch(
        columns=sketches_of(columns, target, roles_of(columns, target, choices), choices),
        rows=sheet.body.head[:20],
        label=target.name,
        task="classification" if _has_classes(target, choices) else "regression",
        encoding=sheet.text.encoding_name,
        delimiter=_(DELIMITERS[sheet.body.delimiter]),
        separator=sheet.body.delimiter,
        decimal="," if any(column.commas for column in columns if not column.is_text) and format_.comma else ".",
        thousands=format_.thousands,
        has_header=sheet.has_header,
        whole=sheet.text.whole,
        problem="" if sheet.parsed.problem is None else str(sheet.parsed.problem),
        kind=sheet.text.kind,
    )


def _table(sheet: Sheet, label: str, task: str) -> Table:
    choices = sheet.choices
    if sheet.parsed.problem is not None:
        raise sheet.parsed.problem
    source = sheet.body
    target = with_its_words(_target_of(sheet, label), choices)
    columns = [target if column.name == target.name else column for column in sheet.columns]
    classification = task == "classification" or (task == "auto" and _has_classes(target, choices))
    if not classification:
        _refuse_texts(source, target, _("Correct it, or choose the task classification."))
    roles = roles_of(columns, target, choices)
    inputs, notes = _inputs(source, [column for column in columns if column is not target], roles, choices)
    keep, note = _rows_to_keep(source, [one for one in inputs if one.drops_rows], target)
    classes, values = classes_of(source, target, keep) if classification else ((), _numbers_of(source, target, keep))
    kept = [InputColumn(one.source, one.values[keep]) for one in inputs]
    known = with_distinct_inputs([filled(one.source, one.values) for one in kept])
    encoded = [column.encode(one.values) for column, one in zip(known, kept, strict=True)]
    return Table(
        inputs=np.concatenate(encoded, axis=1) if encoded else np.empty((len(values), 0)),
        target=values,
        input_names=tuple(name for column in known for name in column.inputs),
        target_name=target.name,
        classes=classes,
        notes=(*sheet.notes, *notes, *_on_words(columns, roles), *on_fills(kept), *note),
        columns=known,
        unfilled=tuple((i, one.values) for i, one in enumerate(kept) if not one.drops_rows and one.gaps.any()),
        rows_in_file=len(source.lines),
    )


def _on_words(columns: list[Column], roles: dict[str, Role]) -> tuple[str, ...]:
    """A note on words that were taken for a missing value."""
    found = [column for column in columns if column.words and roles[column.name].role != "out"]
    if not found:
        return ()
    text = _("Taken for a missing value: {words} in {names}.")
    words = listed(list(dict.fromkeys(word for column in found for word in column.words)), 6)
    return (text.format(words=words, names=listed([column.name for column in found], 6)),)


def read_sheet(text: CsvText, rows: CsvRows, label: str, choices: ReadingChoices) -> Sheet:
    """Separate the line of names from the rows, and read the columns below it."""
    choices = _with_what_it_says(text, choices)
    numbers = first_format(rows.delimiter, choices)
    named = has_header(rows, label, numbers) if choices.header == "auto" else choices.header == "yes"
    notes: tuple[str, ...] = rows.notes
    if text.guessed and not choices.encoding:
        note = _("The letters were read as {encoding}. If names look wrong, save the file as CSV (UTF-8).")
        notes = (note.format(encoding=text.encoding_name), *notes)
    names = [NUMBERED.format(number=i + 1) for i in range(len(rows.columns))]
    if named:
        check_names(rows)
        names, repairs = repair_names(rows.head[0])
        notes += repairs
        rows = rows.below()
    if not rows.lines:
        message = _('"{file}" has a line of column names but no rows below it. Add at least {least} rows of data.')
        raise FileProblem(message.format(file=rows.name, least=MIN_ROWS))
    parsed = parse_columns(rows, names, choices)
    return Sheet(text, choices, rows, parsed, named, notes + parsed.notes + on_minus(text.text, parsed.columns))


def _with_what_it_says(text: CsvText, choices: ReadingChoices) -> ReadingChoices:
    """The choices, and what the file itself says where nothing was chosen."""
    if text.named and choices.header == "auto":
        choices = replace(choices, header="yes")
    if not text.kinds:
        return choices
    columns = {one.name: one for one in choices.columns}
    for name, kind in text.kinds:
        chosen = columns.get(name, ColumnChoice(name))
        columns[name] = chosen if chosen.kind else replace(chosen, kind=kind)
    return replace(choices, columns=tuple(columns.values()))


def _has_classes(target: Column, choices: ReadingChoices) -> bool:
    """Whether the task "auto" means classes."""
    return choices.of(target.name).kind in ("category", "ordered") or is_classification(target)


def _inputs(
    source: CsvRows, columns: list[Column], roles: dict[str, Role], choices: ReadingChoices
) -> tuple[list[InputColumn], tuple[str, ...]]:
    """The columns that are inputs, and notes on what was changed or left out."""
    chosen = [column for column in columns if roles[column.name].role == "input"]
    if not chosen:
        message = _('"{file}" has no column to learn from beside the label column. Choose another label column, or add columns.')
        raise FileProblem(message.format(file=source.name))
    inputs: list[InputColumn] = []
    notes: list[str] = [role.reason for column in columns if (role := roles[column.name]).reason and role.role == "out"]
    for column in chosen:
        if column.is_mixed and choices.rules == 1:
            _refuse_texts(source, column, _("Correct it, leave it empty, or remove the column."))
        found, about = input_column(source.name, column, roles[column.name], choices)
        inputs.append(found)
        notes += about
    if len(notes) > MOST_NOTES:
        more = len(notes) - MOST_NOTES
        text = ngettext("{count} more note about a column.", "{count} more notes about columns.", more)
        notes = [*notes[:MOST_NOTES], text.format(count=more)]
    return inputs, tuple(notes)


def _refuse_texts(source: CsvRows, column: Column, advice: str) -> None:
    """Raise FileProblem, which ends with the sentence `advice`, when there is text among the numbers of a column."""
    if column.texts:
        row = column.first_text()
        cell = column.cells[row].strip()
        message = _('"{file}", line {line}, column "{column}": "{cell}" is not a number. {advice}')
        raise FileProblem(message.format(cell=shortened(cell), advice=advice, **place(source, row, column.name)))


def _rows_to_keep(source: CsvRows, inputs: list[InputColumn], target: Column) -> tuple[Array, tuple[str, ...]]:
    """Which rows have all their values, (rows,) bool, and a note on the others."""
    gaps = {one.source.name: one.gaps for one in inputs} | {target.name: target.missing}
    missing = np.any(list(gaps.values()), axis=0)
    count, rows = int(np.count_nonzero(missing)), len(missing)
    if count > rows / 2:
        worst = max(gaps, key=lambda name: np.count_nonzero(gaps[name]))
        message = ngettext(
            '"{file}": {count} of {rows} row has a missing value, the first one in line {line}. Fill them in, or '
            'leave out the column "{column}", where most are missing.',
            '"{file}": {count} of {rows} rows have a missing value, the first one in line {line}. Fill them in, '
            'or leave out the column "{column}", where most are missing.',
            count,
        )
        counts = {"count": format_count(count), "rows": format_count(rows)}
        raise FileProblem(message.format(**counts, **place(source, int(np.argmax(missing)), worst)))
    if rows - count < MIN_ROWS:
        message = ngettext(
            '"{file}" has {count} usable row; at least {least} are needed. Add more rows of data.',
            '"{file}" has {count} usable rows; at least {least} are needed. Add more rows of data.',
            rows - count,
        )
        raise FileProblem(message.format(file=source.name, count=rows - count, least=MIN_ROWS))
    if not count:
        return ~missing, ()
    first = source.lines[int(np.argmax(missing))]
    note = ngettext(
        "{count} row was left out because of missing values, the first one in line {line}.",
        "{count} rows were left out because of missing values, the first one in line {line}.",
        count,
    )
    return ~missing, (note.format(count=format_count(count), line=first),)


def _numbers_of(source: CsvRows, column: Column, keep: Array) -> Array:
    """The numbers to be learned, (rows,). Raises FileProblem when they are all equal."""
    values = column.values[keep]
    if np.ptp(values) == 0:
        message = _(
            '"{file}", column "{column}": every row has the value {value}, so there is nothing to learn. '
            "Choose another label column."
        )
        value = format_number(float(values[0]), 6)
        raise FileProblem(message.format(file=source.name, column=shortened(column.name), value=value))
    return values
