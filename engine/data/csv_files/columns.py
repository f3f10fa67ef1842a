"""Cells to numbers: what each column of a file holds, by strict rules.

Python's own `float` is too lenient for that: it accepts `1_000`, `inf`, `nan` and full-width digits.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.core.number_format import format_number
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.data.csv_files.cells import Cells
from engine.data.csv_files.rows import CsvRows
from engine.files.file_problem import FileProblem

MISSING = frozenset({"", "na", "n/a", "nan", "?", "null", "-"})  # compared in lower case
NUMBERED = "column {number}"  # of one without a name: a name as others are, kept by files and formulas, in every language
LONGEST_NAME = 500  # letters of a column's or a class's name
MOSTLY = 0.9  # from this share of texts on, a column is a column of text
_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_IN_NUMBERS = re.compile(r"[^0-9eE+\-., ]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,.'’ \u00a0\u202f])\d{3}(\1\d{3})*([.,]\d+)?", re.ASCII)


@dataclass(frozen=True)
class Column:
    """One column. values: (rows,) float64, NaN where there is no number; missing, text: (rows,) bool; commas: decimal commas."""

    name: str
    cells: Cells
    values: Array
    missing: Array
    text: Array
    commas: bool = False
    points: bool = False

    @cached_property
    def texts(self) -> int:
        """How many cells hold text."""
        return int(np.count_nonzero(self.text))

    @cached_property
    def numbers(self) -> int:
        """How many cells hold a number."""
        return len(self.cells) - self.texts - int(np.count_nonzero(self.missing))

    @property
    def is_numeric(self) -> bool:
        return self.numbers > 0 and self.texts == 0

    @property
    def is_text(self) -> bool:
        """Text in nearly all rows: names, dates, comments. Not a column of numbers with a few mistakes."""
        return self.texts > 0 and self.texts >= MOSTLY * (self.texts + self.numbers)

    def first_text(self) -> int:
        """The row of the first text."""
        return int(np.argmax(self.text))


def is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def parse_number(cell: str, decimal_comma: bool) -> float | None:
    """The number in a cell, or None. `decimal_comma`: whether 0,5 is one."""
    cell = cell.strip()
    if _POINT.fullmatch(cell):
        value = float(cell)
    elif decimal_comma and _COMMA.fullmatch(cell):
        value = float(cell.replace(",", "."))
    else:
        return None
    return value if math.isfinite(value) else None


def parse_column(name: str, cells: Cells, decimal_comma: bool) -> Column:
    """What the cells of one column hold."""
    check()
    rows = len(cells)
    quick = _quick_column(name, cells, decimal_comma)
    if quick is not None:
        return quick
    values = np.full(rows, np.nan)
    missing, text = np.zeros(rows, bool), np.zeros(rows, bool)
    commas = points = False
    for row, cell in enumerate(cells):
        if row % 1024 == 0:
            check()
        value = parse_number(cell, decimal_comma)
        if value is not None:
            values[row] = value
            commas |= "," in cell
            points |= "." in cell
        elif is_missing(cell):
            missing[row] = True
        else:
            text[row] = True
    return Column(name, cells, values, missing, text, commas, points)


def _quick_column(name: str, cells: Cells, decimal_comma: bool) -> Column | None:
    """A column of nothing but numbers, ten times faster; None when it is not one.

    When there are no other characters than those of numbers, `float` accepts just what `parse_number` accepts.
    """
    commas = points = False
    parts: list[Array] = []
    for block in cells.blocks():
        joined = "".join(block)
        comma = "," in joined
        commas, points = commas or comma, points or "." in joined
        if _NOT_IN_NUMBERS.search(joined) or (commas and (points or not decimal_comma)):
            return None
        try:
            parts.append(np.array([float(cell) for cell in (map(_with_point, block) if comma else block)]))
        except ValueError:
            return None
    values = np.concatenate(parts)
    if not np.isfinite(values).all():
        return None
    nothing = np.zeros(len(cells), bool)
    return Column(name, cells, values, nothing, nothing, commas, points)


def _with_point(cell: str) -> str:
    return cell.replace(",", ".")


def check_marks(source: CsvRows, columns: list[Column]) -> tuple[str, ...]:
    """Check that the file has one decimal mark and no thousands separators; returns a note on decimal commas.

    Raises FileProblem naming line, column and cell: 1,234 beside 0.5 is a thousand, and a guess would be wrong by that factor.
    """
    with_point = [c for c in columns if c.points and not c.is_text]
    with_comma = [c for c in columns if c.commas and not c.is_text]
    if with_comma and with_point:
        column = with_comma[0]
        row = next(r for r, cell in enumerate(column.cells) if "," in cell and not column.text[r])
        raise FileProblem(
            _(
                '"{file}", line {line}, column "{column}": "{cell}" has a comma, but other numbers of the file have a decimal '
                "point. Write all numbers with a decimal point and without thousands separators (1234.5)."
            ).format(cell=shortened(column.cells[row].strip()), **place(source, row, column.name))
        )
    for column in columns:
        thousands = [row for row in np.flatnonzero(column.text).tolist() if _THOUSANDS.fullmatch(column.cells[row].strip())]
        # Among names a single 1,234 is just another text.
        if thousands and column.texts - len(thousands) < MOSTLY * (column.texts + column.numbers):
            row = int(thousands[0])
            raise FileProblem(
                _(
                    '"{file}", line {line}, column "{column}": "{cell}" has thousands separators. '
                    "Write numbers without them and with a decimal point (1234.5)."
                ).format(cell=shortened(column.cells[row].strip()), **place(source, row, column.name))
            )
    if not with_comma:
        return ()
    column = with_comma[0]
    row = next(r for r, cell in enumerate(column.cells) if "," in cell and not column.text[r])
    note = _('Commas were read as decimal commas: "{cell}" in column "{column}" is {number}.')
    number = format_number(float(column.values[row]), 6)
    return (note.format(cell=shortened(column.cells[row].strip()), column=shortened(column.name), number=number),)


def place(source: CsvRows, row: int, column: str) -> dict[str, object]:
    """Where in the file a cell is, as the slots file, line and column of a sentence."""
    return {"file": source.name, "line": source.lines[row], "column": shortened(column)}
