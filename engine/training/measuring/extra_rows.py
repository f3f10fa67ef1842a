"""Rows of a history that the clock asked for, because steps are slow: they are shown, but neither saved nor counted.

When the other rows are due does not depend on them, and so the run does not depend on the clock.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array

MOST = 128  # when there are so many, every second one is dropped


class ExtraRows:
    """Changes with `add` and `clear`."""

    def __init__(self, steps: tuple[int, ...] = (), rows: tuple[Array, ...] = ()) -> None:
        self._steps, self._rows = list(steps), list(rows)

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def last(self) -> int:
        """The step of the newest one; -1 when there is none."""
        return self._steps[-1] if self._steps else -1

    def add(self, step: int, row: Array) -> None:
        """A row of (columns,) measured at a step after the others."""
        self._steps.append(step)
        self._rows.append(row)
        if len(self._steps) > MOST:
            del self._steps[::2], self._rows[::2]

    def clear(self) -> None:
        self._steps, self._rows = [], []

    def up_to(self, step: float) -> ExtraRows:
        """A copy of those that were measured at that step or before it."""
        count = sum(one <= step for one in self._steps)
        return ExtraRows(tuple(self._steps[:count]), tuple(self._rows[:count]))

    def merged_into(self, steps: Array, rows: Array) -> tuple[Array, Array]:
        """These rows, (n,) steps and (3, n, columns), with the extra ones in their places; one of the same step is left out."""
        wide = np.full((len(self._rows), rows.shape[2]), np.nan)
        for row, extra in zip(wide, self._rows, strict=True):
            row[: len(extra)] = extra
        own = np.array(self._steps, np.float64)
        new = ~np.isin(own, steps)
        every = np.concatenate([steps, own[new]])
        order = np.argsort(every, kind="stable")
        return every[order], np.concatenate([rows, np.broadcast_to(wide[new], (3, *wide[new].shape))], axis=1)[:, order]
