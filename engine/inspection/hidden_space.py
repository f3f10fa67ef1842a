"""The hidden space: the grid of inputs and the rows of the table as one layer sees them, in a plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.surfaces.input_grid import Grids, Plane
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.training.session import Session

GRID_POINTS = 25  # along each axis of the grid
MOST_ROWS = 1024  # of each part of the data


@dataclass(frozen=True, eq=False)
class LayerProjection:
    """A layer's outputs in a plane: `grid` (2, height, width) of the grid of inputs, `points` (2, n) of `rows` of the table, the
    first `train` of which are training rows.

    `method` says how: 'units' when the layer has two, 'one' when it has a single one (the second coordinate is 0), 'pca' for the
    two directions in which the training rows differ most; `shares` (2,) are their parts of the variance.
    """

    layer: int
    method: str
    shares: tuple[float, float]
    grid: Array
    points: Array
    rows: Array
    train: int


@dataclass(frozen=True)
class HiddenSpace(SnapshotRequest[LayerProjection | None]):
    """The outputs of the layer with this id, over a grid of the plane of inputs; None when there is no such layer."""

    layer: int
    plane: Plane = Plane()

    def result(self, session: Session, workspace: Workspace) -> LayerProjection | None:
        last = workspace.memory(LastDirections)
        grid = workspace.memory(Grids).of(session, self.plane, GRID_POINTS)
        made = projected(session.network, session.data, self.layer, grid, GRID_POINTS, last.of(self.layer))
        if made is None:
            return None
        last.layer, last.directions = self.layer, made[1]
        return made[0]


class LastDirections:
    """Changes: the directions (2, units) of the last picture, so that the next does not flip."""

    def __init__(self) -> None:
        self.layer: int | None = None
        self.directions: Array | None = None

    def of(self, layer: int) -> Array | None:
        return self.directions if layer == self.layer else None


def projected(
    network: Network, data: Data, layer: int, grid: Array, width: int, before: Array | None
) -> tuple[LayerProjection, Array] | None:
    """The grid's and the rows' places as the layer sees them, and the plane's directions (2, units).

    `grid` (points, inputs) is scaled, its first axis running fastest over `width` points. `before` are the directions of the last
    picture: the new ones are turned to their side, so that a picture does not flip from frame to frame.
    """
    info = next((info for info in network.layers if info.id == layer), None)
    if info is None:
        return None
    train, test = data.train[:MOST_ROWS], data.test[:MOST_ROWS]
    rows = np.concatenate([train, test])
    both = network.outputs_of_layers(np.concatenate([grid, data.x(rows)]))[layer].astype(np.float64)
    both = np.clip(np.nan_to_num(both, nan=0.0, posinf=1e30, neginf=-1e30), -1e30, 1e30)
    points = both[:, len(grid) :]
    method, shares, directions, middle = "units", (float("nan"), float("nan")), np.eye(2, info.units_out), 0.0
    if info.units_out == 1:
        method = "one"
    elif info.units_out > 2:
        middle = points[:, : len(train)].mean(1, keepdims=True)
        method, (directions, shares) = "pca", principal(points[:, : len(train)] - middle, before)
    placed = directions @ (both - middle)
    grid_part = placed[:, : len(grid)].reshape(2, -1, width)
    return LayerProjection(layer, method, shares, grid_part, placed[:, len(grid) :], rows, len(train)), directions


def principal(centred: Array, before: Array | None) -> tuple[Array, tuple[float, float]]:
    """The two directions (2, units) in which the columns of (units, rows) differ most, and their shares of the variance.

    By the singular value decomposition. A direction and its opposite are equally good: chosen is the one on the side of `before`,
    or without one that whose largest part is positive.
    """
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    directions = u[:, :2].T
    if len(directions) < 2:
        directions = np.vstack([directions, np.zeros((2 - len(directions), len(centred)))])
    if before is not None and before.shape == directions.shape:
        sides = np.sign((before * directions).sum(1))
    else:
        sides = np.sign(directions[np.arange(2), np.abs(directions).argmax(1)])
    total = float((s**2).sum())
    shares = [*(s[:2] ** 2 / total if total else (0.0, 0.0)), 0.0]
    turned: Array = directions * np.where(sides == 0, 1.0, sides)[:, np.newaxis]
    return turned, (float(shares[0]), float(shares[1]))
