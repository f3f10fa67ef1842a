"""The cells of a table, column by column and in blocks: while a thread reads a long file, no single operation keeps the others
of Python's threads, such as the window's, waiting for longer than a few milliseconds.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from engine.core.cancellation import check

SAMPLE_ROWS = 200  # by which a table is judged
HEAD_ROWS = SAMPLE_ROWS + 1  # with a line of names
BLOCK_CELLS, BLOCK_ROWS = 100_000, 4000  # at most; but no fewer rows than in the head
MOST_COLUMNS = 1000


class Cells:
    """The texts of one column. Changes: `release` empties it."""

    def __init__(self, blocks: list[tuple[str, ...]], start: int = 0) -> None:
        """`blocks`: all of the same length but the last; the first `start` cells do not count."""
        self._blocks, self._start = blocks, start
        self._size = len(blocks[0]) if blocks else 1

    def __len__(self) -> int:
        return sum(map(len, self._blocks)) - self._start

    def __iter__(self) -> Iterator[str]:
        return islice(chain.from_iterable(self._blocks), self._start, None)

    def __getitem__(self, row: int) -> str:
        block, place = divmod(row + self._start, self._size)
        return self._blocks[block][place]

    def blocks(self) -> Iterator[tuple[str, ...]]:
        for number, block in enumerate(self._blocks):
            check()
            yield block if number else block[self._start :]

    def below(self) -> Cells:
        """All but the first."""
        return Cells(self._blocks, self._start + 1)

    def release(self) -> None:
        """Free the texts block by block: millions at once would take a while in which nothing else runs."""
        while self._blocks:
            self._blocks.pop()


class Transposer:
    """Changes with each row: makes columns of them. `head`: the first rows as they are; `width`: how many columns there are."""

    def __init__(self) -> None:
        self.head: tuple[tuple[str, ...], ...] = ()
        self.width = self.count = 0
        self.blank = 0  # rows without any value, which are not among them
        self.cut = 0  # empty fields at the end of the line of names that the rows have not
        self.odd: tuple[int, int] | None = None  # the first row of another width: its number from 0, and its width
        self._rows: list[list[str]] = []
        self._columns: list[list[tuple[str, ...]]] = []
        self._size = HEAD_ROWS

    def add(self, row: list[str]) -> None:
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= self._size:
            if not self.width:
                self._begin()
            if len(self._rows) >= self._size:
                self._flush()

    def add_first(self, row: list[str], width: int) -> None:
        """The first row, made so many cells wide: it may lack, or have more, empty cells at its end. width 0: as it is."""
        self.cut = max(0, len(row) - width) if width else 0
        self.add((row + [""] * width)[:width] if width else row)

    @property
    def room(self) -> int:
        """How many rows the present block still takes."""
        return self._size - len(self._rows)

    def add_lines(self, lines: list[str], delimiter: str) -> None:
        """Rows as lines without quotes, none of them blank, at most `room`: as with `add`, but a whole block is split at once."""
        if self._rows or not self.width or len(lines) != self._size or not self._add_plain(lines, delimiter):
            for row in rows_of(lines, delimiter):
                self.add(row)

    def _add_plain(self, lines: list[str], delimiter: str) -> bool:
        """Add a whole block of lines by a single split; False when they are not all of the right width and free of blanks."""
        whole, between = delimiter.join(lines), self.width - 1
        odd = any(line.count(delimiter) != between for line in lines)
        if odd or not self._columns or self.odd is not None or delimiter + " " in whole or any(map(_is_indented, lines)):
            return False
        check()
        cells = whole.split(delimiter)
        for i, column in enumerate(self._columns):
            column.append(tuple(cells[i :: self.width]))
        self.count += len(lines)
        return True

    def columns(self) -> tuple[Cells, ...]:
        """Of all rows. There must be at least one, and none of another width."""
        self.finish()
        return tuple(map(Cells, self._columns))

    def finish(self) -> None:
        """There are no more rows."""
        if not self.width and self._rows:
            self._begin()
        self._flush()

    def release(self) -> None:
        for column in self._columns:
            Cells(column).release()

    def _begin(self) -> None:
        self.head = tuple(map(tuple, self._rows[:HEAD_ROWS]))
        self.width = Counter(map(len, self._rows[:SAMPLE_ROWS])).most_common(1)[0][0]
        self._size = max(HEAD_ROWS, min(BLOCK_ROWS, BLOCK_CELLS // self.width))
        self._columns = [[] for _ in range(self.width if self.width <= MOST_COLUMNS else 0)]

    def _flush(self) -> None:
        check()
        rows, self._rows = self._rows, []
        if self.odd is None:
            first = self.count - len(rows)
            odd = next((i for i, row in enumerate(rows) if len(row) != self.width), None)
            if odd is None:
                for column, block in zip(self._columns, zip(*rows, strict=True), strict=False):
                    column.append(block)
            else:
                self.odd = first + odd, len(rows[odd])


def rows_of(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows of cells in these lines, strictly by the rules of CSV. Raises csv.Error."""
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)  # an iterator, and counts lines


def _is_indented(line: str) -> bool:
    return line[0] == " "
