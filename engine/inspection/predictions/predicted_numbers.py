"""The number that the network predicts for each row, in the target's own units, and how far off it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.nn.metrics import MAE, R2, RMSE
from engine.training.evaluation import MOST_EVALUATED
from engine.training.session import Session


@dataclass(frozen=True)
class NumberScores:
    """In the target's units: `mean_error` is the mean of the errors' sizes (MAE), `root_error` the root of their mean square
    (RMSE), `bias` the mean of true - predicted, `half` and `most` what 50 and 90 per cent of the rows are off by at most."""

    rows: int
    r2: float
    mean_error: float
    root_error: float
    bias: float
    half: float
    most: float


@dataclass(frozen=True, eq=False)
class NumberPredictions:
    """`rows` of the table (n,), their `true` and their `predicted` numbers; the first `count` are training rows."""

    rows: Array
    true: Array
    predicted: Array
    count: int
    train: NumberScores
    test: NumberScores

    @property
    def residuals(self) -> Array:
        """true - predicted, (n,): above 0 where the prediction is too low."""
        differences: Array = self.true - self.predicted
        return differences


@dataclass(frozen=True)
class PredictedNumbers(SnapshotRequest[NumberPredictions | None]):
    """Of the rows that the loss curve is measured on, training rows first; None for classes."""

    def result(self, session: Session, workspace: Workspace) -> NumberPredictions | None:
        return predicted_numbers(session)


def predicted_numbers(session: Session) -> NumberPredictions | None:
    """What the network predicts for the rows of its data, its target's scaling undone."""
    data, evaluator = session.data, session.loop.evaluator
    if not data.task.is_regression:
        return None
    train, test = data.train[:MOST_EVALUATED], data.test[:MOST_EVALUATED]
    rows = np.concatenate([train, test])
    linked = session.recipe.loss.link(session.network.scores(evaluator.x))
    predicted = data.target_scaling.undo(linked.T.astype(np.float64))[:, 0]
    true = data.table.target[rows]
    first, second = slice(len(train)), slice(len(train), None)
    of_train, of_test = (number_scores(true[part], predicted[part]) for part in (first, second))
    return NumberPredictions(rows, true, predicted, len(train), of_train, of_test)


def number_scores(true: Array, predicted: Array) -> NumberScores:
    """How far off predictions (rows,) are."""
    with np.errstate(all="ignore"):
        residuals, each = true - predicted, predicted[np.newaxis]
        half, most = np.quantile(np.abs(residuals), (0.5, 0.9)) if len(true) else (np.nan, np.nan)
        r2, mean_error, root_error = (metric.value(each, true) for metric in (R2(), MAE(), RMSE()))
        return NumberScores(len(true), r2, mean_error, root_error, float(residuals.mean()), float(half), float(most))
