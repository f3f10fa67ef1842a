"""k-fold cross-validation: the rows that are not for testing in k parts, each of which judges once (Stone 1974).

As scikit-learn's `StratifiedKFold` (classes) and `KFold` (numbers), shuffled.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array


def fold_rows(target: Array, classes: int, folds: int, seed: int) -> tuple[tuple[Array, Array], ...]:
    """For each fold the rows to train on and those that judge, by number, each in ascending order.

    target: of all rows, (rows,). Of each class the folds hold as many rows as of the others, give or take one; so they do of all
    rows. The same seed gives the same folds.
    """
    rng = np.random.default_rng(seed)
    part = np.empty(len(target), np.int64)
    groups = [np.flatnonzero(target == one) for one in range(classes)] if classes else [np.arange(len(target))]
    dealt = 0
    for rows in groups:  # dealt out like cards, class after class: the next class goes on where the last one ended
        part[rng.permutation(rows)] = (dealt + np.arange(len(rows))) % folds
        dealt += len(rows)
    return tuple((np.flatnonzero(part != fold), np.flatnonzero(part == fold)) for fold in range(folds))
