"""Batches: which rows they are made of, with their targets; whole ones, a ragged last one, and rows that are carried over."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.nn.losses import usual_loss
from engine.recipe.recipe import Recipe
from engine.training import batches
from engine.training.batches import BatchTargets, rows_of_batch
from engine.training.checkpoint import checkpoint_from
from engine.training.session import Session
from tests.engine.builders import small_data


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(("rows", "size"), [(10, 4), (8, 4), (3, 3), (5, 1)])
def test_each_batch_has_the_targets_of_its_rows_side_by_side(outputs: int, rows: int, size: int) -> None:
    rng = np.random.default_rng(0)
    targets = rng.normal(size=(outputs, rows))
    ordered = BatchTargets(targets, size)
    blocks = [ordered.batch(rows_of_batch(i, size, 0, rows)) for i in range(-(-rows // size))]
    for _ in range(2):  # the same arrays hold the next epoch's
        order = rng.permutation(rows)
        ordered.reorder(order)
        for i, block in enumerate(blocks):
            assert block.tolist() == targets[:, order[i * size : (i + 1) * size]].tolist()
            assert block.flags.c_contiguous


def carrying(shuffle: bool, classes: int = 3, batch: int = 4) -> Session:
    """11 training rows: two batches of 4, and 3 rows left over in each epoch."""
    data = small_data(11, classes=classes)
    return Session(Recipe(loss=usual_loss(data.task), batch=batch, shuffle=shuffle, carry_over=True), data, np.float64)


def rows_and_targets(session: Session, steps: int) -> list[tuple[list[int], Array]]:
    found = []
    for _step in range(steps):
        session.advance(1)
        found.append((session.batches.rows_of_last().tolist(), session.batches.last()[1].copy()))
    return found


@pytest.mark.parametrize("fetches", [False, True])
@pytest.mark.parametrize("classes", [0, 3])
def test_rows_left_over_join_the_first_batch_of_the_next_epoch(
    classes: int, fetches: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fetches:
        monkeypatch.setattr(batches, "LARGE", 0)
    session = carrying(shuffle=False, classes=classes)
    every = session.recipe.loss.encode(session.data.y(session.data.train), session.data.task)
    seen = rows_and_targets(session, 6)
    first, other = [0, 1, 2, 3], [4, 5, 6, 7]
    assert [rows for rows, _targets in seen] == [first, other, [8, 9, 10, *first], other, [8, 9, 10, *first], other]
    assert all(targets.tolist() == every[:, rows].tolist() for rows, targets in seen)
    assert session.epoch == 3


def test_shuffled_rows_are_carried_over_too_and_all_are_used_alike() -> None:
    rows = [row for batch, _targets in rows_and_targets(carrying(shuffle=True), 2 * 12) for row in batch]
    counts = np.bincount(rows, minlength=11)
    assert counts.min() >= 11
    assert counts.max() == 12


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 5])
def test_a_run_with_rows_carried_over_goes_on_from_any_step_bit_for_bit(at: int, shuffle: bool) -> None:
    session, resumed = carrying(shuffle), carrying(shuffle)
    session.advance(at)
    saved = session.checkpoint()
    resumed.advance(3)
    resumed.restore(session.recipe, checkpoint_from(saved.to_arrays(), saved.meta()))
    expected = rows_and_targets(session, 5)
    assert [rows for rows, _targets in rows_and_targets(resumed, 5)] == [rows for rows, _targets in expected]
    assert resumed.network.theta.tobytes() == session.network.theta.tobytes()


def test_nothing_is_carried_over_where_no_row_is_left() -> None:
    one = carrying(shuffle=True, batch=11)
    other = Session(Recipe(loss=one.recipe.loss, batch=11), one.data, np.float64)
    for session in (one, other):
        session.advance(5)
    assert one.network.theta.tobytes() == other.network.theta.tobytes()


def test_a_state_of_other_rows_does_not_fit() -> None:
    session = carrying(shuffle=True)
    session.advance(3)
    saved = session.checkpoint()
    saved.position.order[0] = 11
    with pytest.raises(ValueError, match="another dataset"):
        session.restore(session.recipe, saved)
