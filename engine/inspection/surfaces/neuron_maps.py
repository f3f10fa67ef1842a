"""What neurons give over a plane of the inputs: small maps of all of them, or one neuron's at full resolution."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.surfaces.input_grid import Grids, Plane, axes_of
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.network.parameter_layout import INPUT
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class LayerMaps:
    """All layers' outputs over a grid: `layers` has by id (units, height, width), y growing with the row. `axes`: of the grid."""

    axes: tuple[int, ...]
    layers: dict[int, Array]


@dataclass(frozen=True)
class NeuronMaps(SnapshotRequest[LayerMaps]):
    """Maps of all neurons, at `resolution` points along each axis."""

    plane: Plane
    resolution: int

    def result(self, session: Session, workspace: Workspace) -> LayerMaps:
        width = workspace.points(self.resolution)
        points = workspace.memory(Grids).of(session, self.plane, width)
        return LayerMaps(axes_of(session.data, self.plane), neuron_maps(session.network, points, width))


@dataclass(frozen=True, eq=False)
class NeuronMap:
    """One unit's outputs over a grid: `values` (height, width). `neuron` is the layer's id and the unit."""

    neuron: tuple[int, int]
    values: Array


@dataclass(frozen=True)
class NeuronSurface(SnapshotRequest[NeuronMap | None]):
    """The map of one neuron, or of an input of the network (layer INPUT); None when the network does not have it."""

    plane: Plane
    resolution: int
    neuron: tuple[int, int]

    def result(self, session: Session, workspace: Workspace) -> NeuronMap | None:
        width = workspace.points(self.resolution)
        return neuron_map(session.network, self.neuron, workspace.memory(Grids).of(session, self.plane, width), width)


def neuron_maps(network: Network, points: Array, width: int) -> dict[int, Array]:
    """Each layer's outputs over `points`, a grid `width` points wide: by layer id, (units, height, width)."""
    return {i: a.reshape(len(a), len(points) // width, width) for i, a in network.outputs_of_layers(points).items()}


def neuron_map(network: Network, neuron: tuple[int, int], points: Array, width: int) -> NeuronMap | None:
    """The outputs of one unit over such a grid; None when there is no such unit."""
    layer, unit = neuron
    units = {INPUT: network.inputs} | {info.id: info.units_out for info in network.layers}
    if not 0 <= unit < units.get(layer, 0):
        return None
    values = points[:, unit].copy() if layer == INPUT else network.output_of_unit(points, layer, unit)
    return NeuronMap(neuron, values.reshape(-1, width))
