"""In which order rows are used, where a batch lies in it, and how steps are handed out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.nn.losses import LOSSES
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training.batches import BatchTargets, order_of_next_epoch, rows_of_batch
from engine.training.session import Session
from tests.engine.builders import small_data


def session(rows: int = 11, batch: int = 4, **changes: object) -> Session:
    return Session(replace(Recipe(loss=LOSSES["mse"](), batch=batch, shuffle=False), **changes), small_data(rows, classes=0))  # type: ignore[arg-type]


def test_the_next_epoch_has_the_same_rows_after_those_left_over() -> None:
    order = np.array([3, 1, 2, 0])
    assert order_of_next_epoch(order, 4, 0, None).tolist() == [3, 1, 2, 0]
    assert order_of_next_epoch(order, 4, 1, None).tolist() == [0, 3, 1, 2, 0]
    assert order_of_next_epoch(np.array([9, 3, 1, 2, 0]), 4, 1, None).tolist() == [0, 3, 1, 2, 0]
    drawn = order_of_next_epoch(order, 4, 2, np.random.default_rng(0))
    expected = order.copy()
    np.random.default_rng(0).shuffle(expected)
    assert drawn.tolist() == [2, 0, *expected]
    assert order.tolist() == [3, 1, 2, 0]


@pytest.mark.parametrize(
    ("carried", "slices"), [(0, [(0, 4), (4, 8), (8, 11)]), (3, [(0, 7), (7, 11), (11, 14)]), (1, [(0, 5), (5, 9), (9, 12)])]
)
def test_rows_carried_over_belong_to_the_first_batch(carried: int, slices: list[tuple[int, int]]) -> None:
    found = [rows_of_batch(i, 4, carried, carried + 11) for i in range(3)]
    assert [(one.start, one.stop) for one in found] == slices


@pytest.mark.parametrize("outputs", [1, 2, 3])
@pytest.mark.parametrize(("carried", "rows", "size"), [(3, 11, 4), (2, 8, 4), (1, 9, 3), (0, 9, 4)])
def test_targets_with_rows_carried_over_lie_batch_after_batch(outputs: int, carried: int, rows: int, size: int) -> None:
    targets = np.random.default_rng(1).normal(size=(outputs, rows))
    made = BatchTargets(targets, size)
    made.lay_out(carried)
    order: Array = np.concatenate([np.arange(rows - carried, rows), np.random.default_rng(2).permutation(rows)])
    made.reorder(order)
    for i in range(-(-rows // size)):
        place = rows_of_batch(i, size, carried, carried + rows)
        if place.start < place.stop:
            assert made.batch(place).tolist() == targets[:, order[place]].tolist()


def test_steps_are_handed_out_to_the_end_of_the_epoch_and_no_further() -> None:
    batches = session().batches
    assert (batches.count, batches.size, batches.left_in_epoch, batches.at_epoch_end) == (3, 4, 3, True)
    assert len(batches.next_steps(2)) == 2
    assert (batches.left_in_epoch, batches.at_epoch_end) == (1, False)
    assert len(batches.next_steps(9)) == 1
    assert (batches.left_in_epoch, batches.at_epoch_end) == (3, True)
    assert len(batches.next_steps(9)) == 3


def test_a_whole_epoch_is_one_list_of_calls_where_nothing_comes_between_its_steps() -> None:
    batches = session().batches
    whole = batches.next_steps(3, one_by_one=False)
    assert [steps for _calls, _prepare, steps in whole] == [3]
    assert [steps for _calls, _prepare, steps in batches.next_steps(3)] == [1, 1, 1]
    assert len(batches.next_steps(2, one_by_one=False)) == 2  # a part of an epoch
    assert len(batches.next_steps(3, one_by_one=False)) == 1
    adam = session(optimizer=Adam()).batches
    assert len(adam.next_steps(3, one_by_one=False)) == 3  # it counts its steps


@pytest.mark.parametrize(
    ("rows", "batch", "count", "size"), [(11, 4, 3, 4), (12, 4, 3, 4), (3, 8, 1, 3), (11, 1, 11, 1), (4, 4, 1, 4)]
)
def test_so_many_batches_make_an_epoch(rows: int, batch: int, count: int, size: int) -> None:
    batches = session(rows, batch).batches
    assert (batches.count, batches.size, batches.left) == (count, size, 0)
    carrying = session(rows, batch, carry_over=True).batches
    assert (carrying.count, carrying.left) == (rows // size, rows % size)


def test_before_the_first_step_a_position_has_no_order_and_restart_returns_there() -> None:
    run = session()
    position = run.batches.position()
    assert (len(position.order), position.next_batch) == (0, 3)
    run.advance(2)
    position = run.batches.position()
    assert (position.order.tolist(), position.next_batch) == (list(range(11)), 2)
    assert run.batches.rows_of_last().tolist() == [4, 5, 6, 7]
    run.batches.restart()
    again = run.batches.position()
    assert (len(again.order), again.next_batch, run.batches.at_epoch_end) == (0, 3, True)
    assert again.rng_state == np.random.default_rng(run.recipe.seeds.order).bit_generator.state


def test_a_position_is_restored_within_its_epoch_or_with_a_new_one() -> None:
    run, other = session(), session()
    run.advance(2)
    other.batches.restore(run.batches.position())
    assert (other.batches.left_in_epoch, other.batches.at_epoch_end) == (1, False)
    other.batches.restore(run.batches.position(), within_epoch=False)
    assert (other.batches.left_in_epoch, other.batches.at_epoch_end) == (3, True)
    fewer = session(rows=8)
    fewer.batches.restore(run.batches.position())  # an order of other rows means nothing here
    assert (fewer.batches.left_in_epoch, fewer.batches.position().order.tolist()) == (2, [])
    late = replace(run.batches.position(), next_batch=99)
    other.batches.restore(late)
    assert other.batches.at_epoch_end
