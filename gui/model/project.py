"""The user's project: one immutable value, and exactly what is saved."""

from __future__ import annotations

from dataclasses import dataclass

from engine.inspection.surfaces.input_grid import Plane
from engine.recipe.recipe import Recipe


@dataclass(frozen=True)
class Axes:
    """Which inputs the boundary shows (one or two), and the raw values of all inputs where the others are held.

    `fixed` is empty until the user moves a slider: then the training rows' means are used. `follow`: each place gets the other
    inputs of the training rows nearest to it instead.
    """

    shown: tuple[int, ...] = (0, 1)
    fixed: tuple[float, ...] = ()
    follow: bool = False

    @property
    def plane(self) -> Plane:
        """As snapshots are asked for it."""
        return Plane(self.shown, self.fixed, self.follow)


@dataclass(frozen=True)
class Project:
    """A recipe and the choices of view that belong to it. `unfolded`: ids of the large layers that show all their neurons."""

    recipe: Recipe = Recipe()
    axes: Axes = Axes()
    notes: str = ""
    unfolded: frozenset[int] = frozenset()
