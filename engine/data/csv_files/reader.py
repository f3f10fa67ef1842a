"""Opens a table of data in any common encoding and with any common separator, with or without a line of names.

`preview_csv` reads the beginning for a dialog, `read_csv` reads all. What is wrong with a file is a FileProblem whose sentence
says where and what to do; what was changed or left out is in `Table.notes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.quoting import quoted, shortened
from engine.core.translation import _, ngettext
from engine.data.csv_files.columns import (
    LONGEST_NAME,
    NUMBERED,
    Column,
    check_marks,
    is_missing,
    parse_column,
    parse_number,
    place,
)
from engine.data.csv_files.encoding import CsvText, read_text
from engine.data.csv_files.rows import DELIMITERS, CsvRows, split_rows
from engine.data.csv_files.target import classes_of, find_label, is_classification, listed, suggest_label
from engine.data.table import Table
from engine.files.file_problem import FileProblem

TASKS = ("auto", "classification", "regression")
PREVIEW_BYTES, PREVIEW_ROWS = 1_000_000, 200
MIN_ROWS = 4


@dataclass(frozen=True)
class CsvPreview:
    """The beginning of a file, for a dialog that opens it.

    rows: the first rows as text; numeric: which columns hold numbers; label: the column suggested as label; task: what
    "auto" would make of it; encoding, delimiter: in words; has_header: whether the names come from the file.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    label: str
    task: str
    encoding: str
    delimiter: str
    has_header: bool


@dataclass(frozen=True)
class _Sheet:
    """A file as columns. body: its rows without the line of names."""

    body: CsvRows
    columns: list[Column]
    has_header: bool
    notes: tuple[str, ...]


def preview_csv(path: str | Path, content: bytes | None = None) -> CsvPreview:
    """The first rows of a file and what can be said about its columns; `content` as in `read_csv`. Raises FileProblem."""
    text = read_text(path, PREVIEW_BYTES, content)
    sheet = _read_sheet(text, split_rows(text, PREVIEW_ROWS), "")
    label = suggest_label(sheet.columns)
    return CsvPreview(
        names=tuple(c.name for c in sheet.columns),
        rows=sheet.body.head[:20],
        numeric=tuple(c.is_numeric for c in sheet.columns),
        label=label.name,
        task="classification" if is_classification(label) else "regression",
        encoding=text.encoding_name,
        delimiter=_(DELIMITERS[sheet.body.delimiter]),
        has_header=sheet.has_header,
    )


def read_csv(path: str | Path, label: str = "", task: str = "auto", content: bytes | None = None) -> Table:
    """The table in a file. label: name or 1-based number of the label column, "" to have it suggested. Raises FileProblem.

    `content` is what the file holds, where that is known: then it is not read, and need not be there any more.
    """
    if task not in TASKS:
        message = _("The task must be one of {names}, not {task}.")
        raise ValueError(message.format(names=", ".join(TASKS), task=quoted(task)))
    text = read_text(path, content=content)
    rows = split_rows(text)
    try:
        return _table(_read_sheet(text, rows, label), label, task)
    finally:
        rows.release()


def _table(sheet: _Sheet, label: str, task: str) -> Table:
    source, columns = sheet.body, sheet.columns
    target = find_label(source, columns, label) if label else suggest_label(columns)
    classification = task == "classification" or (task == "auto" and is_classification(target))
    if not classification:
        _refuse_texts(source, target, _("Correct it, or choose the task classification."))
    inputs, notes = _choose_inputs(source, [c for c in columns if c is not target])
    keep, note = _rows_to_keep(source, [*inputs, target], classification)
    classes, values = classes_of(source, target, keep) if classification else ((), _numbers_of(source, target, keep))
    return Table(
        inputs=np.stack([c.values[keep] for c in inputs], axis=1),
        target=values,
        input_names=tuple(c.name for c in inputs),
        target_name=target.name,
        classes=classes,
        notes=(*sheet.notes, *notes, *note),
    )


def _read_sheet(text: CsvText, rows: CsvRows, label: str) -> _Sheet:
    """Separate the line of names from the rows, and read the columns below it."""
    comma = rows.delimiter != ","
    has_header = _has_header(rows, label)
    notes: tuple[str, ...] = ()
    if text.guessed:
        note = _("The letters were read as {encoding}. If names look wrong, save the file as CSV (UTF-8).")
        notes = (note.format(encoding=text.encoding_name),)
    names = [_("column {number}").format(number=i + 1) for i in range(len(rows.columns))]
    if has_header:
        _check_names(rows)
        names, repairs = _repair_names(rows.head[0])
        notes += repairs
        rows = rows.below()
    if not rows.lines:
        message = _('"{file}" has a line of column names but no rows below it. Add at least {least} rows of data.')
        raise FileProblem(message.format(file=rows.name, least=MIN_ROWS))
    columns = [parse_column(name, cells, comma) for name, cells in zip(names, rows.columns, strict=True)]
    return _Sheet(rows, columns, has_header, notes + check_marks(rows, columns))


