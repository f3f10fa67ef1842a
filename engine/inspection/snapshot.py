"""A frozen, self-contained picture of a session at one step. Views draw it and remember nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.data.preprocessing import Data
from engine.inspection.snapshot_request import SnapshotRequest
from engine.network.parameter_layout import LayerInfo
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import KeyframeInfo
from engine.training.divergence import Divergence
from engine.training.history import HistoryView

R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What every frame has, and by request what views asked for. All arrays are read-only copies, computed from this very θ."""

    recipe: Recipe
    data: Data
    layers: tuple[LayerInfo, ...]
    step: int
    epoch: int
    theta: Array
    buffers: Array  # running statistics of all layers, flat
    scores: Scores
    gradients: Array  # (layers, 3): GRADIENT_STATISTICS of the last mini-batch; NaN before the first step or without parameters
    history: HistoryView  # its columns are those of `engine.training.history_rows.history_columns`
    divergence: Divergence | None = None
    rate: float = float("nan")  # the learning rate of the next step, as the schedule has it
    stopped: str = ""  # why a stop rule ended the run, as a sentence
    timeline: tuple[KeyframeInfo, ...] = ()  # keyframes that the run can go back to, oldest first
    threads: int = 1  # of BLAS, that the next step is trained with
    results: Mapping[SnapshotRequest[object], object] = field(default_factory=dict)

    def __getitem__(self, request: SnapshotRequest[R]) -> R:
        """What was asked for. Raises KeyError when this snapshot was made without it."""
        return cast(R, self.results[request])

    def get(self, request: SnapshotRequest[R]) -> R | None:
        """What was asked for, if this snapshot was made with it."""
        return cast("R | None", self.results.get(request))

    def find(self, kind: type[SnapshotRequest[R]]) -> R | None:
        """The result of some request of this class, whatever its fields: a view that has just changed what it asks for shows the
        former picture until a snapshot has the new one."""
        found = next((result for request, result in self.results.items() if isinstance(request, kind)), None)
        return cast("R | None", found)

    @property
    def parameters(self) -> int:
        """How many numbers θ has."""
        return self.theta.size
