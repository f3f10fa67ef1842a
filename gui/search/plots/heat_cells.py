"""The cells of the heat map: trials sorted by two settings, and the mean or the best score of those in each. No Qt in here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.search.plan import Plan
from engine.search.space import Dimension
from engine.search.trial import Trial
from gui.search.plots.trial_places import axis_of, value_name

BINS = 6  # of a range
MOST_VALUES = 12  # that a range is divided by, where all trials have one of so few


@dataclass(frozen=True)
class Bins:
    """`names` of the bins in order; `edges`, as places on the setting's axis, lie between them and at both ends."""

    dimension: Dimension
    names: tuple[str, ...]
    edges: tuple[float, ...]

    def of(self, trials: Sequence[Trial]) -> Array:
        """(trials,) the bin of each; -1 for none."""
        places = axis_of(self.dimension).places(trials)
        found: Array = np.clip(np.searchsorted(self.edges, places, side="right") - 1, 0, len(self.names) - 1)
        return np.where(np.isnan(places), -1, found)


def bins_of(dimension: Dimension, trials: Sequence[Trial]) -> Bins:
    """A bin for each value of a list, or of a range of which the trials have only few; else of equal width on its axis."""
    if not dimension.is_range:
        edges = np.arange(len(dimension.values) + 1) - 0.5
        return Bins(dimension, tuple(map(value_name, dimension.values)), tuple(edges.tolist()))
    axis = axis_of(dimension)
    places = axis.places(trials)
    places = np.unique(places[~np.isnan(places)])
    if 1 < len(places) <= MOST_VALUES:
        between = (places[1:] + places[:-1]) / 2
        names = tuple(format_number(_value(dimension, place)) for place in places)
        if len(set(names)) == len(names):
            return Bins(dimension, names, (axis.low, *between.tolist(), axis.high))
    low, high = (float(np.log10(end)) if dimension.log else end for end in (dimension.low, dimension.high))
    edges = np.linspace(low, high, BINS + 1)
    ends = [format_number(_value(dimension, edge), 2) for edge in edges]
    return Bins(dimension, tuple(f"{a}–{b}" for a, b in itertools.pairwise(ends)), tuple(edges.tolist()))


def _value(dimension: Dimension, place: float) -> float:
    return float(10.0**place) if dimension.log else float(place)


@dataclass(frozen=True, eq=False)
class HeatCells:
    """values, counts and best: (rows, columns), the first row at the top. `values` are NaN, and `best` -1, where no trial has
    finished; `best` is the number of the best trial of a cell.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: Array
    counts: Array
    best: Array

    def cell_of(self, number: int, trials: Sequence[Trial], across: Bins, down: Bins) -> tuple[int, int] | None:
        """The cell of a trial, whether it counts or not."""
        found = [trial for trial in trials if trial.number == number]
        column, row = (int(bins.of(found)[0]) if found else -1 for bins in (across, down))
        return None if min(column, row) < 0 else (len(self.rows) - 1 - row, column)


def heat_cells(trials: Sequence[Trial], plan: Plan, across: Bins, down: Bins, best: bool) -> HeatCells:
    """Of the trials that were trained to the end: the best or the mean score in each cell, over all other settings."""
    ranked = [trial for trial in trials if trial.is_ranked]
    shape = len(down.names), len(across.names)
    values, counts, numbers = np.full(shape, np.nan), np.zeros(shape, np.int64), np.full(shape, -1)
    sign = 1.0 if plan.higher_is_better else -1.0
    if ranked:
        scores = np.array([trial.score for trial in ranked])
        columns, rows = across.of(ranked), shape[0] - 1 - down.of(ranked)
        for row, column in {*zip(rows.tolist(), columns.tolist(), strict=True)}:
            if not (0 <= row < shape[0] and column >= 0):
                continue
            inside = np.flatnonzero((rows == row) & (columns == column))
            first = inside[int((sign * scores[inside]).argmax())]
            values[row, column] = scores[first] if best else scores[inside].mean()
            counts[row, column], numbers[row, column] = len(inside), ranked[first].number
    return HeatCells(across.names, tuple(reversed(down.names)), values, counts, numbers)
