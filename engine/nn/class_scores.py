"""How well each class is told apart: precision, recall and F1 by class, as scikit-learn defines them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array


def confusion_counts(true: Array, predicted: Array, classes: int) -> Array:
    """(classes, classes) int64: how many rows of each true class (row) are predicted as each class (column)."""
    pairs = classes * np.asarray(true, np.int64) + predicted
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True, eq=False)
class ClassScores:
    """Of each class, (classes,): `rows` of it, rows `called` so, and of these the `hits`.

    precision: of the rows called so, the share that are; recall: of its rows, the share found; f1: their harmonic mean.
    A share of nothing is 0, as scikit-learn's `zero_division=0` has it.
    """

    rows: Array
    called: Array
    hits: Array
    precision: Array
    recall: Array
    f1: Array

    @property
    def counted(self) -> Array:
        """Which classes are there or predicted, (classes,) bool: a mean over classes is over these."""
        there: Array = self.rows + self.called > 0
        return there

    def mean(self, scores: Array) -> float:
        """The macro mean of `precision`, `recall` or `f1`: each class counts alike, however rare. NaN without any row."""
        some = scores[self.counted]
        return float(some.mean()) if some.size else float("nan")


def class_scores(matrix: Array) -> ClassScores:
    """From a confusion matrix, (classes, classes) counts: true class by row, predicted class by column."""
    hits, rows, called = matrix.diagonal(), matrix.sum(1), matrix.sum(0)
    return ClassScores(
        rows=rows,
        called=called,
        hits=hits,
        precision=hits / np.maximum(called, 1),
        recall=hits / np.maximum(rows, 1),
        f1=2 * hits / np.maximum(rows + called, 1),
    )
