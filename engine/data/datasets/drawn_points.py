"""The user's own points, drawn by hand in the picture of the output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.params import param
from engine.core.translation import _
from engine.data.data_problem import DataProblem, TooFewPoints
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import INPUT_NAMES
from engine.data.drawing.point_set import (
    EDGE,
    LARGEST_VALUE,
    LONGEST,
    MOST_CLASSES,
    MOST_POINTS,
    UNIT,
    PointSet,
    as_cells,
    points_of,
    too_many,
)
from engine.data.drawing.stable_split import stable_split, stable_validation
from engine.data.preprocessing import NO_TEST_ROWS
from engine.data.table import Table, Task, make_table

CLASSES, NUMBER, CURVE = DRAWS = ("classes", "number", "curve")
ALL = 1 - 1e-9  # a share above it leaves nothing
FEWEST_TO_SPLIT = 20  # of fewer points all are for training and testing alike


@DATASETS.add("drawn_points", "Your own points")
@dataclass(frozen=True)
class DrawnPoints(Dataset):
    """Points that you draw with the mouse in the picture of the output, while the network learns them.

    There are as many classes as the largest that is drawn says. Raises ValueError when the text of the points is damaged.
    """

    order: ClassVar[int] = 298
    generated: ClassVar[bool] = False
    train_share: ClassVar[float] = 0.7
    draws: str = param(
        CLASSES,
        "What is drawn",
        choices=DRAWS,
        hidden=True,
        help="classes: which class each place has. number: a number at each place. curve: y over one input x.",
    )
    points: str = param("", "Drawn points", hidden=True, longest=LONGEST, help="Place and target of each point, as base64.")

    def __post_init__(self) -> None:
        found = self.drawn()
        if self.draws != CURVE and np.abs(found.places).max(initial=0) > EDGE:
            raise ValueError(_("The drawn points are damaged: a point lies outside of the picture, which ends at −6 and 6."))
        if self.draws == CLASSES and len(found) and not 0 <= found.cells[:, 2].min() <= found.cells[:, 2].max() < MOST_CLASSES:
            raise ValueError(_("The drawn points are damaged: their classes must be from 1 to {most}.").format(most=MOST_CLASSES))
        if self.draws == NUMBER and len(found) and np.abs(found.targets).max() > LARGEST_VALUE * UNIT:
            text = _("The drawn points are damaged: their numbers must be from {low} to {high}.")
            raise ValueError(text.format(low=-LARGEST_VALUE, high=LARGEST_VALUE))

    def drawn(self) -> PointSet:
        return points_of(self.points)

    @property
    def inputs(self) -> int:
        return 1 if self.draws == CURVE else 2

    @property
    def task(self) -> Task:
        """Two classes at least: which other ones there are the points say."""
        points = self.drawn()
        return Task(max(2, int(points.cells[:, 2].max(initial=0)) + 1) if self.draws == CLASSES else 0)

    @property
    def keeps_test_rows(self) -> bool:
        return len(self.drawn()) >= FEWEST_TO_SPLIT

    @property
    def plotted_domain(self) -> tuple[float, float] | None:
        return self.domain

    def continues(self, other: Dataset) -> bool:
        return isinstance(other, DrawnPoints) and other.draws == self.draws

    def with_points(self, points: PointSet) -> DrawnPoints:
        return replace(self, points=points.text())

    def as_drawing_of(self, draws: str) -> DrawnPoints:
        """The same places with targets of another kind: class 1 is −1 and class 2 is 1; over a curve y is the number."""
        cells = self.drawn().cells
        target: Array = np.zeros(len(cells))
        if (self.draws, draws) == (CLASSES, NUMBER):
            target = np.where(cells[:, 2] == 0, -1, cells[:, 2]) * UNIT
        elif (self.draws, draws) == (NUMBER, CLASSES):
            target = cells[:, 2] > 0
        elif self.draws == draws:
            target = cells[:, 2]
        places = cells[:, :2] if draws == CURVE else np.clip(cells[:, :2], -EDGE * UNIT, EDGE * UNIT).astype(np.int16)
        points = PointSet(np.column_stack([places, target.astype(np.int16)]))
        return DrawnPoints(draws, points.text())

    def split(self, table: Table, train_share: float, rng: np.random.Generator) -> tuple[Array, Array]:
        return stable_split(self.drawn(), self.task.classes, train_share, int(rng.integers(2**32)))

    def split_off_validation(
        self, table: Table, parts: tuple[Array, Array], shares: tuple[float, float], rng: np.random.Generator
    ) -> tuple[Array, Array]:
        (_train, test), (train_share, share) = parts, shares
        among = share / (1 - train_share)
        if among > ALL:
            raise DataProblem(_(NO_TEST_ROWS))
        return stable_validation(self.drawn(), test, among, int(rng.integers(2**32)))

    def make(self, rng: np.random.Generator) -> Table:
        """Raises TooFewPoints while there are too few points to learn from."""
        points = self.drawn()
        if not len(points):
            raise TooFewPoints(_("Draw points to learn from: press the mouse in the picture of the output and move it."))
        if self.draws == CLASSES:
            present = np.unique(points.targets)
            if len(present) < 2:
                text = _("All points are of class {one}: choose another class, with the keys 1 to 9, and draw points of it.")
                raise TooFewPoints(text.format(one=int(present[0]) + 1))
            names = tuple(_("class {number}").format(number=k + 1) for k in range(self.task.classes))
            return make_table(points.places, points.targets, INPUT_NAMES, _("class"), names)
        if len(points) < 2:
            raise TooFewPoints(_("One point is too few to learn numbers from: draw more."))
        if self.draws == CURVE:
            return make_table(points.places[:, :1], points.places[:, 1], ("x",), "y")
        return make_table(points.places, points.targets / UNIT, INPUT_NAMES, _("number"))


def drawing_of(table: Table) -> DrawnPoints:
    """The rows of a table of one or two inputs as drawn points. Raises ValueError with a sentence when they cannot be."""
    inputs, target = table.inputs, table.target
    one = inputs.shape[1] == 1
    if inputs.shape[1] > 2 or (one and table.classes):
        raise ValueError(_("Points can be edited by hand where there are two inputs, or one input and a number to predict."))
    if len(target) > MOST_POINTS:
        raise ValueError(too_many(len(target)))
    if len(table.classes) > MOST_CLASSES:
        text = _("{count} classes are more than the {most} that can be drawn.")
        raise ValueError(text.format(count=len(table.classes), most=MOST_CLASSES))
    places = np.column_stack([inputs[:, 0], target if one else inputs[:, 1]])
    if np.abs(inputs).max() > EDGE or (not table.classes and np.abs(target).max() > LARGEST_VALUE):
        text = _("Points can be edited by hand where inputs lie within ±{edge}, and numbers to predict within ±{largest}.")
        raise ValueError(text.format(edge=format_number(EDGE), largest=format_number(LARGEST_VALUE)))
    numbers = not one and not table.classes
    column = as_cells(target, LARGEST_VALUE) if numbers else np.zeros(len(target), np.int16) if one else target.astype(np.int16)
    points = PointSet(np.column_stack([as_cells(places, LARGEST_VALUE), column]))
    return DrawnPoints(CURVE if one else NUMBER if numbers else CLASSES, points.text())
