"""The history of a run of any length, in bounded memory.

A row of numbers is measured every `stride` steps, and less often where the losses go straight (`RowSpacing`). The stride doubles
as the run goes on; when the capacity is reached, neighbouring rows are merged, keeping minimum, maximum and mean of each pair. So
when rows are measured depends on the run alone, not on the machine. Those that the clock asks for are kept apart, as `extra`.

A run has several stretches when its loss was changed: losses of one stretch cannot be compared with those of another. The losses
of the present one are the columns 'train_loss', 'test_loss' and, with validation rows, 'validation_loss'; those of an ended one
are kept apart, as 'train_loss@1'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.training.measuring.extra_rows import ExtraRows
from engine.training.measuring.row_spacing import RowSpacing

EARLY = 8  # steps in units of the stride after which it doubles, as long as it is below that of an ordinary run
ROOM = 512  # rows: twice as many would look the same in a panel, and at 100,000 steps a second each of them costs
LARGEST_ROOM = 8 * ROOM  # of a history from a file: earlier versions had more rows
MOST_MARKS = 100
MOST_STRETCHES = 12  # that have ended; of more the oldest are forgotten
COMPARED = "train_loss", "test_loss", "validation_loss"  # columns that each stretch has of its own
PAST = "@"  # in the name of a column: of which stretch it is follows


@dataclass(frozen=True)
class Mark:
    """A step at which the user changed something, and what Undo calls the change."""

    step: int
    text: str


@dataclass(frozen=True)
class Stretch:
    """A part of a run that ended when the step `last` was reached, and the label of the loss that it was trained on.

    only_rows: the next one has the same loss on other rows, as while points are drawn.
    """

    number: int
    last: int
    loss: str
    only_rows: bool = False

    @property
    def names(self) -> dict[str, str]:
        """The names of its columns, by those that they had while it was the present one."""
        return {name: f"{name}{PAST}{self.number}" for name in COMPARED}


@dataclass(frozen=True, eq=False)
class HistoryView:
    """A copy of a history: `steps` (n,) and `low`, `high`, `mean` (n, columns), float64, NaN where nothing was measured."""

    columns: tuple[str, ...]
    steps: Array
    low: Array
    high: Array
    mean: Array
    marks: tuple[Mark, ...] = ()
    ended: tuple[Stretch, ...] = ()  # earlier stretches, the oldest first

    @property
    def begins(self) -> int:
        """The step at which the present stretch begins."""
        return self.ended[-1].last if self.ended else 0

    def column(self, name: str) -> tuple[Array, Array, Array]:
        """low, high and mean of one column, (n,) each."""
        i = self.columns.index(name)
        return self.low[:, i], self.high[:, i], self.mean[:, i]


class History:
    """Changes while training. Rows are due at multiples of `stride`, which doubles from its first value.

    usual_stride: the one that it soon grows to, although there is room, because measuring is expensive.
    """

    def __init__(self, columns: tuple[str, ...], stride: int = 1, room: int = ROOM) -> None:
        self.columns, self.stride, self.room = columns, stride, room
        self.usual_stride = stride
        self._spacing: RowSpacing | None = None  # None until it is needed again
        self.extra = ExtraRows()
        self.appended = 0  # rows since it was made, merged ones too
        self._rows: Array = np.empty((3, room, len(columns)))  # low, high, mean
        self._steps: Array = np.empty(room)
        self._used = 0
        self.marks: tuple[Mark, ...] = ()
        self.ended: tuple[Stretch, ...] = ()

    def __len__(self) -> int:
        return self._used

    @classmethod
    def from_rows(cls, columns: tuple[str, ...], stride: int, steps: Array, rows: Array) -> History:
        """The history whose `steps` and `rows` these are. Raises ValueError when they do not fit together."""
        if steps.ndim != 1 or rows.shape != (3, len(steps), len(columns)) or len(steps) >= LARGEST_ROOM:
            raise ValueError(_("its history's arrays do not fit together"))
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
        return step % _between(self) == 0

    def next_due(self, step: int) -> int:
        """The first step after `step` at which a row is due."""
        return (step // (apart := _between(self)) + 1) * apart

    def append(self, step: int, row: Array) -> None:
        """Add what was measured at a step that is due: (columns,), without those of ended stretches, which come last."""
        self._rows[:, self._used, : len(row)] = row
        self._rows[:, self._used, len(row) :] = np.nan
        self._steps[self._used] = step
        self._used, self.appended = self._used + 1, self.appended + 1
        if self._spacing is not None:
            self._spacing.add(step, row[_compared(self)].tolist())
        if self._used == self.room:
            self._halve()
        while step >= (EARLY if self.stride < self.usual_stride else self.room) * self.stride:
            self.stride *= 2

    def mark(self, step: int, text: str, instead: bool = False) -> None:
        """Remember a change, `instead` of the newest one if it continues that. Of too many the oldest are dropped."""
        kept = self.marks[:-1] if instead else self.marks
        self.marks = (*kept, Mark(step, text))[-MOST_MARKS:]

    def begin_stretch(self, step: int, loss: str, row: Array | None, only_rows: bool = False) -> None:
        """Losses after `step` are other ones than before, when `loss` was trained on; `row` is measured now, if it can be.

        A present stretch of fewer than three rows is forgotten: it is a setting that was passed over.
        """
        present, self._spacing = _compared(self), None
        self.extra.clear()
        known = np.isfinite(self._rows[2, : self._used, present]).any(0).sum() if present else 0
        if not self.ended or known > 2:
            new = Stretch(self.ended[-1].number + 1 if self.ended else 1, step, loss, only_rows)
            _keep_apart(self, new)
        self._rows[:, : self._used, present] = np.nan
        if row is not None and self._used and self._steps[self._used - 1] == step:
            self._rows[:, self._used - 1, present] = row[present]
        elif row is not None:
            self.append(step, row)

    def _halve(self) -> None:
        half = self.room // 2
        self._steps[:half], self._rows[:, :half] = merge_pairs(self._steps, self._rows)
        self._used, self.stride, self._spacing = half, self.stride * 2, None

    def view(self) -> HistoryView:
        """A copy that later steps do not change."""
        low, high, mean = rows = self.rows
        steps = self.steps
        if len(self.extra):
            steps, (low, high, mean) = self.extra.merged_into(steps, rows)
        return HistoryView(self.columns, steps, low, high, mean, self.marks, self.ended)

    def copy(self) -> History:
        """The same history; what is added to one is not in the other."""
        return self.with_columns(self.columns)

    def up_to(self, step: int) -> History:
        """A copy without what was measured after that step. It has the present stride: merged rows stay merged."""
        new = self.copy()
        new._used = int(np.searchsorted(self.steps, step, "right"))
        new.marks = tuple(mark for mark in self.marks if mark.step <= step)
        new.extra = self.extra.up_to(step)
        new.columns, new.ended = _as_at(new.columns, new.ended, step)
        return new.with_columns(tuple(dict.fromkeys(name for name in new.columns if name)))

    def with_columns(self, columns: tuple[str, ...]) -> History:
        """A copy with other columns: those of the same name keep their numbers, new ones have NaN. Ended stretches stay."""
        kept = {name for one in self.ended for name in one.names.values()} - {*columns}
        columns = (*columns, *(name for name in self.columns if name in kept))
        new = History(columns, self.stride, self.room)
        new.ended, new.usual_stride = self.ended, self.usual_stride
        if columns == self.columns:
            new.extra = self.extra.up_to(np.inf)
        new._used, new._steps, new.marks = self._used, self._steps.copy(), self.marks
        new._rows[:] = np.nan
        for i, name in enumerate(columns):
            if name in self.columns:
                new._rows[:, :, i] = self._rows[:, :, self.columns.index(name)]
        return new


def _between(history: History) -> int:
    """Steps from one row to the next, as things stand."""
    if history._spacing is None or history._spacing.stride != history.stride:
        compared, used = _compared(history), history._used
        low, high, mean = (rows[:used, compared] for rows in history._rows)
        history._spacing = RowSpacing(history._steps[:used], low, high, mean, history.stride)
    return history.stride * history._spacing.strides


def _compared(history: History) -> list[int]:
    return [history.columns.index(name) for name in COMPARED if name in history.columns]


def _keep_apart(history: History, ended: Stretch) -> None:
    """Copy the present losses into columns of their own."""
    history.ended = (*history.ended, ended)[-MOST_STRETCHES:]
    kept = {name for one in history.ended for name in one.names.values()}
    now = tuple(name for name in history.columns if PAST not in name or name in kept)
    there = {name: apart for name, apart in ended.names.items() if name in history.columns}
    wide = history.with_columns((*now, *there.values()))
    for name, apart in there.items():
        wide._rows[:, :, wide.columns.index(apart)] = history._rows[:, :, history.columns.index(name)]
    history.columns, history._rows = wide.columns, wide._rows


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
    return HistoryView(view.columns, steps, low, high, mean, view.marks, view.ended)


def as_at(view: HistoryView, step: int) -> HistoryView:
    """The same history in which the stretch of an earlier step is the present one."""
    columns, ended = _as_at(view.columns, view.ended, step)
    return replace(view, columns=columns, ended=ended)


def _as_at(columns: tuple[str, ...], ended: tuple[Stretch, ...], step: int) -> tuple[tuple[str, ...], tuple[Stretch, ...]]:
    """The names of the columns when the stretch of that step was the present one, '' for those of later ones; what had ended."""
    earlier = tuple(one for one in ended if one.last <= step)
    if len(earlier) == len(ended):
        return columns, ended
    own, *later = ended[len(earlier) :]
    past = {apart: name for name, apart in own.names.items()} | {apart: "" for one in later for apart in one.names.values()}
    return tuple(past.get(name, "" if name in COMPARED else name) for name in columns), earlier


def joined_over_rows(view: HistoryView) -> tuple[HistoryView, int]:
    """The same with the losses of earlier stretches in the columns of the present one, as far back as only rows came or went, as
    while points are drawn. And the step at which the oldest of these stretches begins.
    """
    mean, low, high, begins = view.mean.copy(), view.low.copy(), view.high.copy(), view.begins
    for number in range(len(view.ended) - 1, -1, -1):
        one = view.ended[number]
        if not one.only_rows:
            break
        for name, apart in one.names.items():
            if name in view.columns and apart in view.columns:
                here, there = view.columns.index(name), view.columns.index(apart)
                for part, source in zip((low, high, mean), (view.low, view.high, view.mean), strict=True):
                    part[:, here] = np.where(np.isnan(part[:, here]), source[:, there], part[:, here])
        begins = view.ended[number - 1].last if number else 0
    return replace(view, low=low, high=high, mean=mean), begins


def first_at_most(view: HistoryView, column: str, target: float) -> int | None:
    """The first step at which a column was measured at or below the target; None when it never was."""
    below = np.flatnonzero(view.column(column)[0] <= target)
    return round(float(view.steps[below[0]])) if below.size else None
