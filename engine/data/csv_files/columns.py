"""What each column of a file holds: numbers, texts and gaps, read by one way to write numbers that holds for the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import compress, islice
from typing import NamedTuple

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.data.csv_files.cells import Cells
from engine.data.csv_files.numbers import (
    MISSING,
    OF_NUMBERS,
    Affix,
    NumberFormat,
    affix_of,
    is_missing,
    surely_grouped,
)

NUMBERED = "column {number}"  # of one without a name: a name as others are, kept by files and formulas, in every language
COPY = "{name} ({number})"  # of one whose name another has
LONGEST_NAME = 500  # letters of a column's or a class's name
MOSTLY = 0.9  # from this share of texts on, a column is a column of text
MOST_KNOWN = 50_000  # different cells of a column that are remembered at once
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
        return counts_of(self.cells, self.text) if self.texts else Counter()

    def first_text(self) -> int:
        """The row of the first text."""
        return int(np.argmax(self.text))

    def first_number(self) -> int:
        """The row of the first number."""
        return int(np.argmax(~np.isnan(self.values)))

    def with_words_as_texts(self, words: tuple[str, ...]) -> Column:
        """The same with cells of these words, in lower case, as texts instead of gaps."""
        kept = np.array([cell.strip().lower() in words for cell in self.cells], bool) & self.missing
        rest = tuple(word for word in self.words if word.lower() not in words)
        return replace(self, missing=self.missing & ~kept, text=self.text | kept, words=rest)


def counts_of(cells: Cells, wanted: Array) -> Counter[str]:
    """How often each different text occurs in these cells, on one line, in order. wanted: (rows,) bool, which cells count."""
    found: Counter[str] = Counter()
    for cell, count in Counter(compress(cells, wanted.tolist())).items():  # thousands of rows have few different texts
        found[one_line(cell)] += count
    return found


def one_line(cell: str) -> str:
    """A text of the file as a name: its runs of spaces and ends of lines are single spaces."""
    return " ".join(cell.split())


def parse_column(name: str, cells: Cells, numbers: NumberFormat, words: frozenset[str] = MISSING) -> Column:
    """What the cells of one column hold."""
    check()
    codes: frozenset[str] = (
        frozenset() if words is MISSING else frozenset(word for word in words if numbers.read(word) is not None)
    )
    usual = None if codes or numbers.thousands else _spellings(words)
    known: dict[str, _Cell] = {}
    parts: list[_Block] = []
    for block in cells.blocks():
        quick = None if usual is None else _quick_block(block, numbers, usual)
        parts.append(quick or _careful_block(block, numbers, words, codes, known))
    found = dict.fromkeys(word for part in parts for word in part.words)
    return Column(
        name,
        cells,
        np.concatenate([part.values for part in parts]) if parts else np.zeros(0),
        np.concatenate([part.missing for part in parts]) if parts else np.zeros(0, bool),
        np.concatenate([part.text for part in parts]) if parts else np.zeros(0, bool),
        any(part.commas for part in parts),
        any(part.points for part in parts),
        tuple(islice(found, 20)),
    )


class _Block(NamedTuple):
    """What a block of cells holds; fields as in `Column`."""

    values: Array
    missing: Array
    text: Array
    commas: bool
    points: bool
    words: tuple[str, ...] = ()


class _Cell(NamedTuple):
    """What one cell holds."""

    value: float
    missing: bool
    text: bool
    commas: bool = False
    points: bool = False


def _read_cell(cell: str, numbers: NumberFormat, words: frozenset[str], codes: frozenset[str]) -> _Cell:
    value = None if codes and is_missing(cell, codes) else numbers.read(cell)
    if value is not None:
        return _Cell(value, False, False, "," in cell, "." in cell)
    gap = is_missing(cell, words)
    return _Cell(np.nan, gap, not gap)


def _careful_block(
    block: tuple[str, ...], numbers: NumberFormat, words: frozenset[str], codes: frozenset[str], known: dict[str, _Cell]
) -> _Block:
    """Each different cell is read once; `known` has those of the blocks before."""
    different = dict.fromkeys(block)
    if len(known) > MOST_KNOWN:
        known.clear()
    for cell in different:
        if cell not in known:
            known[cell] = _read_cell(cell, numbers, words, codes)
    rows = [known[cell] for cell in block]
    gaps = dict.fromkeys(cell.strip() for cell in different if known[cell].missing)
    return _Block(
        np.array([row.value for row in rows]),
        np.array([row.missing for row in rows]),
        np.array([row.text for row in rows]),
        any(known[cell].commas for cell in different),
        any(known[cell].points for cell in different),
        tuple(filter(None, gaps)),
    )


@lru_cache(maxsize=16)
def _spellings(words: frozenset[str]) -> frozenset[str]:
    """Words for a missing value as most programs write them; others are found by the careful path."""
    return (
        words | {word.upper() for word in words} | {word.capitalize() for word in words} | ({"NaN"} if "nan" in words else set())
    )


def _quick_block(block: tuple[str, ...], numbers: NumberFormat, usual: frozenset[str]) -> _Block | None:
    """A block of nothing but numbers and gaps, ten times faster; None when there is anything else."""
    found = _plain_numbers(block, numbers)
    if found is not None or usual.isdisjoint(block):
        return found
    missing = np.array([cell in usual for cell in block])
    present = _plain_numbers(tuple(compress(block, (~missing).tolist())), numbers)
    if present is None:
        return None
    values = np.full(len(block), np.nan)
    values[~missing] = present.values
    gaps = dict.fromkeys(cell.strip() for cell in compress(block, missing.tolist()))
    return present._replace(values=values, missing=missing, text=np.zeros(len(block), bool), words=tuple(filter(None, gaps)))


def _plain_numbers(block: tuple[str, ...], numbers: NumberFormat) -> _Block | None:
    """A block of nothing but numbers; None when there is anything else.

    When there are no other characters than those of numbers, `float` accepts just what `NumberFormat.read` accepts.
    """
    joined = "".join(block)
    if not joined.isascii() or joined.encode().translate(None, OF_NUMBERS):
        return None
    comma, point = "," in joined, "." in joined
    if (comma and (point or not numbers.comma)) or (point and not numbers.point):
        return None
    try:
        values = np.fromiter(map(float, map(_with_point, block) if comma else block), np.float64, len(block))
    except ValueError:
        return None
    nothing = np.zeros(len(block), bool)
    return _Block(values, nothing, nothing, comma, point) if np.isfinite(values).all() else None


def parse_with_unit(column: Column, numbers: NumberFormat, words: frozenset[str], most_have_it: bool = False) -> Column:
    """A column of texts that are all numbers with the same currency or unit, as numbers; any other as it is.

    most_have_it: whether it is enough when more than half of the numbers have it.
    """
    if not (column.is_text or (most_have_it and column.texts > column.numbers)):
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


def _with_point(cell: str) -> str:
    return cell.replace(",", ".")