def _has_header(rows: CsvRows, label: str) -> bool:
    """Whether the first row holds names: it has the label's name, or most columns of numbers begin with a text."""
    first, rest = rows.head[0], rows.head[1:]
    if label and not label.isdecimal() and label in map(str.strip, first):
        return True
    comma = rows.delimiter != ","
    texts = [parse_number(cell, comma) is None and (not cell.strip() or not is_missing(cell)) for cell in first]
    if not rest:
        return all(texts)
    votes = 0
    for i, is_text in enumerate(texts):
        below = [row[i] for row in rest if not is_missing(row[i])]
        numbers = sum(parse_number(cell, comma) is not None for cell in below)
        if below and numbers >= 0.9 * len(below):
            votes += 1 if is_text else -1
    if votes == 0:  # no column tells: a line of texts that never come again is a line of names
        return all(texts) and not any(cell in (row[i] for row in rest) for i, cell in enumerate(first))
    return votes > 0


def _check_names(rows: CsvRows) -> None:
    """Raise FileProblem for a name so long that it is none, as when a quote in the first line is closed far below."""
    longest = max(rows.head[0], key=len)
    if len(longest) > LONGEST_NAME:
        message = _(
            '"{file}", line {line}: the column name "{name}" has {count} letters; at most {most} are possible. Shorten it.'
        )
        where = {"file": rows.name, "line": rows.lines[0], "name": shortened(longest)}
        raise FileProblem(message.format(**where, count=format_count(len(longest)), most=LONGEST_NAME))


def _repair_names(header: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Names that are neither empty nor alike, and a note on what was changed."""
    names: list[str] = []
    repaired: list[str] = []
    for number, cell in enumerate(header, start=1):
        wanted = " ".join(cell.split()) or NUMBERED.format(number=number)
        name, copy = wanted, 2
        while name in names:
            name, copy = f"{wanted} ({copy})", copy + 1
        if name != wanted or not cell.strip():
            repaired.append(name)
        names.append(name)
    if not repaired:
        return names, ()
    note = _("Columns without a name, or with one already taken, are now called {names}.")
    return names, (note.format(names=listed(repaired, 8)),)


def _choose_inputs(source: CsvRows, columns: list[Column]) -> tuple[list[Column], tuple[str, ...]]:
    """The columns of numbers, and notes on those left out."""
    texts = [c for c in columns if c.is_text]
    empty = [c for c in columns if c.texts + c.numbers == 0]
    inputs = [c for c in columns if not c.is_text and c.texts + c.numbers > 0]
    if not inputs:
        message = _(
            '"{file}" has no column of numbers beside the label column. Choose another label column, or add columns of numbers.'
        )
        raise FileProblem(message.format(file=source.name))
    for column in inputs:
        _refuse_texts(source, column, _("Correct it, leave it empty, or remove the column."))
    notes: tuple[str, ...] = ()
    if texts:
        notes += (_("Left out, because they hold text: {names}.").format(names=listed([c.name for c in texts], 8)),)
    if empty:
        notes += (_("Left out, because they are empty: {names}.").format(names=listed([c.name for c in empty], 8)),)
    return inputs, notes


def _refuse_texts(source: CsvRows, column: Column, advice: str) -> None:
    """Raise FileProblem, which ends with the sentence `advice`, when there is text among the numbers of a column."""
    if column.texts:
        row = column.first_text()
        cell = column.cells[row].strip()
        message = _('"{file}", line {line}, column "{column}": "{cell}" is not a number. {advice}')
        raise FileProblem(message.format(cell=shortened(cell), advice=advice, **place(source, row, column.name)))


def _rows_to_keep(source: CsvRows, columns: list[Column], classification: bool) -> tuple[Array, tuple[str, ...]]:
    """Which rows have all their values, (rows,) bool, and a note on the others."""
    missing = np.any([c.missing for c in columns], axis=0)
    count, rows = int(np.count_nonzero(missing)), len(missing)
    if count > rows / 2:
        worst = max(columns, key=lambda c: np.count_nonzero(c.missing))
        message = _(
            '"{file}": {count} of {rows} rows have a missing value, the first one in line {line}. '
            'Fill them in, or remove the column "{column}", where most are missing.'
        )
        counts = {"count": format_count(count), "rows": format_count(rows)}
        raise FileProblem(message.format(**counts, **place(source, int(np.argmax(missing)), worst.name)))
    if rows - count < MIN_ROWS:
        message = _('"{file}" has {count} usable rows; at least {least} are needed. Add more rows of data.')
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
