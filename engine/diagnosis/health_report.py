"""A session's health: the state of its layers, and the doctor's verdicts on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.diagnosis.evidence import gather_evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.diagnosis.rules import Verdict, diagnose
from engine.diagnosis.symptoms import progress
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.unit_health import MOST_ROWS
from engine.inspection.workspace import Workspace
from engine.training.session import Session

MANY_STEPS = 2000  # before which a run does not count as settled
STILL = 1e-3  # share of the loss by which it falls from one quarter of a settled run to the next, at most


@dataclass(frozen=True, eq=False)
class HealthReport:
    """At one step: the state of each layer, and all that is wrong, causes first. `rows`: training rows that were evaluated;
    `measured`: rows of the history."""

    step: int
    rows: int
    measured: int
    layers: tuple[LayerHealth, ...]
    verdicts: tuple[Verdict, ...]
    learns: bool  # whether it is closer to all right than to a guess, on the training rows
    settled: bool = False  # whether the training loss no longer falls, after many steps


@dataclass(frozen=True)
class HealthCheck(SnapshotRequest[HealthReport]):
    """A health report of the session."""

    every_frame = False

    def result(self, session: Session, workspace: Workspace) -> HealthReport:
        return health_report(session)


def health_report(session: Session) -> HealthReport:
    """Evidence and diagnosis. Changes nothing; costs 2 ms for a tiny network, 100 ms for one of half a million parameters."""
    evidence = gather_evidence(session)
    rows = min(MOST_ROWS, len(session.data.train))
    measured, verdicts = len(evidence.history.steps), diagnose(evidence)
    settled = session.step >= MANY_STEPS and abs(progress(evidence)) < STILL
    return HealthReport(session.step, rows, measured, evidence.layers, verdicts, is_learning(session), settled)


def is_learning(session: Session) -> bool:
    """Whether the metric on the training rows is past half the way from a guess to 1: from R² 0, or the largest class's share.

    A loss that does not square errors leaves outliers aside, which R² is all about: then the error of the median row counts,
    beside that of the mean as a guess.
    """
    task, metric = session.data.task, session.scores().train_metric
    guess = 0.0
    if task.is_regression and session.recipe.loss.kind != "mse":
        rows = session.data.train[:MOST_ROWS]
        y, scores = session.data.y(rows), session.network.scores(session.data.x(rows))[0]
        metric = 1 - float(np.median(np.abs(scores - y)) / max(float(np.median(np.abs(y - y.mean()))), 1e-300))
    if not task.is_regression:
        _, counts = np.unique(session.data.y(session.data.train), return_counts=True)
        guess = float(counts.max() / counts.sum())
    return metric > (1 + guess) / 2
