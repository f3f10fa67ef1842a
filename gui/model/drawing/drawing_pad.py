"""The pad on which points are drawn: its tools, and what gestures of the mouse do with them. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.number_format import format_count
from engine.core.translation import N_, _
from engine.data.datasets.drawn_points import CLASSES, CURVE, NUMBER, DrawnPoints
from engine.data.drawing import strokes
from engine.data.drawing.point_set import EDGE, LARGEST_VALUE, MOST_CLASSES, MOST_POINTS, NO_POINTS, UNIT, PointSet
from engine.data.drawing.strokes import Place
from gui.model.drawing.point_selection import PointSelection

BRUSH, POINT, ERASER, SELECT = TOOLS = ("brush", "point", "eraser", "select")
REACH = (0.2, 0.2)  # units from a place to a point that is meant by it
DRAW, ERASE, MOVE = N_("Draw points"), N_("Erase points"), N_("Move points")


@dataclass(frozen=True)
class ToolSettings:
    """radius of brush and eraser in units of the axes; density: points per unit of the brush's way; `chosen_class`, from 0, or
    `number` is the target of new points.
    """

    tool: str = BRUSH
    radius: float = 0.6
    density: float = 6.0
    chosen_class: int = 0
    number: float = 1.0


class DrawingPad:
    """Changes by its methods; those that may change points return whether they did. `text` is what Undo calls the last change.

    `stroke` counts gestures: what one of them does is undone as one. Places are in units of the axes.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.data, self.settings, self.rng = DrawnPoints(), ToolSettings(), rng
        self.points: PointSet = NO_POINTS
        self.selection = PointSelection()
        self.note, self.text, self.stroke = "", "", 0
        self.nudged = -1  # the gesture that a run of nudges is
        self._last: Place | None = None  # of the gesture that is going on
        self._owed = 0.0  # points of the brush that are due

    def show(self, data: DrawnPoints) -> None:
        """These are the project's points. After an edit that did not come from here gesture and selection end."""
        changed = data.points != self.points.text()
        self.data = data
        if changed:
            self.points, self._last, self.note, self.nudged = data.drawn(), None, "", -1
            self.selection.clear(len(self.points))

    def drawing(self) -> DrawnPoints:
        """The data with the points as they are now."""
        return self.data.with_points(self.points)

    @property
    def is_drawing(self) -> bool:
        """Whether a gesture is going on."""
        return self._last is not None

    @property
    def target(self) -> float:
        """The third column of new points."""
        if self.data.draws == CLASSES:
            return self.settings.chosen_class
        return round(self.settings.number * UNIT) if self.data.draws == NUMBER else 0

    def choose(self, tool: str) -> None:
        """Use this tool from now on."""
        self.settings = replace(self.settings, tool=tool)
        if tool != SELECT:
            self.selection.clear(len(self.points))

    def set_target(self, target: float) -> bool:
        """The class, from 0, or the number of new points; selected ones get it as well."""
        if self.data.draws == CLASSES:
            self.settings = replace(self.settings, chosen_class=min(max(int(target), 0), MOST_CLASSES - 1))
        elif self.data.draws == NUMBER:
            self.settings = replace(self.settings, number=min(max(float(target), -LARGEST_VALUE), LARGEST_VALUE))
        if self.data.draws == CURVE or not self.selection.mask.any():
            return False
        self.stroke += 1
        return self.change(strokes.with_target(self.points, self.selection.mask, self.target), _("Change the target of points"))

    def press(self, at: Place, reach: Place = REACH, adds: bool = False) -> bool:
        """A gesture begins. `reach`: how far along x and y a point may be to be meant; `adds` to what is selected."""
        self.stroke, self.note, self._last, self._owed = self.stroke + 1, "", at, 0.0
        if self.settings.tool == SELECT:
            self.selection.press(self.points, at, reach, adds)
            return False
        return self._erase(at, at) if self.settings.tool == ERASER else self._add([at])

    def drag(self, at: Place) -> bool:
        """The gesture goes on to a place."""
        start = self._last
        if start is None or self.settings.tool == POINT:
            return False
        self._last = at
        if self.settings.tool == ERASER:
            return self._erase(start, at)
        if self.settings.tool == SELECT:
            return self.change(self.selection.drag(self.points, at), _(MOVE))
        self._owed += self.settings.density * float(np.hypot(at[0] - start[0], at[1] - start[1]))
        count = int(self._owed)
        self._owed -= count
        return count > 0 and self._add(strokes.sprayed(start, at, self.settings.radius, count, self.rng))

    def release(self) -> None:
        """The gesture ends."""
        self._last = None
        self.selection.end()

    def change(self, points: PointSet, text: str) -> bool:
        """Other points, by what Undo calls `text`; returns whether they differ."""
        if points == self.points:
            return False
        self.points, self.text = points, text
        self.selection.fit(len(points))
        return True

    def _erase(self, start: Place, end: Place) -> bool:
        return self.change(strokes.erased(self.points, start, end, self.settings.radius), _(ERASE))

    def _add(self, places: object) -> bool:
        places = np.clip(np.asarray(places, np.float64), -EDGE, EDGE)
        if len(places) > MOST_POINTS - len(self.points):
            text = _("There is no room for more than {most} points: erase some first.")
            self.note = text.format(most=format_count(MOST_POINTS))
        return self.change(self.points.with_more(places, self.target), _(DRAW))
