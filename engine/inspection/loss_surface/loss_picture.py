"""The request for a picture of the loss around the present weights, and what it is answered with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.inspection.loss_surface.directions import filter_normalised, principal_directions
from engine.inspection.loss_surface.loss_costs import LossCosts
from engine.inspection.loss_surface.parameter_plane import DirectionPlane, NumberPlane, ParameterPlane
from engine.inspection.loss_surface.picture_grid import PictureGrid, Range
from engine.inspection.loss_surface.run_path import PathMemory, RunPath
from engine.inspection.loss_surface.shown_range import ShownRange
from engine.inspection.loss_surface.trained_number import TrainedNumber, place_in_theta
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.training.session import Session

PIECE, PIECE_WAITED = 0.01, 0.024  # seconds of losses for one snapshot, while it trains, and while somebody waits for it
SLOW, PIECE_SLOW = 5e-4, 0.15  # seconds of one loss of a large network, for which snapshots are expensive too: fewer are better
SLOPE_SECONDS = 0.004  # that slopes may take while it trains
LEAST_HALF = 2.0  # of the shown range of a trained number, at least


@dataclass(frozen=True)
class Numbers:
    """Over these trained numbers, one or two."""

    numbers: tuple[TrainedNumber, ...]


@dataclass(frozen=True)
class RandomDirections:
    """Along two random directions, filter-normalised."""

    seed: int


@dataclass(frozen=True)
class PathDirections:
    """Along the two directions in which the run has moved most."""


Axes = Numbers | RandomDirections | PathDirections


@dataclass(frozen=True, eq=False)
class LossPicture:
    """What is known by now. Losses are those of the training rows that the loss curve is measured on, with the penalty if that
    was asked for; infinite where they are too large for a number.

    `values` (y, x), or (x,) along a line, over `ranges`: the finest grid that is complete, empty before there is one; the other
    weights are those of step `step`. `present`: where the weights are now, its loss, and the slopes of the loss along the axes in
    it (NaN where they were not computed). The path's dots stand at `places` (n, dimensions), `away` (n,) from the plane, the last
    one now. `shares`: of the path's variance that each axis explains, for `PathDirections`. `whole`: it gets no finer;
    `seconds`: what one loss costs.
    """

    axes: Axes
    penalised: bool
    ranges: tuple[Range, ...]
    values: Array
    step: int
    present: Array
    loss: float
    slopes: Array
    steps: Array
    places: Array
    losses: Array
    away: Array
    shares: tuple[float, ...] = ()
    whole: bool = False
    seconds: float = 0.0

    @property
    def dimensions(self) -> int:
        """1 for a curve over one axis, 2 for a surface over two."""
        return len(self.ranges)


@dataclass(frozen=True)
class LossSurface(SnapshotRequest[LossPicture | None]):
    """None where there is nothing along the axes: a number that is not there, a run without a path, weights that are all zero.

    `ranges`: along the axes; none for around the path and the present point, in a picture `aspect` times as wide as high. `turn`
    only makes requests different: as long as nothing changes, each further one gets a finer picture, until it is `whole`.
    """

    every_frame: ClassVar[bool] = False
    rest: ClassVar[float | None] = 0.06
    share: ClassVar[float | None] = 0.1

    axes: Axes
    ranges: tuple[Range, ...] = ()
    aspect: float = 1.0
    penalised: bool = False
    turn: int = 0

    def result(self, session: Session, workspace: Workspace) -> LossPicture | None:
        with np.errstate(all="ignore"):
            return workspace.memory(SurfaceMemory).picture(self, session, workspace.training)


@dataclass(frozen=True, eq=False)
class _Grown:
    """A grid that is computed, or has been, with the step that its weights are of."""

    grid: PictureGrid
    step: int
    shares: tuple[float, ...]


class SurfaceMemory:
    """Changes: keeps the grid that is being computed, and the one on show, of one session and the last request."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()
        self._path, self._range = PathMemory(), ShownRange()
        self._growing: _Grown | None = None
        self._shown: _Grown | None = None
        self._costs: LossCosts | None = None

    def picture(self, request: LossSurface, session: Session, training: bool) -> LossPicture | None:
        """The picture as far as there has been time for it."""
        costs = self._costs_of(session)
        path = self._path.path(session, costs.losses)
        asked = request.axes, request.ranges, request.aspect, request.penalised
        if asked != self._asked:
            self._asked, self._growing, self._shown, self._range = asked, None, None, ShownRange()
        if self._growing is None or not self._goes_on(self._growing.grid, session, training, bool(request.ranges)):
            self._growing = self._begun(request, session, path)
        if self._growing is None:
            self._shown = None
            return None
        grid = self._growing.grid
        waited = not training or self._shown is None  # somebody waits for a picture
        slow = not training and costs.seconds > SLOW
        piece = PIECE_SLOW if slow else PIECE_WAITED if waited else PIECE
        grid.compute(costs, costs.stride(grid.plane.dimensions, training), piece)
        whole = grid.is_done(costs.stride(grid.plane.dimensions, training))
        if grid.points and (whole or self._shown is None or grid.points >= self._shown.grid.points):
            self._shown = self._growing
        shown = self._shown or self._growing
        return _drawn(request, session.network.theta, path, shown, whole and shown is self._growing, costs, training)

    def _costs_of(self, session: Session) -> LossCosts:
        of = session.recipe, session.data, session.network.theta.size
        if self._costs is None or self._of[1] is not of[1] or self._of != of:
            self._of, self._asked, self._costs = of, (), LossCosts(session)
        self._costs.use(session.network.buffers)
        return self._costs

    def _goes_on(self, grid: PictureGrid, session: Session, training: bool, chosen: bool) -> bool:
        """Whether the grid is still of interest: it is of the present weights, or not finished while these change."""
        theta = session.network.theta
        if grid.plane.contains(theta) and np.array_equal(grid.buffers, session.network.buffers):
            place = grid.plane.places(theta[np.newaxis])[0][0]
            return chosen or all(low <= x <= high for x, (low, high) in zip(place, grid.ranges, strict=True))
        assert self._costs is not None
        return training and not grid.is_done(self._costs.stride(grid.plane.dimensions, training))

    def _begun(self, request: LossSurface, session: Session, path: RunPath) -> _Grown | None:
        plane, shares = plane_of(request.axes, session, path)
        if plane is None:
            return None
        least = 1.0 if isinstance(request.axes, RandomDirections) else LEAST_HALF if isinstance(request.axes, Numbers) else 1e-6
        places = plane.places(path.thetas)[0]
        shown = places[-1:] if isinstance(request.axes, RandomDirections) else places
        fits = len(request.ranges) == plane.dimensions  # a path that was straight may have bent since
        ranges = request.ranges if fits else self._range.around(shown, least, request.aspect)
        return _Grown(PictureGrid(plane, ranges, session.network.buffers.copy(), request.penalised), session.step, shares)


