"""What each column of a file holds: numbers, texts and gaps, read by one way to write numbers that holds for the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.data.csv_files.cells import Cells
from engine.data.csv_files.numbers import MISSING, NOT_IN_NUMBERS, Affix, NumberFormat, affix_of, is_missing, surely_grouped

NUMBERED = "column {number}"  # of one without a name: a name as others are, kept by files and formulas, in every language
LONGEST_NAME = 500  # letters of a column's or a class's name
MOSTLY = 0.9  # from this share of texts on, a column is a column of text
JUDGED = 2000  # texts by which the unit of a column, or its thousands mark, is judged


@dataclass(frozen=True)
class Column:
    """One column. values: (rows,) float64, NaN where there is no number; missing, text: (rows,) bool; commas: decimal commas.

    words: those that were taken for a missing value; affix: what stands around each number and was passed over.
    """

    name: str
    cells: Cells
    values: Array
    missing: Array
    text: Array
    commas: bool = False
    points: bool = False
    words: tuple[str, ...] = ()
    affix: Affix | None = None

    @cached_property
    def texts(self) -> int:
        """How many cells hold text."""
        return int(np.count_nonzero(self.text))

    @cached_property
    def numbers(self) -> int:
        """How many cells hold a number."""
        return len(self.cells) - self.texts - self.gaps

    @cached_property
    def gaps(self) -> int:
        """How many cells hold nothing."""
        return int(np.count_nonzero(self.missing))

    @property
    def is_numeric(self) -> bool:
        return self.numbers > 0 and self.texts == 0

    @property
    def is_text(self) -> bool:
        """Text in nearly all rows: names, dates, comments. Not a column of numbers with a few mistakes."""
        return self.texts > 0 and self.texts >= MOSTLY * (self.texts + self.numbers)

    @property
    def is_mixed(self) -> bool:
        """Numbers, and texts among them."""
        return self.texts > 0 and not self.is_text

    @cached_property
    def levels(self) -> Counter[str]:
        """How often each different text occurs, on one line; numbers and missing values of the column do not count."""
        if not self.texts:
            return Counter()
        return Counter(one_line(cell) for cell, is_text in zip(self.cells, self.text.tolist(), strict=True) if is_text)

    def first_text(self) -> int:
        """The row of the first text."""
        return int(np.argmax(self.text))

    def with_words_as_texts(self, words: tuple[str, ...]) -> Column:
        """The same with cells of these words, in lower case, as texts instead of gaps."""
        kept = np.array([cell.strip().lower() in words for cell in self.cells], bool) & self.missing
        rest = tuple(word for word in self.words if word.lower() not in words)
        return replace(self, missing=self.missing & ~kept, text=self.text | kept, words=rest)


def one_line(cell: str) -> str:
    """A text of the file as a name: its runs of spaces and ends of lines are single spaces."""
    return " ".join(cell.split())


def parse_column(name: str, cells: Cells, numbers: NumberFormat, words: frozenset[str] = MISSING) -> Column:
    """What the cells of one column hold."""
    check()
    codes = frozenset() if words is MISSING else frozenset(word for word in words if numbers.read(word) is not None)
    quick = None if numbers.thousands or codes else _quick_column(name, cells, numbers)
    if quick is not None:
        return quick
    rows = len(cells)
    values = np.full(rows, np.nan)
    missing, text = np.zeros(rows, bool), np.zeros(rows, bool)
    commas = points = False
    seen: dict[str, None] = {}
    for row, cell in enumerate(cells):
        if row % 1024 == 0:
            check()
        value = None if codes and is_missing(cell, codes) else numbers.read(cell)
        if value is not None:
            values[row] = value
            commas |= "," in cell
            points |= "." in cell
        elif is_missing(cell, words):
            missing[row] = True
            if cell.strip():
                seen[cell.strip()] = None
        else:
            text[row] = True
    return Column(name, cells, values, missing, text, commas, points, tuple(islice(seen, 20)))


def parse_with_unit(column: Column, numbers: NumberFormat, words: frozenset[str]) -> Column:
    """A column of texts that are all numbers with the same currency or unit, as numbers; any other as it is."""
    if not column.is_text:
        return column
    affix = affix_of(islice(column.levels, JUDGED))
    if affix is None:
        return column
    stripped = Cells([tuple(map(affix.strip, block)) for block in column.cells.blocks()])
    found = parse_column(column.name, stripped, numbers, words)
    if found.numbers < MOSTLY * (found.numbers + found.texts) and not any(map(surely_grouped, islice(stripped, JUDGED))):
        return column
    return replace(found, affix=affix)


def texts_of(columns: list[Column]) -> Iterator[tuple[Column, str]]:
    """The different texts of the columns, by which the way to write numbers is judged."""
    for column in columns:
        if column.texts:
            for text in islice(column.levels, JUDGED):
                yield column, text


def _quick_column(name: str, cells: Cells, numbers: NumberFormat) -> Column | None:
    """A column of nothing but numbers, ten times faster; None when it is not one.

    When there are no other characters than those of numbers, `float` accepts just what `NumberFormat.read` accepts.
    """
    commas = points = False
    parts: list[Array] = []
    for block in cells.blocks():
        joined = "".join(block)
        comma = "," in joined
        commas, points = commas or comma, points or "." in joined
        if NOT_IN_NUMBERS.search(joined) or (commas and (points or not numbers.comma)) or (points and not numbers.point):
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
