"""How far each layer really goes for a gradient: its effective step size."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.training.measuring.layer_statistics import effective_step_sizes
from engine.training.session import Session


@dataclass(frozen=True)
class EffectiveStepSizes(SnapshotRequest[Array]):
    """Of each layer, (layers,); see `engine.training.measuring.layer_statistics`."""

    def result(self, session: Session, workspace: Workspace) -> Array:
        lr, t = session.control.rate(session.step), session.optimizer_step
        return effective_step_sizes(session.network, session.recipe.optimizer, session.optimizer_state, t, lr)
