"""The grid of inputs that pictures are drawn over: which inputs run along its axes, and what the others are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.surfaces.nearest_rows import nearest_inputs
from engine.training.session import Session

GRIDS = 5  # so many grids are kept until the data change


@dataclass(frozen=True)
class Plane:
    """What a picture shows. axes: the inputs along its x and y (one for a curve). fixed: raw values of all inputs, used for those
    on no axis; empty for the means of the training rows. follow: these are instead those of the training rows nearest to each
    place.
    """

    axes: tuple[int, ...] = (0, 1)
    fixed: tuple[float, ...] = ()
    follow: bool = False


def axes_of(data: Data, plane: Plane) -> tuple[int, ...]:
    """The axes that are asked for, as far as the data have them."""
    return tuple(axis for axis in plane.axes if axis < data.inputs) or (0,)


def grid(data: Data, plane: Plane, resolution: int) -> Array:
    """What the network sees of a grid over the plane: (points, network inputs), the first axis running fastest.

    Axes and held values are those of the raw inputs.
    """
    axes = axes_of(data, plane)
    if plane.follow and data.inputs > len(axes):
        points = nearest_inputs(data, axes, resolution)
    else:
        held = np.array(plane.fixed) if len(plane.fixed) == data.inputs else data.table.inputs[data.train].mean(0)
        points = np.tile(held, (resolution ** len(axes), 1))
    ticks = [np.linspace(*data.domain(axis), resolution) for axis in axes]
    for axis, column in zip(axes, np.meshgrid(*ticks), strict=True):
        points[:, axis] = column.ravel()
    return data.transform(points)


class Grids:
    """Changes: keeps a few grids of one dataset."""

    def __init__(self) -> None:
        self._data: Data | None = None
        self._grids: dict[tuple[Plane, int, object], Array] = {}

    def of(self, session: Session, plane: Plane, resolution: int) -> Array:
        """As `grid`, in the session's dtype, column by column as a tape reads it."""
        if session.data is not self._data:
            self._data, self._grids = session.data, {}
        key = plane, resolution, session.dtype
        if key not in self._grids:
            if len(self._grids) >= GRIDS:
                self._grids.clear()
            self._grids[key] = np.asarray(grid(session.data, plane, resolution), session.dtype, order="F")
        return self._grids[key]
