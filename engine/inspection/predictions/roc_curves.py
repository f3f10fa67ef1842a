"""The ROC curve of one class against all others, on training and on test rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.nn.losses import CrossEntropy
from engine.nn.roc import Roc, roc, without_straight_points
from engine.training.evaluation import MOST_EVALUATED
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class RocCurves:
    """Of the class `positive`; None where a part has no row of it, or no other. Thresholds are probabilities where
    `is_probability`, else scores. positives: rows of the class in training and test, `rows`: all rows there."""

    positive: int
    train: Roc | None
    test: Roc | None
    is_probability: bool
    positives: tuple[int, int]
    rows: tuple[int, int]


@dataclass(frozen=True)
class RocRequest(SnapshotRequest[RocCurves | None]):
    """The curves of this class, by number; a class that is not there is the last. None for regression."""

    positive: int = 1

    def result(self, session: Session, workspace: Workspace) -> RocCurves | None:
        return roc_curves(session, self.positive)


def roc_curves(session: Session, positive: int) -> RocCurves | None:
    """The curves of the network on the rows that the loss curve is measured on."""
    data, loss = session.data, session.recipe.loss
    if data.task.is_regression:
        return None
    positive = min(positive, data.task.classes - 1)
    train, test = data.train[:MOST_EVALUATED], data.test[:MOST_EVALUATED]
    rows = np.concatenate([train, test])
    is_probability = isinstance(loss, CrossEntropy)
    evidence = evidence_for(positive, session.network.scores(session.loop.evaluator.x), is_probability)
    hits = data.table.target[rows] == positive
    found: list[Roc | None] = []
    for part in (slice(len(train)), slice(len(train), None)):
        curve = roc(evidence[part], hits[part])
        found.append(None if curve is None else without_straight_points(_with_shares(curve, is_probability)))
    counts = int(np.count_nonzero(hits[: len(train)])), int(np.count_nonzero(hits[len(train) :]))
    return RocCurves(positive, found[0], found[1], is_probability, counts, (len(train), len(test)))


def evidence_for(positive: int, scores: Array, is_probability: bool) -> Array:
    """How much speaks for a class, (rows,) float64, from raw scores (outputs, rows).

    For probabilities the logarithm of their odds, which orders rows as the probability does, but knows no rounding to 1.
    """
    s = scores.astype(np.float64)
    if len(s) == 1:
        single: Array = s[0] if positive else -s[0]
        return single
    if not is_probability:
        own: Array = s[positive]
        return own
    others = np.delete(s, positive, 0)
    top = others.max(0)
    with np.errstate(all="ignore"):
        odds: Array = s[positive] - top - np.log(np.exp(others - top).sum(0))
    return odds


def _with_shares(curve: Roc, is_probability: bool) -> Roc:
    """Thresholds as probabilities instead of the logarithms of odds."""
    if not is_probability:
        return curve
    shares = 0.5 + 0.5 * np.tanh(0.5 * curve.thresholds)
    shares[0] = np.inf
    return Roc(curve.wrong, curve.found, shares, curve.area)
