"""Points drawn by hand, as one value: places and targets in thousandths, and the text that carries them in files."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _

MOST_POINTS = 5_000
MOST_CLASSES = 10
UNIT = 1000  # coordinates and numbers are kept in thousandths
EDGE = 6.0  # places lie from -6 to 6
LARGEST_VALUE = 30.0  # of a number to predict, in size; a curve from elsewhere may go beyond the edge
COLUMNS = 3  # x, y, and the class or the number; a curve's number is y, its third column 0
LONGEST = 4 * (2 * COLUMNS * MOST_POINTS // 3 + 1)  # letters of the text of so many points


@dataclass(frozen=True, eq=False)
class PointSet:
    """cells: (points, 3) int16, read-only: x, y and target of each, in the order in which they were drawn.

    Coordinates and numbers are in thousandths, classes count from 0.
    """

    cells: Array

    def __post_init__(self) -> None:
        self.cells.setflags(write=False)

    def __len__(self) -> int:
        return len(self.cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PointSet) and np.array_equal(self.cells, other.cells)

    @property
    def places(self) -> Array:
        """x and y of each point, (points, 2) float64."""
        places: Array = self.cells[:, :2] / UNIT
        return places

    @property
    def targets(self) -> Array:
        """The third column of each, (points,) int64: its class, or its number in thousandths."""
        return self.cells[:, 2].astype(np.int64)

    def kept(self, which: Array) -> PointSet:
        """Only those that `which`, (points,) bool, names."""
        return PointSet(self.cells[which])

    def with_more(self, places: Array, target: float) -> PointSet:
        """With points at `places`, (n, 2), of one target, at the end: as many as there is room for."""
        room = max(0, MOST_POINTS - len(self))
        if not room or not len(places):
            return self
        places = as_cells(places[:room], EDGE)
        column = np.full((len(places), 1), target, np.int16)
        return PointSet(np.concatenate([self.cells, np.hstack([places, column])]))

    def text(self) -> str:
        """The points as letters: base64 of int16, least byte first, three to a point."""
        return base64.b64encode(self.cells.astype("<i2").tobytes()).decode("ascii")


NO_POINTS = PointSet(np.empty((0, COLUMNS), np.int16))


def as_cells(numbers: Array, largest: float) -> Array:
    """Numbers in thousandths, those beyond ±largest at that end."""
    cells: Array = np.rint(np.clip(numbers, -largest, largest) * UNIT).astype(np.int16)
    return cells


@lru_cache(maxsize=32)
def points_of(text: str) -> PointSet:
    """The points that `PointSet.text` wrote. Raises ValueError with a sentence when the text is damaged, or holds too many."""
    if len(text) > LONGEST:
        raise ValueError(too_many(len(text) // (8 * COLUMNS // 3)))
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as problem:
        raise ValueError(_("The drawn points are damaged: they cannot be read.")) from problem
    if len(raw) % (2 * COLUMNS):
        raise ValueError(_("The drawn points are damaged: a point is not whole."))
    cells = np.frombuffer(raw, "<i2").astype(np.int16).reshape(-1, COLUMNS)
    if len(cells) > MOST_POINTS:
        raise ValueError(too_many(len(cells)))
    if len(cells) and (np.abs(cells[:, :2].astype(np.int64)) > np.array([EDGE, LARGEST_VALUE]) * UNIT).any():
        raise ValueError(_("The drawn points are damaged: a point lies outside of the picture, which ends at −6 and 6."))
    return PointSet(cells)


def too_many(count: int) -> str:
    """That there is no room for so many."""
    text = _("{count} points are more than the {most} that can be drawn: take a set with fewer.")
    return text.format(count=format_count(count), most=format_count(MOST_POINTS))
