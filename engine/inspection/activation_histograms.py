"""What each layer's units give on the training rows: histograms, and how many units are dead or saturated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.histograms import counted, nice_limit
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.unit_health import MOST_ROWS, UnitHealth, health_of_layers, rows_after_first
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class ActivationHistogram:
    """One layer's outputs on a sample of the training rows: `counts` (bins,) between `edges`, from `low` to `high`.

    health: which units are dead or saturated; None for a layer whose activation does not tell.
    """

    layer: int
    units: int
    edges: Array
    counts: Array
    health: UnitHealth | None
    low: float
    high: float


@dataclass(frozen=True)
class ActivationHistograms(SnapshotRequest[tuple[ActivationHistogram, ...]]):
    """A histogram of each layer's outputs, first layer first."""

    def result(self, session: Session, workspace: Workspace) -> tuple[ActivationHistogram, ...]:
        return activation_histograms(session.network, session.data)


def activation_histograms(network: Network, data: Data) -> tuple[ActivationHistogram, ...]:
    """A histogram of each layer's outputs on a sample of the training rows, first layer first."""
    outputs = network.outputs_of_layers(data.x(data.train[:MOST_ROWS]))
    health = health_of_layers(network, outputs, rows_after_first(data))
    return tuple(_histogram(info, outputs[info.id], health[info.id]) for info in network.layers)


def _histogram(info: LayerInfo, outputs: Array, health: UnitHealth | None) -> ActivationHistogram:
    edges, counts = counted(outputs, nice_limit(outputs))
    low, high = (float(f(outputs)) if outputs.size else float("nan") for f in (np.min, np.max))
    return ActivationHistogram(info.id, info.units_out, edges, counts, health, low, high)
