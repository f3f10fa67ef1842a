"""Which of the drawn points are selected, and how a rectangle, a click or a drag selects and moves them."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.drawing import strokes
from engine.data.drawing.point_set import NO_POINTS, PointSet
from engine.data.drawing.strokes import Place


class PointSelection:
    """Changes by its methods. mask: (points,) bool; `rectangle`: two corners while one is being drawn."""

    def __init__(self) -> None:
        self.mask: Array = np.zeros(0, bool)
        self.rectangle: tuple[Place, Place] | None = None
        self._before: Array = self.mask  # what was selected when the rectangle began
        self._grip: Place | None = None  # where a move began
        self._moved: PointSet = NO_POINTS  # the points when it began

    def clear(self, count: int) -> None:
        """Nothing is selected of so many points, and no gesture goes on."""
        self.mask = np.zeros(count, bool)
        self.end()

    def fit(self, count: int) -> None:
        """There are so many points now: new ones come last; where some went nothing is selected."""
        if count < len(self.mask):
            self.clear(count)
        else:
            self.mask = np.append(self.mask, np.zeros(count - len(self.mask), bool))

    def press(self, points: PointSet, at: Place, reach: Place, adds: bool) -> None:
        """On a point: it is selected and can be moved. Beside all of them a rectangle begins."""
        found = strokes.nearest(points, at, reach)
        if found is not None and self.mask[found]:
            self._before = self.mask.copy()
        else:
            self._before = self.mask.copy() if adds else np.zeros(len(points), bool)
        self.mask = self._before.copy()
        if found is None:
            self.rectangle = at, at
        else:
            self.mask[found] = True
            self._grip, self._moved = at, points

    def drag(self, points: PointSet, at: Place) -> PointSet:
        """The points with those that are selected moved; the same ones while a rectangle is drawn."""
        if self._grip is not None:
            return strokes.moved(self._moved, self.mask, (at[0] - self._grip[0], at[1] - self._grip[1]))
        if self.rectangle is not None:
            self.rectangle = self.rectangle[0], at
            self.mask = self._before | strokes.inside(points, *self.rectangle)
        return points

    def end(self) -> None:
        """The gesture ends."""
        self._grip = self.rectangle = None
