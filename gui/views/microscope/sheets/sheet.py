"""The numbers of a stage as a sheet of cells: which number stands where, what it is called, and what it was made of.

Nothing is written here as text before it is seen: a layer may have 200,000 weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.core.arrays import Array


@dataclass(frozen=True)
class Span:
    """Cells side by side."""

    top: int
    left: int
    rows: int = 1
    columns: int = 1

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row < self.top + self.rows and self.left <= column < self.left + self.columns


@dataclass(frozen=True)
class Worked:
    """How one number comes about: `rule` in symbols, `sum` with the numbers put in but without the result, `name` of the number.

    `made_of` are the cells that it was made of. `unit` is the neuron that it belongs to, `place` its index in θ.
    """

    name: str
    rule: str
    sum: str = ""
    made_of: tuple[Span, ...] = ()
    unit: int | None = None
    place: int | None = None
    size: float = 0.0  # of the terms that it is a sum or difference of: where they nearly cancel, few figures of it are known


@dataclass(frozen=True, eq=False)
class Region:
    """Numbers that are of one kind, (rows, columns), with their upper left cell. `asked`: worth asking for in a quiz."""

    values: Array
    top: int
    left: int
    worked: Callable[[int, int], Worked]
    asked: bool = False

    @property
    def span(self) -> Span:
        return Span(self.top, self.left, *self.values.shape)


@dataclass(frozen=True, eq=False)
class Sheet:
    """All regions, and the names of rows and columns. `start` is the cell that is looked at first."""

    rows: int
    columns: int
    row_name: Callable[[int], str]
    column_name: Callable[[int], str]
    regions: Sequence[Region]
    start: tuple[int, int] = (0, 0)

    def find(self, row: int, column: int) -> tuple[Region, int, int] | None:
        """The region of a cell, and the place in it; None for an empty cell."""
        for one in self.regions:
            if one.span.holds(row, column):
                return one, row - one.top, column - one.left
        return None

    def value(self, row: int, column: int) -> float | None:
        found = self.find(row, column)
        return None if found is None else float(found[0].values[found[1], found[2]])

    def worked(self, row: int, column: int) -> Worked | None:
        found = self.find(row, column)
        return None if found is None else found[0].worked(found[1], found[2])


@dataclass(frozen=True, eq=False)
class Quantity:
    """A column of a sheet with a row for each unit: its name, its numbers (units,), and how each comes about.

    `sum` puts the numbers of a unit in; `of` are the columns that it was made of. `own_rule`: that of a unit, if they differ.
    """

    name: str
    values: Array
    rule: str = ""
    sum: Callable[[int], str] = lambda unit: ""
    of: tuple[int, ...] = ()
    asked: bool = False
    sizes: Array | None = None  # (units,): see `Worked.size`
    own_rule: Callable[[int], str] | None = None


def unit_sheet(
    quantities: Sequence[Quantity], row_name: Callable[[int], str], name_of: Callable[[str, int], str], rows_are: str = "unit"
) -> Sheet:
    """A sheet of columns; `name_of` gives the name of a quantity of one unit. `rows_are`: which field of `Worked` counts them."""

    def region(column: int, one: Quantity) -> Region:
        def worked(unit: int, _column: int) -> Worked:
            spans = tuple(Span(unit, other) for other in one.of)
            counted = {rows_are: unit}
            size = 0.0 if one.sizes is None else float(one.sizes[unit])
            name = name_of(one.name, unit)
            rule = one.rule if one.own_rule is None else one.own_rule(unit)
            return Worked(name, rule, one.sum(unit), spans, counted.get("unit"), counted.get("place"), size)

        return Region(one.values.reshape(-1, 1), 0, column, worked, one.asked)

    regions = [region(column, one) for column, one in enumerate(quantities)]
    start = max((column for column, one in enumerate(quantities) if one.of), default=len(quantities) - 1)
    return Sheet(len(quantities[0].values), len(quantities), row_name, lambda at: quantities[at].name, regions, (0, start))
