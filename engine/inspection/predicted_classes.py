"""The class that the network predicts for each row: what a confusion matrix counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.nn.metrics import classes_of
from engine.training.session import Session

MOST_ROWS = 1024  # of each part of the data


@dataclass(frozen=True, eq=False)
class Predictions:
    """For rows of the table: `rows` (n,), `classes` (n,); the first `train` are training rows."""

    rows: Array
    classes: Array
    train: int

    def of_part(self, part: str) -> tuple[Array, Array]:
        """Rows and classes of "train" or "test" rows."""
        chosen = slice(0, self.train) if part == "train" else slice(self.train, None)
        return self.rows[chosen], self.classes[chosen]


@dataclass(frozen=True)
class PredictedClasses(SnapshotRequest[Predictions | None]):
    """The class of each row, training rows first; None for regression."""

    def result(self, session: Session, workspace: Workspace) -> Predictions | None:
        return predictions(session.network, session.data)


def predictions(network: Network, data: Data) -> Predictions | None:
    """What a network predicts for the rows of its data."""
    if data.task.is_regression:
        return None
    train, test = data.train[:MOST_ROWS], data.test[:MOST_ROWS]
    rows = np.concatenate([train, test])
    return Predictions(rows, classes_of(network.scores(data.x(rows))), len(train))
