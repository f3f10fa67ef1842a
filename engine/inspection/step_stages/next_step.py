"""The request for the next step in slow motion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.step_stages.step_replay import StepReplay, coming_batch
from engine.inspection.step_stages.step_trace import StepTrace
from engine.inspection.workspace import Workspace
from engine.training.session import Session


@dataclass(frozen=True)
class NextStep(SnapshotRequest[StepTrace | None]):
    """The step on the coming batch; or, with a `row` of the table, the step that a batch of this row alone would be.

    None for a row that the table does not have.
    """

    every_frame: ClassVar[bool] = False

    row: int | None = None

    def result(self, session: Session, workspace: Workspace) -> StepTrace | None:
        return workspace.memory(Replays).trace(session, self.row)


class Replays:
    """Changes: remembers what it has recorded for the session's present training loop, by number of rows."""

    def __init__(self) -> None:
        self._made: dict[int, StepReplay] = {}

    def trace(self, session: Session, row: int | None) -> StepTrace | None:
        """See `NextStep`."""
        rows, rng = coming_batch(session)
        if row is not None:
            if not 0 <= row < len(session.data.table.inputs):
                return None
            rows = np.array([row])
        if any(one.loop is not session.loop for one in self._made.values()) or len(self._made) > 3:
            self._made.clear()
        if len(rows) not in self._made:
            self._made[len(rows)] = StepReplay(session.loop, len(rows))
        return self._made[len(rows)].trace(session, rows, rng, whole_batch=row is None)
