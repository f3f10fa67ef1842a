"""How far each layer really goes for a gradient: its effective step size."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.training.history_rows import step_sizes_of
from engine.training.session import Session


@dataclass(frozen=True)
class EffectiveStepSizes(SnapshotRequest[Array]):
    """Of each layer, (layers,); see `engine.training.layer_statistics`."""

    def result(self, session: Session, workspace: Workspace) -> Array:
        return step_sizes_of(session)
