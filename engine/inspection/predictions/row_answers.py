"""What the network says of every row of its table, beside what is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.nn.losses import CrossEntropy
from engine.nn.metrics import classes_of
from engine.training.session import Session

MOST_ROWS = 20_000  # of a table: more are not asked about
AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class RowAnswers:
    """For the first rows of the table. predicted: (rows,) class numbers, or numbers in the target's units. sure: (rows,) the
    probability of the predicted class; None where the loss gives none, and for numbers.
    """

    predicted: Array
    sure: Array | None


@dataclass(frozen=True)
class AnsweredRows(SnapshotRequest[RowAnswers]):
    """Of the first `MOST_ROWS` rows, in their order. Seldom while it trains: a table is read, not watched."""

    every_frame: ClassVar[bool] = False

    def result(self, session: Session, workspace: Workspace) -> RowAnswers:
        data, loss = session.data, session.recipe.loss
        rows = np.arange(min(MOST_ROWS, len(data.table.target)))
        parts = [session.network.scores(data.x(rows[start : start + AT_ONCE])) for start in range(0, len(rows), AT_ONCE)]
        scores = np.concatenate(parts, axis=1)
        linked = loss.link(scores).astype(np.float64)
        if data.task.is_regression:
            return RowAnswers(data.target_scaling.undo(linked.T)[:, 0], None)
        predicted = classes_of(scores)
        if not isinstance(loss, CrossEntropy):
            return RowAnswers(predicted, None)
        if len(linked) == 1:
            return RowAnswers(predicted, np.where(predicted == 1, linked[0], 1 - linked[0]))
        return RowAnswers(predicted, linked.max(0))
