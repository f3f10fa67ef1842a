"""The receiver operating characteristic: what a classifier finds, and what it calls so wrongly, at every threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array


@dataclass(frozen=True, eq=False)
class Roc:
    """A curve from (0, 0), where nothing is called positive, to (1, 1), where all is; each (points,).

    found: share of the positive rows whose score is at least the threshold (true positive rate, recall); wrong: the share of
    the negative rows (false positive rate). thresholds fall from infinity to the lowest score. area: under the curve; the
    probability that a positive row has a higher score than a negative one, a tie counting half (Hanley and McNeil 1982).
    """

    wrong: Array
    found: Array
    thresholds: Array
    area: float


def roc(scores: Array, positive: Array) -> Roc | None:
    """The curve of scores (rows,) for rows that are positive or not, (rows,) bool, as scikit-learn's `roc_curve` has it.

    Rows with the same score are told apart by no threshold, so they are one step of the curve. None where the curve is not
    defined: without a positive or a negative row, or when a score is not a number.
    """
    positives = int(np.count_nonzero(positive))
    negatives = len(positive) - positives
    if not positives or not negatives or np.isnan(scores).any():
        return None
    order = np.argsort(-scores, kind="stable")
    falling, hits = scores[order], positive[order]
    ends = np.append(np.flatnonzero(falling[1:] != falling[:-1]), len(falling) - 1)  # the last row of each group of ties
    found = np.cumsum(hits)[ends]
    wrong = 1 + ends - found
    found = np.concatenate([[0.0], found / positives])
    wrong = np.concatenate([[0.0], wrong / negatives])
    area = float(((wrong[1:] - wrong[:-1]) * (found[1:] + found[:-1])).sum() / 2)
    return Roc(wrong, found, np.concatenate([[np.inf], falling[ends].astype(np.float64)]), area)


def without_straight_points(curve: Roc) -> Roc:
    """The same curve without the points in the middle of level and upright stretches: it looks alike, and has few points."""
    across, up = np.diff(curve.wrong), np.diff(curve.found)
    straight = ((across[1:] == 0) & (across[:-1] == 0)) | ((up[1:] == 0) & (up[:-1] == 0))
    keep = np.concatenate([[True], ~straight, [True]])
    return Roc(curve.wrong[keep], curve.found[keep], curve.thresholds[keep], curve.area)
