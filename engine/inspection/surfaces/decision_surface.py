"""The decision surface: what the network predicts over a plane of its inputs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.surfaces.input_grid import Grids, Plane, axes_of
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.nn.losses import Loss
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class Surface:
    """Predictions over a grid: `values` (outputs, height, width), y growing with the row.

    Probabilities for cross entropy, scores for other losses on classes, the target's own units for regression. A curve over one
    input has height 1 and only one axis. Domains are raw units.
    """

    axes: tuple[int, ...]
    x_domain: tuple[float, float]
    y_domain: tuple[float, float]
    values: Array


@dataclass(frozen=True)
class DecisionSurface(SnapshotRequest[Surface]):
    """Predictions over a plane, at `resolution` points along each axis."""

    plane: Plane
    resolution: int

    def result(self, session: Session, workspace: Workspace) -> Surface:
        width = workspace.points(self.resolution)
        points = workspace.memory(Grids).of(session, self.plane, width)
        return surface(session.network, session.data, session.recipe.loss, axes_of(session.data, self.plane), points, width)


def surface(network: Network, data: Data, loss: Loss, axes: tuple[int, ...], points: Array, width: int) -> Surface:
    """Predictions over `points`, a grid over the axes with `width` points along the first."""
    predictions = loss.link(network.scores(points))
    if data.task.is_regression:
        predictions = data.target_scaling.undo(predictions)
    y_domain = data.domain(axes[1]) if len(axes) > 1 else (0.0, 0.0)
    return Surface(axes, data.domain(axes[0]), y_domain, predictions.reshape(network.outputs, -1, width))
