"""What each layer's units give on the training rows: histograms, and how many units are dead or saturated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.histograms import counted, nice_limit
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.nn.activations import Activation
from engine.training.session import Session

MOST_ROWS = 1024  # of the training rows
FLAT = 0.05  # of the activation's steepest slope: an output where it is flatter is saturated


@dataclass(frozen=True, eq=False)
class ActivationHistogram:
    """One layer's outputs on a sample of the training rows: `counts` (bins,) between `edges`; shares from 0 to 1.

    dead: units that give the same output on every row. saturated: of all outputs, where the activation's slope is almost 0.
    """

    layer: int
    units: int
    edges: Array
    counts: Array
    dead: float
    saturated: float
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
    found = []
    for block, info in zip(network.blocks, network.layers, strict=True):
        a = outputs[info.id]
        edges, counts = counted(a, nice_limit(a))
        with np.errstate(all="ignore"):
            dead = float(np.mean(np.ptp(a, axis=1) == 0))
        flat = saturated_share(getattr(block.layer, "activation", None), a)
        low, high = (float(f(a)) if a.size else float("nan") for f in (np.min, np.max))
        found.append(ActivationHistogram(info.id, info.units_out, edges, counts, dead, flat, low, high))
    return tuple(found)


def saturated_share(activation: Activation | None, a: Array) -> float:
    """The share of outputs at which the activation is almost flat; NaN where there is no activation that bends.

    The slope is looked up from the outputs through a fine table of the activation's own function and derivative.
    """
    if activation is None:
        return float("nan")
    z = np.linspace(-30, 30, 6001)
    f, slope = activation.function(z), np.abs(activation.derivative(z))
    steepest = float(slope.max())
    if steepest == 0:
        return 1.0
    if float(slope.min()) == steepest or (np.diff(f) < -1e-9).any():
        return float("nan")  # a straight line; or a curve that goes down as well, whose slope the output does not tell
    order = np.argsort(f, kind="stable")
    nearest = np.clip(np.searchsorted(f[order], a), 0, len(z) - 1)
    return float(np.mean(slope[order][nearest] < FLAT * steepest))
