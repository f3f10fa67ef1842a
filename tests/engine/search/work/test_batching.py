"""How many items are submitted together."""

from __future__ import annotations

import itertools
from typing import Any

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


def test_how_many_are_submitted_is_worked_out_from_the_seconds_of_one() -> None:
    batching = Batching(2)
    batching.measured(())
    assert batching.size(1000) == 1  # nothing is known yet
    batching.measured(answers(20, 0.008))
    assert batching.size(1000) == 37  # 0.3 seconds
    assert batching.size(40) == 10  # a quarter of what waits for two workers
    assert batching.size(3) == 1
    batching.measured(answers(5, 0.016))  # smoothed: 0.7 · 0.008 + 0.3 · 0.016
    assert batching.size(1000) == 28
    batching = Batching(0)
    batching.measured(answers(3, 1e-6))
    assert batching.size(1000) == 12  # four times the largest submission so far
    assert batching.size(8) == 4
    batching.measured(answers(200, 1e-6))
    assert batching.size(10**6) == 256


def test_items_are_taken_from_the_front() -> None:
    batching = Batching(1)
    batching.measured(answers(20, 0.1))
    waiting: list[Any] = list(range(10))
    assert (batching.take(waiting), waiting) == ((0, 1), list(range(2, 10)))
