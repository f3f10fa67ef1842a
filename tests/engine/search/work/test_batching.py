"""How many items are submitted together."""

from __future__ import annotations

import itertools

from engine.search.work.batching import MOST_ITEMS, SECONDS, Batching
from engine.search.work.work_item import WorkResult


def answers(count: int, seconds: float) -> tuple[WorkResult, ...]:
    return tuple(WorkResult(0, i, seconds=seconds) for i in range(count))


def test_it_grows_to_a_part_of_a_second_as_measured() -> None:
    batching = Batching(2)
    sizes = []
    for _turn in range(8):
        sizes.append(batching.size(100_000))
        batching.measured(answers(sizes[-1], 0.004))
    assert sizes[0] == 1
    assert all(after <= 4 * before for before, after in itertools.pairwise(sizes))
    assert abs(sizes[-1] * 0.004 - SECONDS) < 0.01
    batching.measured(answers(1, 1e-7))
    assert batching.size(10**9) <= MOST_ITEMS


def test_long_items_go_alone_and_at_the_end_nobody_gets_many() -> None:
    batching = Batching(2)
    batching.measured(answers(3, 5.0))
    assert batching.size(1000) == 1
    batching = Batching(4)
    for _turn in range(5):
        batching.measured(answers(100, 0.001))
    assert batching.size(1000) > 50
    assert batching.size(80) == 10
    assert batching.size(1) == 1
