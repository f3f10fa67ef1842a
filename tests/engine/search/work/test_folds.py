"""k folds: their sizes, their classes, and that the same seed gives the same ones."""

from __future__ import annotations

import numpy as np
import pytest

from engine.search.work.folds import fold_rows


@pytest.mark.parametrize("folds", [2, 3, 5, 20])
@pytest.mark.parametrize("classes", [0, 1, 3, 7])
def test_each_row_judges_once_and_all_classes_are_shared_out_evenly(folds: int, classes: int) -> None:
    rng = np.random.default_rng(folds + classes)
    target = rng.integers(0, classes, 143) if classes else rng.normal(size=143)
    found = fold_rows(target, classes, folds, 4)
    assert len(found) == folds
    assert sorted(np.concatenate([held_out for _train, held_out in found])) == list(range(143))
    for train, held_out in found:
        assert sorted([*train, *held_out]) == list(range(143))
        assert 143 // folds <= len(held_out) <= -(-143 // folds)
        for one in range(classes):
            count = np.count_nonzero(target == one)
            assert count // folds <= np.count_nonzero(target[held_out] == one) <= -(-count // folds)


def test_a_seed_decides_them() -> None:
    target = np.arange(40) % 2
    one, same, other = (fold_rows(target, 2, 4, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(one, same, strict=True))
    assert not all(np.array_equal(a[1], b[1]) for a, b in zip(one, other, strict=True))