def plane_of(axes: Axes, session: Session, path: RunPath) -> tuple[ParameterPlane | None, tuple[float, ...]]:
    """The plane through the present weights, and the shares of the path's variance along its axes; None where there is none."""
    network = session.network
    if isinstance(axes, Numbers):
        indices = [place_in_theta(network.layers, number) for number in axes.numbers]
        known = tuple(index for index in indices if index is not None)
        return (NumberPlane(network.theta, known) if len(known) == len(axes.numbers) > 0 else None), ()
    if isinstance(axes, RandomDirections):
        rng = np.random.default_rng(axes.seed)
        directions = np.stack([filter_normalised(network, rng) for _ in range(2)])
        return (DirectionPlane(network.theta, directions) if directions.any() else None), ()
    directions, shares = principal_directions(path.thetas[path.fixed])
    plane = DirectionPlane(network.theta, directions) if len(directions) else None
    return plane, tuple(float(share) for share in shares)


def _drawn(
    request: LossSurface, theta: Array, path: RunPath, shown: _Grown, whole: bool, costs: LossCosts, training: bool
) -> LossPicture:
    grid, penalty = shown.grid, path.penalties * request.penalised
    places, away = grid.plane.places(path.thetas)
    slopes = costs.slopes(grid.plane, theta, places[-1], request.penalised, SLOPE_SECONDS if training else math.inf)
    losses = path.losses + penalty
    return LossPicture(
        axes=request.axes,
        penalised=request.penalised,
        ranges=grid.ranges,
        values=grid.picture() if grid.points else np.empty((0,) * len(grid.ranges)),
        step=shown.step,
        present=places[-1],
        loss=float(losses[-1]),
        slopes=slopes,
        steps=path.steps,
        places=places,
        losses=losses,
        away=away,
        shares=shown.shares,
        whole=whole,
        seconds=costs.seconds,
    )
