"""The user's project: one immutable value, which is exactly what is saved."""

from __future__ import annotations

from dataclasses import dataclass

from engine.inspection.surfaces.input_grid import Plane
from engine.recipe.recipe import Recipe


@dataclass(frozen=True)
class Axes:
    """The inputs that the decision boundary shows (one or two), and the raw values at which all the others are held.

    `fixed` holds a value for every input; empty, before the user moves a slider, it means the means of the training rows.
    `follow`: at each point of the grid the other inputs are those of the nearest training rows instead.
    """

    shown: tuple[int, ...] = (0, 1)
    fixed: tuple[float, ...] = ()
    follow: bool = False

    @property
    def plane(self) -> Plane:
        """The same as the requests of snapshots take it."""
        return Plane(self.shown, self.fixed, self.follow)


@dataclass(frozen=True)
class Project:
    """A recipe, and the choices of its views that are worth keeping. `unfolded`: ids of large layers that show all neurons.

    `own_loss`: the user has chosen the loss; otherwise it follows what is to be learned, classes or a number.
    """

    recipe: Recipe = Recipe()
    axes: Axes = Axes()
    notes: str = ""
    unfolded: frozenset[int] = frozenset()
    own_loss: bool = False
