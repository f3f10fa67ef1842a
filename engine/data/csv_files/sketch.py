"""What a dialog shows of a table: how it was read, its first rows, and each column with its role, its values and its gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array, mean_and_deviation
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.columns import Column
from engine.data.csv_files.inputs import ordered_levels_of
from engine.data.csv_files.roles import Role, is_yes_no

BINS = 12  # of a small histogram
MOST_SHOWN = 50  # levels


@dataclass(frozen=True)
class ColumnSketch:
    """One column. role: input, target or out; kind: number, category or ordered; both as they will be used.

    reason: why it is suggested as left out, "" otherwise. missing: the share of gaps; fill: what stands for them. low, high,
    mean: of a column of numbers, NaN without any; bars: counts of numbers in `BINS` equal parts from low to high, or of the
    levels, which `levels` names (the most frequent first when there are more than can be shown).
    """

    name: str
    role: str
    kind: str
    reason: str
    is_numeric: bool
    missing: float
    fill: str
    low: float
    high: float
    mean: float
    levels: tuple[str, ...]
    bars: tuple[int, ...]
    different: int
    words: tuple[str, ...] = ()

    @property
    def is_yes_no(self) -> bool:
        return is_yes_no(self.levels)


@dataclass(frozen=True)
class TableSketch:
    """rows: the first rows as text, without the line of names; label: the column that is learned; task: what "auto" makes of it.

    encoding, delimiter: in words; separator, decimal, thousands: the marks. whole: whether all rows were looked at, not only the
    first. problem: why the numbers of the file cannot be told, as a sentence; "" when they can. kind: text, workbook or arff.
    """

    columns: tuple[ColumnSketch, ...]
    rows: tuple[tuple[str, ...], ...]
    label: str
    task: str
    encoding: str
    delimiter: str
    separator: str
    decimal: str
    thousands: str
    has_header: bool
    whole: bool
    problem: str = ""
    kind: str = "text"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers."""
        return tuple(column.is_numeric for column in self.columns)


def sketches_of(
    columns: list[Column], target: Column, roles: dict[str, Role], choices: ReadingChoices
) -> tuple[ColumnSketch, ...]:
    """Each column as a dialog shows it."""
    return tuple(_sketch(column, column is target, roles[column.name], choices) for column in columns)


def _sketch(column: Column, is_target: bool, role: Role, choices: ReadingChoices) -> ColumnSketch:
    known = column.values[~np.isnan(column.values)]
    numbers = role.kind == "number" or (is_target and column.is_numeric)
    levels: tuple[str, ...] = ()
    bars = _histogram(known) if numbers and len(known) else ()
    if not numbers:
        levels, bars = ordered_levels_of(column, role.kind, choices, MOST_SHOWN)
    gaps = column.gaps + (column.texts if role.kind == "number" and not is_target else 0)
    fill = choices.of(column.name).missing or (choices.fill if role.kind == "number" else "")
    return ColumnSketch(
        name=column.name,
        role=role.role,
        kind=role.kind,
        reason=role.reason,
        is_numeric=column.is_numeric,
        missing=gaps / max(1, len(column.cells)),
        fill="rows" if is_target else fill or ("rows" if role.kind in ("number", "ordered") else "level"),
        low=float(known.min()) if len(known) else float("nan"),
        high=float(known.max()) if len(known) else float("nan"),
        mean=float(mean_and_deviation(known)[0]) if len(known) else float("nan"),
        levels=levels,
        bars=bars,
        different=len(np.unique(known)) + len(column.levels),
        words=column.words,
    )


def _histogram(known: Array) -> tuple[int, ...]:
    low, high = float(known.min()), float(known.max())
    if not high > low or high - low == float("inf"):
        return (len(known),)
    places = np.minimum((known - low) / (high - low) * BINS, BINS - 1).astype(int)
    return tuple(int(count) for count in np.bincount(places, minlength=BINS))
