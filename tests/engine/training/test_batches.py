"""The targets of each batch are those of its rows, whole batches and the ragged last one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.training.batches import BatchTargets


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(("rows", "size"), [(10, 4), (8, 4), (3, 3), (5, 1)])
def test_each_batch_has_the_targets_of_its_rows_side_by_side(outputs: int, rows: int, size: int) -> None:
    rng = np.random.default_rng(0)
    targets = rng.normal(size=(outputs, rows))
    ordered = BatchTargets(targets, size)
    blocks = [ordered.batch(i) for i in range(-(-rows // size))]
    for _ in range(2):  # the same arrays hold the next epoch's
        order = rng.permutation(rows)
        ordered.reorder(order)
        for i, block in enumerate(blocks):
            assert block.tolist() == targets[:, order[i * size : (i + 1) * size]].tolist()
            assert block.flags.c_contiguous
