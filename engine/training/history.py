"""The history of a run of any length, in bounded memory.

A row of numbers is measured every `stride` steps. When the capacity is reached, neighbouring rows are merged, keeping minimum,
maximum and mean of each pair, and the stride doubles. So when rows are measured depends on the step alone, not on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array

ROOM = 512  # rows: twice as many would look the same in a panel, and at 100,000 steps a second each of them costs
LARGEST_ROOM = 8 * ROOM  # of a history from a file: earlier versions had more rows
MOST_MARKS = 100


@dataclass(frozen=True)
class Mark:
    """A step at which the user changed something, and what Undo calls the change."""

    step: int
    text: str


@dataclass(frozen=True, eq=False)
class HistoryView:
    """A copy of a history: `steps` (n,) and `low`, `high`, `mean` (n, columns), float64, NaN where nothing was measured."""

    columns: tuple[str, ...]
    steps: Array
    low: Array
    high: Array
    mean: Array
    marks: tuple[Mark, ...] = ()

    def column(self, name: str) -> tuple[Array, Array, Array]:
        """low, high and mean of one column, (n,) each."""
        i = self.columns.index(name)
        return self.low[:, i], self.high[:, i], self.mean[:, i]


class History:
    """Changes while training. `stride` doubles from its first value; a row belongs at each step that it divides."""

    def __init__(self, columns: tuple[str, ...], stride: int = 1, room: int = ROOM) -> None:
        self.columns, self.stride, self.room = columns, stride, room
        self._rows: Array = np.empty((3, room, len(columns)))  # low, high, mean
        self._steps: Array = np.empty(room)
        self._used = 0
        self.marks: tuple[Mark, ...] = ()

    def __len__(self) -> int:
        return self._used

    @classmethod
    def from_rows(cls, columns: tuple[str, ...], stride: int, steps: Array, rows: Array) -> History:
        """The history whose `steps` and `rows` these are. Raises ValueError when they do not fit together."""
        if steps.ndim != 1 or rows.shape != (3, len(steps), len(columns)) or len(steps) >= LARGEST_ROOM:
            raise ValueError("its history's arrays do not fit together")
        room = ROOM
        while room <= len(steps):
            room *= 2
        history = cls(columns, stride, room)
        history._used = len(steps)
        history._steps[: len(steps)] = steps
        history._rows[:, : len(steps)] = rows
        return history

    @property
    def steps(self) -> Array:
        """Steps of the rows, (n,)."""
        return self._steps[: self._used].copy()

    @property
    def rows(self) -> Array:
        """low, high and mean: (3, n, columns)."""
        return self._rows[:, : self._used].copy()

    def is_due(self, step: int) -> bool:
        """Whether a row is due at this step."""
        return step % self.stride == 0

    def next_due(self, step: int) -> int:
        """The first step after `step` at which a row is due."""
        return (step // self.stride + 1) * self.stride

    def append(self, step: int, row: Array) -> None:
        """Add what was measured at a step that is due: (columns,)."""
        self._rows[:, self._used] = row
        self._steps[self._used] = step
        self._used += 1
        if self._used == self.room:
            self._halve()

    def mark(self, step: int, text: str, instead: bool = False) -> None:
        """Remember a change, `instead` of the newest one if it continues that. Of too many the oldest are dropped."""
        kept = self.marks[:-1] if instead else self.marks
        self.marks = (*kept, Mark(step, text))[-MOST_MARKS:]

    def _halve(self) -> None:
        half = self.room // 2
        self._steps[:half], self._rows[:, :half] = merge_pairs(self._steps, self._rows)
        self._used, self.stride = half, self.stride * 2

    def view(self) -> HistoryView:
        """A copy that later steps do not change."""
        low, high, mean = self.rows
        return HistoryView(self.columns, self.steps, low, high, mean, self.marks)

    def copy(self) -> History:
        return self.with_columns(self.columns)

    def up_to(self, step: int) -> History:
        """A copy without what was measured after that step. It has the present stride: merged rows stay merged."""
        new = self.copy()
        new._used = int(np.searchsorted(self.steps, step, "right"))
        new.marks = tuple(mark for mark in self.marks if mark.step <= step)
        return new

    def with_columns(self, columns: tuple[str, ...]) -> History:
        """A copy with other columns: those of the same name keep their numbers, new ones have NaN."""
        new = History(columns, self.stride, self.room)
        new._used, new._steps, new.marks = self._used, self._steps.copy(), self.marks
        new._rows[:] = np.nan
        for i, name in enumerate(columns):
            if name in self.columns:
                new._rows[:, :, i] = self._rows[:, :, self.columns.index(name)]
        return new


def merge_pairs(steps: Array, rows: Array) -> tuple[Array, Array]:
    """Merge neighbours in pairs: `steps` (n,), of which the means are taken, and `rows` (3, n, columns) of low, high and mean.

    The last of an odd number stays as it is. Where one of two numbers is NaN the other one counts.
    """
    alone = len(steps) % 2
    first, second, rest = slice(0, len(steps) - alone, 2), slice(1, None, 2), slice(len(steps) - alone, None)
    low, high, mean = rows
    even, odd = mean[first], mean[second]
    merged = np.where(np.isnan(even), odd, np.where(np.isnan(odd), even, (even + odd) / 2))
    pairs = np.stack([np.fmin(low[first], low[second]), np.fmax(high[first], high[second]), merged])
    if not alone:
        return (steps[first] + steps[second]) / 2, pairs
    return np.append((steps[first] + steps[second]) / 2, steps[rest]), np.concatenate([pairs, rows[:, rest]], axis=1)


def thinned(view: HistoryView, most: int) -> HistoryView:
    """The same history in at most `most` rows: neighbours are merged in pairs, as a full history does it."""
    steps, rows = view.steps, np.stack([view.low, view.high, view.mean])
    while len(steps) > most:
        steps, rows = merge_pairs(steps, rows)
    low, high, mean = rows
    return HistoryView(view.columns, steps, low, high, mean, view.marks)


def first_at_most(view: HistoryView, column: str, target: float) -> int | None:
    """The first step at which a column was measured at or below the target; None when it never was."""
    below = np.flatnonzero(view.column(column)[0] <= target)
    return round(float(view.steps[below[0]])) if below.size else None
