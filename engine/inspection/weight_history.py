"""One layer's weights over the run: a histogram at each keyframe, and one of now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.histograms import counted, nice_limit
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.training.checkpoint import Keyframe
from engine.training.session import Session

MOST_WEIGHTS = 4096  # of one layer that a histogram counts


@dataclass(frozen=True, eq=False)
class WeightHistograms:
    """One layer's weights at keyframes of the run, the last one now: `counts` (keyframes, bins) between `edges` (bins + 1,).

    The counts are of a sample when the layer is large; what is beyond the edges counts in the outermost bins.
    """

    layer: int
    steps: Array
    edges: Array
    counts: Array


@dataclass(frozen=True)
class WeightHistory(SnapshotRequest[WeightHistograms | None]):
    """The weights of the layer with this id; None when there is none, or none with weights."""

    layer: int

    def result(self, session: Session, workspace: Workspace) -> WeightHistograms | None:
        return workspace.memory(KeyframeCounts).history(session.network, self.layer, session.timeline, session.step)


def sampled_weights(info: LayerInfo, theta: Array) -> Array:
    """A layer's weights in a row, without the biases; every n-th of very many."""
    arrays = arrays_of(info, theta)
    flat = np.concatenate([values.ravel() for name, values in arrays.items() if name != "biases"] or [np.empty(0)])
    return flat[:: -(-flat.size // MOST_WEIGHTS) or 1]


class KeyframeCounts:
    """Changes: remembers the counts of the keyframes, which never change, for one layer and one range of values."""

    def __init__(self) -> None:
        self._of: tuple[LayerInfo, float] | None = None
        self._counts: dict[int, Array] = {}

    def history(self, network: Network, layer: int, keyframes: tuple[Keyframe, ...], step: int) -> WeightHistograms | None:
        """The layer's weights at all keyframes whose network had the same layout, and now. None for a layer without weights."""
        info = next((info for info in network.layers if info.id == layer and info.parameters), None)
        if info is None:
            return None
        alike = [one for one in keyframes if one.step < step and _same_layout(one, network)]
        now = sampled_weights(info, network.theta)
        limit = max(
            [nice_limit(now), *(nice_limit(sampled_weights(info, one.state.theta)) for one in alike[:: max(1, len(alike) - 1)])]
        )
        if (info, limit) != self._of:
            self._of, self._counts = (info, limit), {}
        kept = {id(keyframe): self._counts.get(id(keyframe)) for keyframe in alike}
        for keyframe in alike:
            if kept[id(keyframe)] is None:
                kept[id(keyframe)] = counted(sampled_weights(info, keyframe.state.theta), limit)[1]
        self._counts = {key: counts for key, counts in kept.items() if counts is not None}
        edges, counts = counted(now, limit)
        rows = [*(self._counts[id(keyframe)] for keyframe in alike), counts]
        return WeightHistograms(layer, np.array([*(one.step for one in alike), step], np.float64), edges, np.stack(rows))


def _same_layout(keyframe: Keyframe, network: Network) -> bool:
    ids = [block.id for block in keyframe.recipe.blocks if block.enabled]
    return keyframe.state.theta.size == network.theta.size and ids == [info.id for info in network.layers[:-1]]
