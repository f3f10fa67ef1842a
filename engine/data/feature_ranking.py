"""Which inputs of a table are most informative about its target: what a plot with two axes should show first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.core.arrays import Array
from engine.data.table import Table

MOST_ROWS = 10_000  # more would keep the window waiting, which asks when a table has been chosen


def most_informative_inputs(table: Table) -> tuple[int, ...]:
    """The indices of the two most informative inputs, in the table's order; (0,) when there is only one.

    Each input is scored by itself: for classes by eta squared, the share of its variance that they explain (0 to 1), for a number
    by the squared correlation with it. Of equal ones the first is chosen. A long table is judged by some of its rows, always the
    same.
    """
    columns = table.inputs.shape[1]
    if columns <= 2:
        return tuple(range(columns))
    explained = explained_shares(table)
    best = np.argsort(-np.round(explained, 6), kind="stable")[:2]
    return tuple(sorted(int(i) for i in best))


def _explained_by_classes(table: Table) -> Array:
    """Eta squared of each input, (columns,)."""
    total = table.inputs.var(0) * len(table.inputs)
    within = np.zeros_like(total)
    for group in range(len(table.classes)):
        rows = table.inputs[table.target == group]
        if len(rows):
            within += rows.var(0) * len(rows)
    return np.where(total > 0, 1 - within / np.where(total > 0, total, 1), 0.0)


def _squared_correlation(table: Table) -> Array:
    """Of each input with the target, (columns,)."""
    x = table.inputs - table.inputs.mean(0)
    y = table.target - table.target.mean()
    spread = (x**2).sum(0) * (y**2).sum()
    return np.where(spread > 0, (x.T @ y) ** 2 / np.where(spread > 0, spread, 1), 0.0)


def explained_shares(table: Table) -> Array:
    """How much each input is tied to the target by itself, (columns,) from 0 to 1: what `most_informative_inputs` goes by."""
    if len(table.target) > MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).integers(0, len(table.target), MOST_ROWS))
        table = replace(table, inputs=table.inputs[rows], target=table.target[rows])
    with np.errstate(all="ignore"):  # squares of the largest numbers overflow: what cannot be judged counts as nothing
        shares = _explained_by_classes(table) if table.classes else _squared_correlation(table)
    return np.nan_to_num(shares, nan=0.0, posinf=0.0, neginf=0.0)
